import {
  generate,
  type NdArray,
  valueAt,
} from "../../propagation/float64/nd_array.ts";
import {
  along,
  dense,
  each,
  mean,
  plus,
  reshaped,
  share,
  sigmoid,
  variance,
  withOthers,
} from "./definitions.ts";
import type { KerasCase } from "./keras_case.ts";

const softplus = (x: number) =>
  Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0);
/** Φ by the series of its integral, exact to 1e-9 where the tests look. */
const phi = (x: number) => {
  let [term, sum] = [x, x];
  for (let k = 1; k < 120; k++) {
    term *= -x * x / (2 * k);
    sum += term / (2 * k + 1);
  }
  return 0.5 + sum / Math.sqrt(2 * Math.PI);
};

/** Keras 3's functions of every element. */
const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = {
  celu: (x) => x > 0 ? x : Math.expm1(x),
  elu: (x) => x > 0 ? x : Math.expm1(x),
  exponential: Math.exp,
  gelu: (x) => x * phi(x),
  hard_shrink: (x) => Math.abs(x) > 0.5 ? x : 0,
  hard_sigmoid: (x) => Math.min(1, Math.max(0, x / 6 + 0.5)),
  hard_silu: (x) => x * Math.min(1, Math.max(0, x / 6 + 0.5)),
  hard_swish: (x) => x * Math.min(1, Math.max(0, x / 6 + 0.5)),
  hard_tanh: (x) => Math.min(1, Math.max(-1, x)),
  leaky_relu: (x) => x > 0 ? x : 0.2 * x,
  linear: (x) => x,
  log_sigmoid: (x) => -softplus(-x),
  mish: (x) => x * Math.tanh(softplus(x)),
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  selu: (x) =>
    1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  sigmoid,
  silu: (x) => x * sigmoid(x),
  soft_shrink: (x) => Math.sign(x) * Math.max(0, Math.abs(x) - 0.5),
  softplus,
  softsign: (x) => x / (1 + Math.abs(x)),
  sparse_plus: (x) => x <= -1 ? 0 : x >= 1 ? x : (x + 1) ** 2 / 4,
  sparse_sigmoid: (x) => Math.min(1, Math.max(0, (x + 1) / 2)),
  squareplus: (x) => (x + Math.sqrt(x * x + 4)) / 2,
  swish: (x) => x * sigmoid(x),
  tanh: Math.tanh,
  tanh_shrink: (x) => x - Math.tanh(x),
};

/** max(x − τ, 0) with the sum 1, by trying every support. */
function sparsemax(value: number, others: readonly number[]): number {
  const sorted = [...others].sort((a, b) => b - a);
  let threshold = 0;
  sorted.forEach((own, k) => {
    const sum = sorted.slice(0, k + 1).reduce((a, b) => a + b, 0);
    if (1 + (k + 1) * own > sum) threshold = (sum - 1) / (k + 1);
  });
  return Math.max(0, value - threshold);
}

const rectifier = (slope: number, ceiling: number, threshold: number) =>
  each((x) => x > threshold ? Math.min(x, ceiling) : slope * (x - threshold));

