import type { Axis } from "./geometry.ts";

/**
 * The taps of a filter along one axis that meet some outputs of a job, and
 * where: output `first + i · step` is the sum over j of tap
 * `tap + j · tapStep` times source `i · stride + source + j · sourceStep`.
 */
export interface AxisTaps {
  /** First output. */
  readonly first: number;
  /** Outputs from one to the next. */
  readonly step: number;
  /** Number of outputs. */
  readonly length: number;
  /** Sources from one output to the next. */
  readonly stride: number;
  /** Number of taps. */
  readonly taps: number;
  /** First tap. */
  readonly tap: number;
  /** Taps from one to the next. */
  readonly tapStep: number;
  /** Source of the first tap for the first output. */
  readonly source: number;
  /** Sources from one tap to the next. */
  readonly sourceStep: number;
}

/** All taps, for the outputs of a convolution. */
export function forwardTaps(axis: Axis): AxisTaps {
  return {
    first: 0,
    step: 1,
    length: axis.out,
    stride: axis.stride,
    taps: axis.taps,
    tap: 0,
    tapStep: 1,
    source: -axis.pad,
    sourceStep: axis.dilation,
  };
}

/**
 * The taps for the gradient of the input, for each phase of the input modulo
 * the stride. Input h meets tap k at output o where o · stride = h + pad −
 * k · dilation: in a phase it is every (stride / gcd(stride, dilation))-th tap.
 */
export function gradientTaps(axis: Axis): readonly AxisTaps[] {
  const { stride, dilation, pad } = axis;
  const tapStep = stride / greatestCommonDivisor(stride, dilation);
  const phases = Math.min(stride, axis.in);
  return Array.from({ length: phases }, (_, first) => {
    let tap = 0;
    while (tap < tapStep && (first + pad - tap * dilation) % stride !== 0) {
      tap++;
    }
    const meets = tap < tapStep && tap < axis.taps;
    return {
      first,
      step: stride,
      length: Math.ceil((axis.in - first) / stride),
      stride: 1,
      taps: meets ? Math.ceil((axis.taps - tap) / tapStep) : 0,
      tap: meets ? tap : 0,
      tapStep,
      source: meets ? (first + pad - tap * dilation) / stride : 0,
      sourceStep: -dilation * tapStep / stride,
    };
  });
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
