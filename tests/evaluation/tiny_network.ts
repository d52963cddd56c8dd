import * as tf from "@tensorflow/tfjs";
import { asModel, type Model } from "../../lib/model/mod.ts";
import { Random } from "../../lib/random/mod.ts";

/**
 * A small network with a nested model, a batch normalization with statistics of
 * its own, and biases that are not zero.
 */
export function tinyNetwork(): Model {
  const inner = tf.sequential({
    name: "inner",
    layers: [
      tf.layers.conv2d({
        name: "conv2",
        filters: 6,
        kernelSize: 3,
        padding: "same",
        inputShape: [16, 16, 8],
        kernelInitializer: "heNormal",
      }),
      tf.layers.batchNormalization({ name: "bn2" }),
      tf.layers.reLU(),
    ],
  });
  const network = tf.sequential({
    name: "tiny",
    layers: [
      tf.layers.conv2d({
        name: "conv1",
        filters: 8,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
        inputShape: [16, 16, 3],
        kernelInitializer: "glorotUniform",
      }),
      inner,
      tf.layers.globalAveragePooling2d({ name: "pool" }),
      tf.layers.dense({ name: "logits", units: 4 }),
    ],
  });
  const random = new Random(11, 0, 0);
  tf.tidy(() =>
    network.setWeights(
      network.getWeights().map((weight) => {
        const positive = weight.rank === 1;
        const values = Float32Array.from(
          { length: weight.size },
          () => positive ? random.between(0.5, 1.5) : 0.3 * random.normal(),
        );
        return tf.tensor(values, weight.shape);
      }),
    )
  );
  return asModel(network);
}

/** Images for it. */
export function tinyImages(
  count: number,
): { data: Float32Array; shape: number[] } {
  const random = new Random(12, 0, 0);
  const data = Float32Array.from(
    { length: count * 16 * 16 * 3 },
    () => random.normal(),
  );
  return { data, shape: [count, 16, 16, 3] };
}

/** Every weight of a network, by name, as it is now. */
export async function weightsOf(
  { layersModel }: Model,
): Promise<Map<string, Float32Array>> {
  const weights = new Map<string, Float32Array>();
  for (const weight of layersModel!.weights) {
    weights.set(
      weight.originalName,
      Float32Array.from(await weight.read().data()),
    );
  }
  return weights;
}
