/**
 * Every entry that Keras 2.15 and 3.16 write of a layer, with its default: no
 * file of theirs may be refused for an entry that it cannot be without.
 */
type Entries = Readonly<Record<string, unknown>>;

const initializer = (class_name: string) => ({
  module: "keras.initializers",
  class_name,
  config: { seed: null },
  registered_name: null,
});

/** Entries about a weight that say nothing of the outputs. */
function trained(...names: readonly string[]): Entries {
  return Object.fromEntries(
    names.flatMap((name) => [
      [`${name}_initializer`, initializer("GlorotUniform")],
      [`${name}_regularizer`, null],
      [`${name}_constraint`, null],
    ]),
  );
}

const BIASED = {
  activation: "linear",
  use_bias: true,
  ...trained("bias"),
  activity_regularizer: null,
};

const SLIDING = { padding: "valid", data_format: "channels_last" };

const conv = (rank: number) => ({
  strides: Array(rank).fill(1),
  ...SLIDING,
  dilation_rate: Array(rank).fill(1),
  groups: 1,
  ...BIASED,
  ...trained("kernel"),
});

const depthwise = (rank: number) => ({
  strides: Array(rank).fill(1),
  ...SLIDING,
  dilation_rate: Array(rank).fill(1),
  groups: 1,
  depth_multiplier: 1,
  ...BIASED,
  ...trained("depthwise"),
});

const separable = (rank: number) => ({
  ...depthwise(rank),
  ...trained("pointwise"),
});

const transposed = (rank: number) => ({
  ...conv(rank),
  output_padding: null,
});

const pool = (rank: number) => ({
  pool_size: Array(rank).fill(2),
  strides: Array(rank).fill(2),
  ...SLIDING,
});

const GLOBAL = { data_format: "channels_last", keepdims: false };

const NORMALIZING = {
  epsilon: 1e-3,
  center: true,
  scale: true,
  ...trained("beta", "gamma"),
};

const RECURRENT = {
  activation: "tanh",
  use_bias: true,
  ...trained("kernel", "recurrent", "bias"),
  activity_regularizer: null,
  dropout: 0,
  recurrent_dropout: 0,
  seed: null,
  implementation: 2,
  return_sequences: false,
  return_state: false,
  go_backwards: false,
  stateful: false,
  unroll: false,
  time_major: false,
  zero_output_for_mask: false,
};

const ATTENTION = {
  dropout: 0,
  seed: null,
  use_bias: true,
  use_gate: false,
  sliding_window: null,
  ...trained("kernel", "bias"),
  activity_regularizer: null,
};

const AUGMENTING = {
  factor: 0.5,
  value_range: [0, 255],
  seed: null,
  data_format: "channels_last",
  interpolation: "bilinear",
  fill_mode: "reflect",
  fill_value: 0,
};