/** Layers that apply a function, or a joint one along some axes. */
export const ACTIVATION_CASES: readonly KerasCase[] = [
  ...Object.entries(FUNCTIONS).map(([activation, f]): KerasCase => ({
    layer: "Activation",
    config: { activation },
    shape: [3, 4, 3],
    expected: ([x]) => each(f)(x),
  })),
  {
    layer: "Activation",
    config: { activation: "hard_sigmoid" },
    shape: [3, 4, 3],
    version: 2,
    expected: ([x]) => each((v) => Math.min(1, Math.max(0, 0.2 * v + 0.5)))(x),
  },
  {
    layer: "Activation",
    config: {
      activation: {
        module: "keras.activations",
        class_name: "function",
        config: "silu",
      },
    },
    shape: [2, 2, 3],
    expected: ([x]) => each((v) => v * sigmoid(v))(x),
  },
  {
    layer: "Dense",
    config: {
      units: 3,
      activation: {
        module: "keras.layers",
        class_name: "LeakyReLU",
        config: { name: "own", negative_slope: 0.4 },
      },
    },
    shape: [2, 2, 4],
    weights: { kernel: [4, 3], bias: [3] },
    expected: ([x], w) =>
      each((v) => v > 0 ? v : 0.4 * v)(dense(x, w["kernel"]!, w["bias"]!)),
  },
  {
    layer: "Activation",
    config: { activation: "softmax" },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [3], share),
  },
  {
    layer: "Activation",
    config: { activation: "log_softmax" },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [3], (v, o) => Math.log(share(v, o))),
  },
  {
    layer: "Activation",
    config: { activation: "sparsemax" },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [3], sparsemax),
  },
  {
    layer: "Activation",
    config: { activation: "glu" },
    shape: [2, 3, 4],
    expected: ([x]) =>
      generate(
        x.shape.with(3, 2),
        (at) => valueAt(x, at) * sigmoid(valueAt(x, at.with(3, at[3]! + 2))),
      ),
  },
  ...([[-1], [3]] as const).map((axis): KerasCase => ({
    layer: "Softmax",
    config: { axis },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [3], share),
  })),
  {
    layer: "Softmax",
    config: { axis: 1 },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [1], share),
  },
  {
    layer: "Softmax",
    config: { axis: [1, 2] },
    shape: [2, 3, 4],
    expected: ([x]) => withOthers(x, [1, 2], share),
  },
  {
    layer: "ReLU",
    config: { max_value: 1.5, negative_slope: 0.3, threshold: 0.2 },
    shape: [3, 4, 3],
    expected: ([x]) => rectifier(0.3, 1.5, 0.2)(x),
  },
  {
    layer: "ReLU",
    config: { negative_slope: 0.3, max_value: 1 },
    shape: [3, 4, 3],
    expected: ([x]) => rectifier(0.3, 1, 0)(x),
  },
  {
    layer: "ReLU",
    config: { threshold: 0.4 },
    shape: [3, 4, 3],
    expected: ([x]) => each((v) => v > 0.4 ? v : 0)(x),
  },
  {
    layer: "ReLU",
    config: { negative_slope: 0.4, threshold: 0.3 },
    shape: [3, 4, 3],
    expected: ([x]) => rectifier(0.4, Infinity, 0.3)(x),
  },
  {
    layer: "LeakyReLU",
    config: { negative_slope: 0.1 },
    shape: [2, 3, 3],
    expected: ([x]) => each((v) => v > 0 ? v : 0.1 * v)(x),
  },
  {
    layer: "LeakyReLU",
    config: { alpha: 0.15 },
    shape: [2, 3, 3],
    version: 2,
    expected: ([x]) => each((v) => v > 0 ? v : 0.15 * v)(x),
  },
  {
    layer: "ELU",
    config: { alpha: 0.7 },
    shape: [2, 3, 3],
    expected: ([x]) => each((v) => v > 0 ? v : 0.7 * Math.expm1(v))(x),
  },
  {
    layer: "ThresholdedReLU",
    config: { theta: 0.6 },
    shape: [2, 3, 3],
    version: 2,
    expected: ([x]) => each((v) => v > 0.6 ? v : 0)(x),
  },
  {
    layer: "PReLU",
    config: { shared_axes: [1] },
    shape: [2, 3, 4],
    weights: { alpha: [1, 3, 4] },
    expected: ([x], w) =>
      generate(x.shape, (at) => {
        const value = valueAt(x, at);
        return value > 0
          ? value
          : value * valueAt(w["alpha"]!, [0, at[2]!, at[3]!]);
      }),
  },
];

/** γ and β along some axes. */
function affine(
  axes: readonly number[],
  gamma?: NdArray,
  beta?: NdArray,
): (value: number, at: readonly number[]) => number {
  const own = (weight: NdArray, at: readonly number[]) =>
    valueAt(weight, axes.map((axis) => at[axis]!));
  return (value, at) =>
    value * (gamma ? own(gamma, at) : 1) + (beta ? own(beta, at) : 0);
}

