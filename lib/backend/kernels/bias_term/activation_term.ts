import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/mod.ts";
import type { TermAttributes, TermFunction } from "./args.ts";
import { summarize } from "./term.ts";

/** The tensors of {@linkcode activationTerm}. */
export interface ActivationTermInputs extends tf.NamedTensorInfoMap {
  /** The gradient by the function's output, `[N, h, w, C]`. */
  readonly g: tf.TensorInfo;
  /** Its input, of the same shape. */
  readonly x: tf.TensorInfo;
}

/** The attributes of {@linkcode activationTerm}. */
export interface ActivationTermAttributes extends TermAttributes {
  readonly fn: TermFunction;
  /** Of a clipped ReLU. */
  readonly ceiling?: number;
}

/**
 * The sums `[N]` and absolute sums `[N]` of the terms of a function,
 * t = g · (φ(x) − φ'(x) · x), then the gradient by x, and maps `[N, h, w]` of the
 * terms.
 *
 * @throws {RangeError} If it is to be rescaled over channels, which takes a
 * second pass over the terms.
 */
export function activationTerm(
  { inputs: { g, x }, attrs, backend }: KernelCall<
    ActivationTermInputs,
    ActivationTermAttributes
  >,
): tf.TensorInfo[] {
  if (attrs.rescale === "channel") {
    throw new RangeError(
      `Cannot sum the term of a function as its rescaling must not be over channels: current value is ${attrs.rescale}`,
    );
  }
  const out = backend.makeOutput(x.shape, "float32");
  const [sums, absolute, ...maps] = summarize(backend, g, x, attrs, {
    fn: attrs.fn,
    ceiling: attrs.ceiling ?? 0,
    out,
  });
  return [sums!, absolute!, out, ...maps];
}