/** By class. */
export const CONFIGURATIONS: Readonly<Record<string, Entries>> = {
  Activation: { activation: "linear" },
  ActivityRegularization: { l1: 0.01, l2: 0.01 },
  AdaptiveAveragePooling1D: { data_format: "channels_last" },
  AdaptiveAveragePooling2D: { data_format: "channels_last" },
  AdaptiveMaxPooling1D: { data_format: "channels_last" },
  AdaptiveMaxPooling2D: { data_format: "channels_last" },
  Add: {},
  AdditiveAttention: { use_scale: true, dropout: 0, seed: null },
  AlphaDropout: { rate: 0.5, seed: null, noise_shape: null },
  Attention: { use_scale: false, score_mode: "dot", dropout: 0, seed: null },
  AugMix: AUGMENTING,
  AutoContrast: { value_range: [0, 255], data_format: "channels_last" },
  Average: {},
  AveragePooling1D: pool(1),
  AveragePooling2D: pool(2),
  AveragePooling3D: pool(3),
  BatchNormalization: {
    axis: -1,
    momentum: 0.99,
    ...NORMALIZING,
    moving_mean_initializer: initializer("Zeros"),
    moving_variance_initializer: initializer("Ones"),
    synchronized: false,
    renorm: false,
    renorm_clipping: null,
    renorm_momentum: 0.99,
  },
  Bidirectional: { merge_mode: "concat" },
  CenterCrop: { data_format: "channels_last" },
  Concatenate: { axis: -1 },
  Conv1D: conv(1),
  Conv1DTranspose: transposed(1),
  Conv2D: conv(2),
  Conv2DTranspose: transposed(2),
  Conv3D: conv(3),
  Cropping1D: { cropping: [1, 1] },
  Cropping2D: { data_format: "channels_last" },
  Cropping3D: { data_format: "channels_last" },
  CutMix: AUGMENTING,
  Dense: { ...BIASED, ...trained("kernel"), quantization_config: null },
  DepthwiseConv1D: depthwise(1),
  DepthwiseConv2D: depthwise(2),
  Dot: { normalize: false },
  Dropout: { rate: 0.5, seed: null, noise_shape: null },
  EinsumDense: {
    activation: "linear",
    bias_axes: null,
    ...trained("kernel", "bias"),
    activity_regularizer: null,
    quantization_config: null,
  },
  ELU: { alpha: 1 },
  Equalization: { ...AUGMENTING, bins: 256 },
  Flatten: { data_format: "channels_last" },
  GaussianDropout: { rate: 0.5, seed: null },
  GaussianNoise: { stddev: 0.5, seed: null },
  GlobalAveragePooling1D: GLOBAL,
  GlobalAveragePooling2D: GLOBAL,
  GlobalAveragePooling3D: GLOBAL,
  GlobalMaxPooling1D: GLOBAL,
  GlobalMaxPooling2D: GLOBAL,
  GlobalMaxPooling3D: GLOBAL,
  GroupNormalization: { axis: -1, groups: 32, ...NORMALIZING },
  GroupedQueryAttention: ATTENTION,
  GroupQueryAttention: ATTENTION,
  GRU: {
    ...RECURRENT,
    recurrent_activation: "sigmoid",
    reset_after: true,
  },
  Identity: {},
  LayerNormalization: { axis: -1, ...NORMALIZING, rms_scaling: false },
  LeakyReLU: {},
  LSTM: {
    ...RECURRENT,
    recurrent_activation: "sigmoid",
    unit_forget_bias: true,
  },
  Maximum: {},
  MaxPooling1D: pool(1),
  MaxPooling2D: pool(2),
  MaxPooling3D: pool(3),
  Minimum: {},
  MixUp: AUGMENTING,
  MultiHeadAttention: {
    ...ATTENTION,
    value_dim: null,
    output_shape: null,
    attention_axes: null,
  },
  Multiply: {},
  Normalization: { axis: [-1], invert: false, mean: null, variance: null },
  Permute: {},
  PReLU: { ...trained("alpha"), shared_axes: null },
  RandAugment: AUGMENTING,
  RandomBrightness: AUGMENTING,
  RandomColorDegeneration: AUGMENTING,
  RandomColorJitter: AUGMENTING,
  RandomContrast: AUGMENTING,
  RandomCrop: { seed: null, data_format: "channels_last" },
  RandomElasticTransform: AUGMENTING,
  RandomErasing: AUGMENTING,
  RandomFlip: { ...AUGMENTING, mode: "horizontal_and_vertical" },
  RandomGaussianBlur: { ...AUGMENTING, kernel_size: 3, sigma: 1 },
  RandomGrayscale: AUGMENTING,
  RandomHeight: AUGMENTING,
  RandomHue: AUGMENTING,
  RandomInvert: AUGMENTING,
  RandomPerspective: { ...AUGMENTING, scale: 1 },
  RandomPosterization: AUGMENTING,
  RandomRotation: AUGMENTING,
  RandomSaturation: AUGMENTING,
  RandomSharpness: AUGMENTING,
  RandomShear: { ...AUGMENTING, x_factor: 0.2, y_factor: 0.2 },
  RandomTranslation: { ...AUGMENTING, height_factor: 0.1, width_factor: 0.1 },
  RandomWidth: AUGMENTING,
  RandomZoom: { ...AUGMENTING, height_factor: 0.1, width_factor: null },
  ReLU: { max_value: null, negative_slope: 0, threshold: 0 },
  RepeatVector: {},
  Rescaling: { offset: 0 },
  Reshape: {},
  Resizing: {
    interpolation: "bilinear",
    crop_to_aspect_ratio: false,
    pad_to_aspect_ratio: false,
    fill_mode: "constant",
    fill_value: 0,
    antialias: false,
    data_format: "channels_last",
  },
  RMSNormalization: { axis: -1, epsilon: 1e-6 },
  SeparableConv1D: separable(1),
  SeparableConv2D: separable(2),
  SimpleRNN: RECURRENT,
  Softmax: { axis: -1 },
  Solarization: AUGMENTING,
  SpatialDropout1D: { rate: 0.5, seed: null, noise_shape: null },
  SpatialDropout2D: {
    rate: 0.5,
    seed: null,
    noise_shape: null,
    data_format: "channels_last",
  },
  SpatialDropout3D: {
    rate: 0.5,
    seed: null,
    noise_shape: null,
    data_format: "channels_last",
  },
  SpectralNormalization: { power_iterations: 1 },
  Subtract: {},
  SyncBatchNormalization: { axis: -1, momentum: 0.99, ...NORMALIZING },
  ThresholdedReLU: { theta: 1 },
  TimeDistributed: {},
  UnitNormalization: { axis: -1 },
  UpSampling1D: { size: 2 },
  UpSampling2D: { data_format: "channels_last", interpolation: "nearest" },
  UpSampling3D: { data_format: "channels_last" },
  ZeroPadding1D: { padding: [1, 1], data_format: "channels_last" },
  ZeroPadding2D: { data_format: "channels_last" },
  ZeroPadding3D: { data_format: "channels_last" },
};