/** Layers that normalize. */
export const NORMALIZATION_CASES: readonly KerasCase[] = [
  ...(["BatchNormalization", "SyncBatchNormalization"] as const).map((
    layer,
  ): KerasCase => ({
    layer,
    config: { epsilon: 0.01 },
    shape: [2, 3, 4],
    weights: { gamma: [4], beta: [4], moving_mean: [4], moving_variance: [4] },
    expected: ([x], w) => batchNorm(x, 3, 0.01, w),
  })),
  {
    layer: "BatchNormalization",
    config: { axis: 1, center: false, scale: false, renorm: true },
    shape: [2, 3, 4],
    weights: {
      moving_mean: [2],
      moving_variance: [2],
      moving_stddev: [2],
      renorm_mean: [2],
      renorm_stddev: [2],
    },
    expected: ([x], w) => batchNorm(x, 1, 1e-3, w),
  },
  {
    layer: "LayerNormalization",
    config: {},
    shape: [2, 3, 4],
    weights: { gamma: [4], beta: [4] },
    expected: ([x], w) => layerNorm(x, [3], w),
  },
  {
    layer: "LayerNormalization",
    config: { axis: [1, 3], center: false },
    shape: [2, 3, 4],
    weights: { gamma: [2, 4] },
    expected: ([x], w) => layerNorm(x, [1, 3], w),
  },
  {
    layer: "LayerNormalization",
    config: { rms_scaling: true },
    shape: [2, 3, 4],
    weights: { gamma: [4] },
    expected: ([x], w) =>
      withOthers(
        x,
        [3],
        (value, others, at) =>
          value / Math.sqrt(variance(others) + 1e-3) *
          w["gamma"]!.data[at[3]!]!,
      ),
  },
  ...[2, -1].map((groups): KerasCase => ({
    layer: "GroupNormalization",
    config: { groups },
    shape: [2, 3, 4],
    weights: { gamma: [4], beta: [4] },
    expected: ([x], w) => groupNorm(x, 3, groups === -1 ? 4 : groups, w),
  })),
  {
    layer: "GroupNormalization",
    config: { groups: 2, axis: 1, scale: false },
    shape: [4, 2, 3],
    weights: { beta: [4] },
    expected: ([x], w) => groupNorm(x, 1, 2, w),
  },
  {
    layer: "RMSNormalization",
    config: { epsilon: 0.01 },
    shape: [2, 3, 4],
    weights: { scale: [4] },
    expected: ([x], w) =>
      withOthers(
        x,
        [3],
        (value, others, at) =>
          value / Math.sqrt(mean(others.map((v) => v * v)) + 0.01) *
          w["scale"]!.data[at[3]!]!,
      ),
  },
  {
    layer: "UnitNormalization",
    config: { axis: [1, 2] },
    shape: [2, 3, 4],
    expected: ([x]) =>
      withOthers(x, [1, 2], (value, others) => value / Math.hypot(...others)),
  },
  {
    layer: "Normalization",
    config: {},
    shape: [2, 3, 4],
    weights: { mean: [4], variance: [4], count: [] },
    expected: ([x], w) =>
      generate(x.shape, (at) =>
        (valueAt(x, at) - w["mean"]!.data[at[3]!]!) /
        Math.sqrt(w["variance"]!.data[at[3]!]!)),
  },
  {
    layer: "Normalization",
    config: { mean: [0.5, 0, -1], variance: [4, 0, 9], invert: true },
    shape: [2, 2, 3],
    expected: ([x]) =>
      generate(
        x.shape,
        (at) => [0.5, 0, -1][at[3]!]! + valueAt(x, at) * [2, 1e-7, 3][at[3]!]!,
      ),
  },
  {
    layer: "Normalization",
    config: { axis: [], mean: 0.5, variance: 4 },
    shape: [2, 2, 3],
    expected: ([x]) => each((v) => (v - 0.5) / 2)(x),
  },
  {
    layer: "Normalization",
    config: { axis: [1, 3], mean: [0.5, 1, 2], variance: [1, 4, 9] },
    shape: [2, 2, 3],
    expected: ([x]) =>
      generate(
        x.shape,
        (at) => (valueAt(x, at) - [0.5, 1, 2][at[3]!]!) / (at[3]! + 1),
      ),
  },
  {
    layer: "SpectralNormalization",
    config: {
      layer: {
        module: "keras.layers",
        class_name: "Dense",
        config: { name: "inner", units: 2, activation: "relu", use_bias: true },
      },
    },
    shape: [2, 2, 3],
    weights: { "inner/kernel": [3, 2], "inner/bias": [2], vector_u: [1, 2] },
    expected: ([x], w) =>
      each((v) => Math.max(0, v))(
        dense(x, w["inner/kernel"]!, w["inner/bias"]!),
      ),
  },
];

function batchNorm(
  x: NdArray,
  axis: number,
  epsilon: number,
  w: Readonly<Record<string, NdArray>>,
): NdArray {
  const shifted = affine([axis], w["gamma"], w["beta"]);
  return generate(x.shape, (at) => {
    const channel = at[axis]!;
    const value = (valueAt(x, at) - w["moving_mean"]!.data[channel]!) /
      Math.sqrt(w["moving_variance"]!.data[channel]! + epsilon);
    return shifted(value, at);
  });
}

