import type { FusedActivation } from "../../../lib/backend/kernels/activation/activation.ts";

/** The activations that tfjs fuses, with a slope of 0.25 for leakyrelu. */
export const ACTIVATIONS: {
  readonly [A in FusedActivation]: (value: number, slope: number) => number;
} = {
  linear: (value) => value,
  relu: (value) => Math.max(0, value),
  relu6: (value) => Math.min(6, Math.max(0, value)),
  prelu: (value, slope) => value < 0 ? value * slope : value,
  leakyrelu: (value) => value < 0 ? value * 0.25 : value,
  sigmoid: (value) => 1 / (1 + Math.exp(-value)),
  elu: (value) => value < 0 ? Math.expm1(value) : value,
};

/** Their names. */
export const ACTIVATION_NAMES = Object.keys(ACTIVATIONS) as FusedActivation[];
