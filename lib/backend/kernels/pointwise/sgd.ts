import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";
import { sgdArgs } from "./args.ts";
import { UNIT_ELEMENTS, unitsOf } from "./unary.ts";

type Call = KernelCall<
  Readonly<Record<"weights" | "gradient" | "velocity", tf.TensorInfo>>,
  {
    readonly rate: number;
    readonly momentum: number;
    /** What of the weights is added to the gradient. */
    readonly decay: number;
    readonly nesterov: boolean;
  }
>;

/**
 * A step of stochastic gradient descent with momentum, in one pass: the weights
 * and the velocity after it.
 */
export const sgdKernels: readonly EngineKernel[] = [{
  kernelName: "FullGradSgdMomentum",
  kernelFunc: (
    { inputs: { weights, gradient, velocity }, attrs, backend }: Call,
  ) => {
    const [next, speed] = [weights, velocity].map(({ shape }) =>
      backend.makeOutput(shape, "float32")
    ) as [tf.TensorInfo, tf.TensorInfo];
    const count = weights.shape.reduce((a, b) => a * b, 1);
    backend.launch({
      operation: "pointwise",
      function: "sgdMomentum",
      args: sgdArgs.pack({
        weights: backend.address(weights),
        gradient: backend.address(gradient),
        velocity: backend.address(velocity),
        nextWeights: backend.address(next),
        nextVelocity: backend.address(speed),
        count,
        unit: UNIT_ELEMENTS,
        ...attrs,
      }),
      ...unitsOf(Math.ceil(count / UNIT_ELEMENTS), count),
    });
    return [next, speed];
  },
}];