function layerNorm(
  x: NdArray,
  axes: readonly number[],
  w: Readonly<Record<string, NdArray>>,
): NdArray {
  const shifted = affine(axes, w["gamma"], w["beta"]);
  return withOthers(x, axes, (value, others, at) =>
    shifted(
      (value - mean(others)) / Math.sqrt(variance(others) + 1e-3),
      at,
    ));
}

function groupNorm(
  x: NdArray,
  axis: number,
  groups: number,
  w: Readonly<Record<string, NdArray>>,
): NdArray {
  const size = x.shape[axis]! / groups;
  const shifted = affine([axis], w["gamma"], w["beta"]);
  const others = [1, 2, 3].filter((other) => other !== axis);
  return generate(x.shape, (at) => {
    const first = Math.floor(at[axis]! / size) * size;
    const values = Array.from(
      { length: size },
      (_, i) => along(x, others, at.with(axis, first + i)),
    ).flat();
    return shifted(
      (valueAt(x, at) - mean(values)) / Math.sqrt(variance(values) + 1e-3),
      at,
    );
  });
}

const identity = ([x]: readonly [NdArray, ...NdArray[]]) => x;

/** Layers that do nothing at inference. */
const AT_INFERENCE = [
  "ActivityRegularization",
  "AlphaDropout",
  "AugMix",
  "CutMix",
  "Dropout",
  "Equalization",
  "GaussianDropout",
  "GaussianNoise",
  "Identity",
  "MixUp",
  "RandAugment",
  "RandomBrightness",
  "RandomColorDegeneration",
  "RandomColorJitter",
  "RandomContrast",
  "RandomElasticTransform",
  "RandomErasing",
  "RandomFlip",
  "RandomGaussianBlur",
  "RandomGrayscale",
  "RandomHeight",
  "RandomHue",
  "RandomInvert",
  "RandomPerspective",
  "RandomPosterization",
  "RandomRotation",
  "RandomSaturation",
  "RandomSharpness",
  "RandomShear",
  "RandomTranslation",
  "RandomWidth",
  "RandomZoom",
  "Solarization",
  "SpatialDropout2D",
];

