import * as tf from "@tensorflow/tfjs";
import type { Head } from "../../model/mod.ts";
import { oneHot } from "../operations/mod.ts";
import { classLogits, greatestClass, isSingleSigmoid } from "./class_logits.ts";
import type { Target } from "./target.ts";

/** The classes of a target, one index per sample. */
export interface ChosenClasses {
  /** Indices, known or computed on the backend; `undefined` is the argmax. */
  readonly chosen: readonly number[] | tf.Tensor1D | undefined;
  readonly reference: readonly number[] | undefined;
}

/** A target's value and its gradient by the output. */
export interface TargetEvaluation {
  /** `[N]`. */
  readonly value: tf.Tensor1D;
  /** Of the output's shape. */
  readonly gradient: tf.Tensor;
}

/**
 * The value `[N]` of a target, inside the caller's tidy; it needs no gradient.
 *
 * @throws {TypeError} If the target does not give one number per sample.
 */
export function targetValue(
  target: Target,
  output: tf.Tensor,
  head: Head | undefined,
  classes: ChosenClasses,
): tf.Tensor1D {
  return valueFunction(target, output, head, classes)(output);
}

/**
 * Evaluates a target and its gradient, inside the caller's tidy.
 *
 * @throws {TypeError} If the target does not give one number per sample, or has
 * no gradient by the output.
 */
export function evaluateTarget(
  target: Target,
  output: tf.Tensor,
  head: Head | undefined,
  classes: ChosenClasses,
): TargetEvaluation {
  const of = valueFunction(target, output, head, classes);
  // First the value by itself: what it throws would leave a tape's tensors behind.
  const value = of(output);
  try {
    return { value, gradient: tf.grad(of)(output, tf.ones(value.shape)) };
  } catch (cause) {
    const { message } = cause as Error;
    if (!message?.startsWith("Cannot compute gradient")) throw cause;
    throw new TypeError(
      `Cannot explain the target "${target.label}" as it must depend on the network's output, by operations that have gradients or within stopGradient(): ${message}`,
      { cause },
    );
  }
}

/** A target as a function of the logits, its classes being those of `output`. */
function valueFunction(
  target: Target,
  output: tf.Tensor,
  head: Head | undefined,
  { chosen, reference }: ChosenClasses,
): (logits: tf.Tensor) => tf.Tensor1D {
  const count = output.shape[0]!;
  const single = isSingleSigmoid(output.shape, head) && !target.custom;
  const classes = single ? 2 : output.shape.at(-1)!;
  const mask = (indices: readonly number[] | tf.Tensor1D) => {
    const tensor = "rank" in indices
      ? indices
      : tf.tensor1d([...indices], "int32");
    return oneHot(tensor, classes) as tf.Tensor2D;
  };
  if (output.rank !== 2 && !target.custom) {
    throw new TypeError(
      `Cannot explain the ${target.label} of a class as the output must be [N, classes]: current shape is [${output.shape}]. Give a function of the output as the target`,
    );
  }
  const masks = output.rank === 2
    ? {
      chosen: mask(chosen ?? greatestClass(output, head)),
      // A target that has a second class may leave it open as well.
      reference: "reference" in target
        ? mask(reference ?? greatestClass(output, head))
        : undefined,
    }
    : {};
  return (logits) => {
    const value = target.of(
      {
        logits: single ? classLogits(logits, head) : logits,
        head,
        single,
        ...masks,
      } as Parameters<Target["of"]>[0],
    );
    if (value?.rank === 1 && value.size === count) return value;
    throw new TypeError(
      `Cannot explain the target "${target.label}" as it must give one number for each of ${count} samples: current shape is [${
        value?.shape ?? "no tensor"
      }]`,
    );
  };
}
