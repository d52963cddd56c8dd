import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../../lib/backend/mod.ts";

/** What a run of a small network says of its backend. */
export interface BackendRun {
  /** What `startBackend()` says. */
  readonly reason: string;
  /** The numbers of everything that was computed. */
  readonly values: readonly (readonly number[])[];
}

/**
 * A small network forward and back, its layers large enough for several
 * threads, and a map of a bias term.
 */
export async function backendRun(name: BackendName): Promise<BackendRun> {
  const { reason } = await startBackend(name);
  const results = tf.tidy(() => {
    const image = wave<tf.Rank.R4>([1, 48, 48, 3], 0.7);
    const network = (x: tf.Tensor) => {
      const convolved = tf.relu(
        tf.conv2d(
          x as tf.Tensor4D,
          wave<tf.Rank.R4>([3, 3, 3, 32], 0.3),
          1,
          "same",
        ),
      );
      const deep = tf.depthwiseConv2d(
        convolved,
        wave<tf.Rank.R4>([3, 3, 32, 1], 1.1),
        1,
        "same",
      );
      const pooled = tf.maxPool(deep, 2, 2, "valid");
      return tf.matMul(
        tf.reshape(pooled, [1, 24 * 24 * 32]),
        wave([24 * 24 * 32, 10], 2.3),
      );
    };
    const { value, grad } = tf.valueAndGrad((x) => tf.sum(network(x)))(image);
    const factor = tf.scalar(1);
    const term = tf.engine().runKernel(
      "FullGradBiasTerm",
      { g: grad, factor },
      {
        maps: ["absolute"],
        rescale: "layer",
        epsilon: 1e-6,
      } as unknown as tf.NamedAttrMap,
    ) as tf.Tensor[];
    return [network(image), value, grad, ...term];
  });
  const values = await Promise.all(
    results.map(async (result) => [...await result.data()]),
  );
  tf.dispose(results);
  return { reason, values };
}

/** Values from −1 to 1 that all differ. */
function wave<R extends tf.Rank>(
  shape: tf.ShapeMap[R],
  step: number,
): tf.Tensor<R> {
  const size = tf.util.sizeFromShape(shape);
  // Rounded, as an engine's sine may differ from another's in the last bit.
  const values = Float32Array.from(
    { length: size },
    (_, i) => Math.round(Math.sin(step * i) * 2 ** 20) / 2 ** 20,
  );
  return tf.tensor(values, shape);
}