/** Layers that prepare images, mix inputs, or multiply by matrices. */
export const OTHER_CASES: readonly KerasCase[] = [
  ...AT_INFERENCE.map((layer): KerasCase => ({
    layer,
    config: {},
    shape: [3, 4, 3],
    expected: identity,
  })),
  {
    layer: "SpatialDropout1D",
    config: {},
    shape: [3, 4],
    expected: identity,
  },
  {
    layer: "SpatialDropout3D",
    config: {},
    shape: [2, 2, 2, 3],
    expected: identity,
  },
  {
    layer: "Rescaling",
    config: { scale: 1 / 127.5, offset: -1 },
    shape: [2, 3, 3],
    expected: ([x]) => each((v) => v / 127.5 - 1)(x),
  },
  {
    layer: "Rescaling",
    config: {
      scale: {
        class_name: "__numpy__",
        config: { value: [0.5, 2, 3], dtype: "float32" },
      },
      offset: [1, 0, -1],
    },
    shape: [2, 3, 3],
    expected: ([x]) =>
      generate(
        x.shape,
        (at) => valueAt(x, at) * [0.5, 2, 3][at[3]!]! + [1, 0, -1][at[3]!]!,
      ),
  },
  {
    layer: "AutoContrast",
    config: { value_range: [0, 1] },
    shape: [3, 4, 2],
    expected: ([x]) =>
      withOthers(x, [1, 2], (value, others) => {
        const [low, high] = [Math.min(...others), Math.max(...others)];
        return (value - low) / (high - low);
      }),
  },
  {
    layer: "Dense",
    config: { units: 3, activation: "sigmoid" },
    shape: [2, 3, 4],
    weights: { kernel: [4, 3], bias: [3] },
    expected: ([x], w) => each(sigmoid)(dense(x, w["kernel"]!, w["bias"]!)),
  },
  {
    layer: "Dense",
    config: { units: 3, use_bias: false, lora_rank: 2, lora_alpha: 4 },
    shape: [2, 2, 4],
    weights: { kernel: [4, 3], lora_kernel_a: [4, 2], lora_kernel_b: [2, 3] },
    expected: ([x], w) => {
      const [kernel, a, b] = ["kernel", "lora_kernel_a", "lora_kernel_b"]
        .map((name) => w[name]!);
      const low = dense({ ...a!, shape: [1, 4, 2] }, b!);
      const data = kernel!.data.map((v, i) => v + 2 * low.data[i]!);
      return dense(x, { shape: [4, 3], data });
    },
  },
  {
    layer: "EinsumDense",
    config: {
      equation: "abcd,de->abce",
      output_shape: [null, null, 5],
      bias_axes: "e",
    },
    shape: [2, 3, 4],
    weights: { kernel: [4, 5], bias: [5] },
    expected: ([x], w) => dense(x, w["kernel"]!, w["bias"]!),
  },
  {
    layer: "EinsumDense",
    config: {
      equation: "...c,cde->...de",
      output_shape: [null, 2, 3],
      bias_axes: "de",
      activation: "relu",
    },
    shape: [3, 4],
    weights: { kernel: [4, 2, 3], bias: [2, 3] },
    expected: ([x], w) =>
      reshaped(
        each((v) => Math.max(0, v))(dense(
          x,
          { ...w["kernel"]!, shape: [4, 6] },
          w["bias"]!,
        )),
        [3, 2, 3],
      ),
  },
  {
    layer: "EinsumDense",
    config: { equation: "abcd,cde->abe", output_shape: [2, 5] },
    shape: [2, 3, 4],
    weights: { kernel: [3, 4, 5] },
    expected: ([x], w) =>
      dense(reshaped(x, [2, 12]), { ...w["kernel"]!, shape: [12, 5] }),
  },
  ...MERGES(),
  {
    layer: "Concatenate",
    config: { axis: 2 },
    shape: [2, 3, 2],
    inputs: 2,
    expected: ([a, b]) =>
      generate(
        a.shape.with(2, 6),
        (at) =>
          at[2]! < 3 ? valueAt(a, at) : valueAt(b!, at.with(2, at[2]! - 3)),
      ),
  },
  {
    layer: "Dot",
    config: { axes: [1, 2] },
    shape: [3, 3],
    inputs: 2,
    expected: ([a, b]) => dot(a, b!, 1, 2),
  },
  {
    layer: "Dot",
    config: { axes: -1, normalize: true },
    shape: [2, 4],
    inputs: 2,
    expected: ([a, b]) => dot(unit(a), unit(b!), 2, 2),
  },
  {
    layer: "TimeDistributed",
    config: {
      layer: {
        module: "keras.layers",
        class_name: "Dense",
        config: { name: "inner", units: 3, use_bias: true },
      },
    },
    shape: [3, 4],
    weights: { kernel: [4, 3], bias: [3] },
    version: 2,
    expected: ([x], w) => plus(dense(x, w["kernel"]!), w["bias"]!),
  },
  {
    layer: "TimeDistributed",
    config: {
      layer: {
        module: "keras.layers",
        class_name: "Flatten",
        config: { name: "inner", data_format: "channels_last" },
      },
    },
    shape: [2, 3, 4],
    expected: ([x]) => reshaped(x, [2, 12]),
  },
];

function MERGES(): readonly KerasCase[] {
  const merges: Readonly<Record<string, (values: number[]) => number>> = {
    Add: (values) => values.reduce((a, b) => a + b),
    Subtract: ([a, b]) => a! - b!,
    Multiply: (values) => values.reduce((a, b) => a * b),
    Average: mean,
    Maximum: (values) => Math.max(...values),
    Minimum: (values) => Math.min(...values),
  };
  return Object.entries(merges).map(([layer, f]): KerasCase => ({
    layer,
    config: {},
    shape: [2, 3, 2],
    inputs: layer === "Subtract" ? 2 : 3,
    expected: (inputs) =>
      generate(
        inputs[0].shape,
        (at) => f(inputs.map((input) => valueAt(input, at))),
      ),
  }));
}

/** Sums of products along an axis of each. */
function dot(x: NdArray, y: NdArray, a: number, b: number): NdArray {
  const [m, k] = [x.shape[3 - a]!, x.shape[a]!];
  return generate([x.shape[0]!, m, y.shape[3 - b]!], ([n, i, j]) => {
    let sum = 0;
    for (let p = 0; p < k; p++) {
      sum += valueAt(x, a === 1 ? [n!, p, i!] : [n!, i!, p]) *
        valueAt(y, b === 1 ? [n!, p, j!] : [n!, j!, p]);
    }
    return sum;
  });
}

function unit(x: NdArray): NdArray {
  return withOthers(x, [2], (value, others) => value / Math.hypot(...others));
}
