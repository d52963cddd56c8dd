import * as tf from "@tensorflow/tfjs";

/** A network whose training gradients are checked. */
export interface GradientCase {
  readonly name: string;
  /** Its layers before the pooling and the logits; images are 7×6×4. */
  readonly layers: (x: tf.SymbolicTensor) => tf.SymbolicTensor;
}

const conv = (
  filters: number,
  config: Partial<Parameters<typeof tf.layers.conv2d>[0]> = {},
) =>
  tf.layers.conv2d({
    filters,
    kernelSize: 3,
    padding: "same",
    activation: "tanh",
    biasInitializer: "randomNormal",
    ...config,
  });

function through(
  ...layers: readonly (() => tf.layers.Layer)[]
): GradientCase["layers"] {
  return (x) =>
    layers.reduce((y, make) => make().apply(y) as tf.SymbolicTensor, x);
}

/** One network for everything that has weights, and for how graphs join. */
export const GRADIENT_CASES: readonly GradientCase[] = [
  { name: "conv2d", layers: through(() => conv(5)) },
  {
    name: "conv2d of stride 2, same",
    layers: through(() => conv(5, { strides: 2 })),
  },
  {
    name: "conv2d of strides 3 and 2, valid, which leave the end out",
    layers: through(() =>
      conv(5, { strides: [3, 2], padding: "valid", kernelSize: [2, 3] })
    ),
  },
  {
    name: "dilated conv2d",
    layers: through(() => conv(5, { dilationRate: 2 })),
  },
  {
    name: "conv2d 1×1 of stride 2",
    layers: through(() => conv(5, { kernelSize: 1, strides: 2 })),
  },
  {
    name: "depthwiseConv2d of stride 2 with multiplier 2",
    layers: through(() =>
      tf.layers.depthwiseConv2d({
        kernelSize: 3,
        strides: 2,
        padding: "same",
        depthMultiplier: 2,
        activation: "tanh",
        biasInitializer: "randomNormal",
      })
    ),
  },
  {
    name: "conv2dTranspose of stride 2",
    layers: through(() =>
      tf.layers.conv2dTranspose({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
        activation: "tanh",
        biasInitializer: "randomNormal",
      })
    ),
  },
  {
    name: "batchNorm",
    layers: through(
      () => conv(5, { activation: "linear" }),
      () => tf.layers.batchNormalization(),
      () => tf.layers.activation({ activation: "tanh" }),
    ),
  },
  {
    name: "batchNorm without γ or β, and two users of what is before it",
    layers: (x) => {
      const y = conv(5, { activation: "linear" })
        .apply(x) as tf.SymbolicTensor;
      const normalized = ["scale", "center"].map((without) =>
        tf.layers.batchNormalization({ [without]: false }).apply(y)
      ) as tf.SymbolicTensor[];
      return tf.layers.concatenate().apply(
        [y, ...normalized].map((part) =>
          tf.layers.activation({ activation: "tanh" }).apply(part)
        ) as tf.SymbolicTensor[],
      ) as tf.SymbolicTensor;
    },
  },
  {
    name: "layerNorm",
    layers: through(
      () => conv(5),
      () => tf.layers.layerNormalization({ axis: -1 }),
      () => tf.layers.activation({ activation: "tanh" }),
    ),
  },
  {
    name: "prelu with shared axes",
    layers: through(
      () => conv(5, { activation: "linear" }),
      () =>
        tf.layers.prelu({
          sharedAxes: [1, 2],
          alphaInitializer: "randomNormal",
        }),
    ),
  },
  {
    name: "dense on every pixel",
    layers: through(() =>
      tf.layers.dense({
        units: 5,
        activation: "tanh",
        biasInitializer: "randomNormal",
      })
    ),
  },
  {
    name: "relu and max pooling of an odd size",
    layers: through(
      () => conv(5, { activation: "linear" }),
      () => tf.layers.batchNormalization(),
      () => tf.layers.reLU(),
      () => tf.layers.maxPooling2d({ poolSize: 2, padding: "same" }),
      () => conv(4),
    ),
  },
  {
    name: "a layer called twice, and a shortcut",
    layers: (x) => {
      const shared = conv(4);
      const first = shared.apply(x);
      const second = shared.apply(first);
      return tf.layers.add().apply(
        [x, second] as tf.SymbolicTensor[],
      ) as tf.SymbolicTensor;
    },
  },
];

/** The network of a case, with weights that follow from its seed. */
export function caseNetwork({ layers }: GradientCase): tf.LayersModel {
  const input = tf.input({ shape: [7, 6, 4] });
  const pooled = tf.layers.globalAveragePooling2d({}).apply(layers(input));
  const logits = tf.layers.dense({ units: 3, name: "logits" }).apply(pooled);
  const model = tf.model({
    inputs: input,
    outputs: logits as tf.SymbolicTensor,
    name: "case",
  });
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map((weight, i) => {
        const noise = tf.randomNormal(weight.shape, 0, 0.4, "float32", i + 1);
        // Variances must be positive, and γ is around 1.
        return model.weights[i]!.originalName.match(/gamma|variance/)
          ? tf.add(tf.abs(noise), 0.5)
          : noise;
      }),
    )
  );
  return model;
}
