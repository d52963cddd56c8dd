/** The activations that tfjs fuses into a kernel. */
export const Activation = {
  linear: 0,
  relu: 1,
  relu6: 2,
  prelu: 3,
  leakyrelu: 4,
  sigmoid: 5,
  elu: 6,
} as const;

/** What is done to a kernel's result, as a part of its arguments. */
export const FUSED_FIELDS = {
  /** One number per channel, or 0. */
  bias: "address",
  /** A number of {@linkcode Activation}. */
  activation: "i32",
  /** Slope of a leakyrelu. */
  alpha: "f32",
  /** Slopes of a prelu, one per channel, or 0. */
  slopes: "address",
} as const;
