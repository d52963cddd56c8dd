import type { KerasCase } from "./keras_case.ts";

/** What is refused, and what the error says. */
export interface Refusal
  extends Partial<Omit<KerasCase, "layer" | "expected">> {
  readonly layer: string;
  readonly says: string;
  /** @default UnsupportedLayerError */
  readonly kind?: new (...args: never[]) => Error;
}

const CONV = { filters: 2, kernel_size: [2, 2] };
const CONV_WEIGHTS = { kernel: [2, 2, 2, 2], bias: [2] };

/** Numbers that no convolution has, for each of its entries. */
const OUT_OF_RANGE = [
  ["dilation_rate", -1],
  ["dilation_rate", 2 ** 53],
  ["dilation_rate", [1, 0]],
  ["strides", 0],
  ["strides", [1, 1.5]],
  ["strides", "2"],
  ["kernel_size", [2, -2]],
  ["kernel_size", [2, 2, 2]],
  ["filters", -2],
  ["filters", 2e7 + 0.5],
  ["filters", 1e300],
  ["groups", 0],
  ["groups", 3],
  ["padding", "reflect"],
  ["use_bias", 1],
  ["data_format", "channels_middle"],
] as const;

/** Layers and options that cannot be explained, or that no file may hold. */
export const REFUSALS: readonly Refusal[] = [
  ...OUT_OF_RANGE.map(([entry, value]): Refusal => ({
    layer: "Conv2D",
    config: { ...CONV, [entry]: value },
    weights: CONV_WEIGHTS,
    says: `must have as "${entry}"`,
    kind: SyntaxError,
  })),
  {
    layer: "Conv2D",
    config: { ...CONV, filters: 2e5 },
    weights: CONV_WEIGHTS,
    says: "must be of shape [2, 2, 2, 200000]: current shape is [2, 2, 2, 2]",
    kind: SyntaxError,
  },
  {
    layer: "Conv2D",
    config: { ...CONV, kernel_size: [5, 5] },
    weights: { kernel: [5, 5, 2, 2], bias: [2] },
    says: "must have a larger input: current shape is [any, 4, 4, 2]",
    kind: SyntaxError,
  },
  {
    layer: "Conv2D",
    config: { ...CONV, strides: 2, dilation_rate: 2 },
    weights: CONV_WEIGHTS,
    says: "exclude each other",
  },
  {
    layer: "Conv2D",
    config: { ...CONV, lora_rank: 4 },
    weights: CONV_WEIGHTS,
    says: 'its entry "lora_rank" is not known here',
  },
  {
    layer: "Conv2D",
    config: { ...CONV, activation: "threshold" },
    weights: CONV_WEIGHTS,
    says: 'current value is "threshold"',
  },
  {
    layer: "Conv2D",
    config: {
      ...CONV,
      dtype: {
        module: "keras",
        class_name: "QuantizedDTypePolicy",
        config: { mode: "int8", source_name: "float32" },
      },
    },
    weights: CONV_WEIGHTS,
    says: "save the model before it is quantized",
  },
  {
    layer: "Rescaling",
    config: { scale: 1, dtype: "uint8" },
    says: 'its dtype is "uint8"',
  },
  {
    layer: "Conv2DTranspose",
    config: { ...CONV, strides: 2, output_padding: 2 },
    weights: CONV_WEIGHTS,
    says: 'must have as "output_padding" less than the strides',
    kind: SyntaxError,
  },
  {
    layer: "Conv2DTranspose",
    config: { ...CONV, strides: 2, padding: "same", output_padding: 0 },
    weights: CONV_WEIGHTS,
    says: "must have an output_padding over 0",
  },
  {
    layer: "BatchNormalization",
    config: { axis: 7 },
    says: 'must have as "axis" one or several of the axes',
    kind: SyntaxError,
  },
  {
    layer: "BatchNormalization",
    config: {},
    weights: { gamma: [2], beta: [2], moving_mean: [2] },
    says: 'must have a weight "moving_variance": the file has none',
    kind: SyntaxError,
  },
  {
    layer: "GroupNormalization",
    config: { groups: 3 },
    says: 'must have as "groups"',
    kind: SyntaxError,
  },
  {
    layer: "Dropout",
    config: {},
    kwargs: { training: true },
    says: "it is called as in training",
  },
  {
    layer: "Dense",
    config: { units: 2 },
    weights: { kernel: [2, 2], bias: [2] },
    kwargs: { mask: [[true]] },
    says: 'its call\'s argument "mask" is not known here',
  },
  {
    layer: "ReLU",
    config: { negative_slope: -1 },
    says: 'must have as "negative_slope" at least 0',
    kind: SyntaxError,
  },
  {
    layer: "UpSampling2D",
    config: { size: [2 ** 15, 2 ** 15] },
    says: "must have an output of at most 1073741824 values",
    kind: SyntaxError,
  },
  {
    layer: "ZeroPadding2D",
    config: { padding: -1 },
    says: 'must have as "padding" numbers of rows and columns',
    kind: SyntaxError,
  },
  {
    layer: "Reshape",
    config: { target_shape: [5, 5] },
    says: "must have an input that fills",
    kind: SyntaxError,
  },
  {
    layer: "Permute",
    config: { dims: [1, 1, 2] },
    says: 'must have as "dims" each of its axes once',
    kind: SyntaxError,
  },
  {
    layer: "Resizing",
    config: { height: 0, width: 4 },
    says: 'must have as "height" an integer from 1',
    kind: SyntaxError,
  },
  {
    layer: "Resizing",
    config: { height: 4, width: 4, interpolation: "cubist" },
    says: 'must have as "interpolation" one of "nearest"',
    kind: SyntaxError,
  },
  {
    layer: "EinsumDense",
    config: { equation: "abcd,de->aebc", output_shape: [2, 2, 2] },
    says: "its equation must sum over the last axes",
  },
  {
    layer: "LSTM",
    config: { units: 2, stateful: true },
    shape: [3, 4],
    weights: { kernel: [4, 8], recurrent_kernel: [2, 8], bias: [8] },
    says: "must not depend on the calls before",
  },
  {
    layer: "MultiHeadAttention",
    config: { num_heads: 2, key_dim: 3 },
    shape: [3, 4],
    inputs: 2,
    spread: true,
    kwargs: { return_attention_scores: true },
    says: "its scores must not be an output",
  },
  ...["Masking", "Embedding", "StringLookup", "Lambda", "TensorFlowOpLayer"]
    .map((layer): Refusal => ({ layer, says: `(${layer})` })),
  ...[
    "ConvLSTM2D",
    "LocallyConnected2D",
    "ContrastLimitedAdaptiveHistogramEqualization",
    "MelSpectrogram",
    "TernaryDense",
    "MyOwnLayer",
    "constructor",
    "__proto__",
  ].map((layer): Refusal => ({
    layer,
    says: "no such layer of Keras can be explained",
  })),
];
