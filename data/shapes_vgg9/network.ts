import * as tf from "@tensorflow/tfjs";

/**
 * The convolutions in order: their numbers of filters, and whether 2×2 max
 * pooling follows. The last maps are 8×8 for images of 64×64.
 */
export const CONVOLUTIONS: readonly {
  readonly filters: number;
  readonly pooled: boolean;
}[] = [
  { filters: 16, pooled: true },
  { filters: 32, pooled: true },
  { filters: 64, pooled: false },
  { filters: 64, pooled: true },
  { filters: 96, pooled: false },
  { filters: 96, pooled: false },
  { filters: 96, pooled: false },
  { filters: 96, pooled: false },
];

/**
 * The nine-layer VGG network: eight times convolution 3×3, batch
 * normalization and ReLU, then global average pooling and a dense layer whose
 * outputs are the logits.
 *
 * @param size Width and height of the images.
 * @param classes Number of logits.
 * @param seed Chooses the initial weights.
 * @returns The network with its initial weights.
 */
export function network(
  size: number,
  classes: number,
  seed: number,
): tf.LayersModel {
  const model = tf.sequential({ name: "shapes_vgg9" });
  let channels = 3;
  CONVOLUTIONS.forEach(({ filters, pooled }, i) => {
    // A bias before batch normalization gets no gradient: it keeps the value
    // that it is given here, whose range is PyTorch's default.
    const range = 1 / Math.sqrt(9 * channels);
    model.add(tf.layers.conv2d({
      name: `conv${i + 1}`,
      ...(i === 0 ? { inputShape: [size, size, 3] } : {}),
      filters,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: tf.initializers.heNormal({ seed: seed + 2 * i }),
      biasInitializer: tf.initializers.randomUniform({
        minval: -range,
        maxval: range,
        seed: seed + 2 * i + 1,
      }),
    }));
    model.add(tf.layers.batchNormalization({
      name: `bn${i + 1}`,
      epsilon: 1e-3,
    }));
    model.add(tf.layers.activation({
      name: `relu${i + 1}`,
      activation: "relu",
    }));
    if (pooled) {
      model.add(tf.layers.maxPooling2d({ name: `pool${i + 1}`, poolSize: 2 }));
    }
    channels = filters;
  });
  model.add(tf.layers.globalAveragePooling2d({ name: "gap" }));
  model.add(tf.layers.dense({
    name: "logits",
    units: classes,
    kernelInitializer: tf.initializers.glorotUniform({
      seed: seed + 2 * CONVOLUTIONS.length,
    }),
  }));
  return model;
}
