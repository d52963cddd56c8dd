import * as tf from "@tensorflow/tfjs";
import { checkValue } from "../options/mod.ts";
import { MAGNITUDE, type Magnitude } from "./magnitude.ts";

/**
 * The magnitude of the sum over channels, instead of the sum of the channels'
 * magnitudes: what speaks for and against at one place cancels first.
 *
 * @param magnitude What is taken of the sum.
 * @returns A magnitude that leaves one channel.
 * @throws {TypeError} If it is no magnitude.
 *
 * @example
 * ```ts
 * import { absolute, chain } from "fullgrad";
 * import { ofChannelSum } from "fullgrad/methods";
 * import { assertEquals } from "@std/assert";
 *
 * const psi = chain(ofChannelSum(absolute));
 * assertEquals(psi.magnitude.name, "absolute of the channel sum");
 * ```
 */
export function ofChannelSum(magnitude: Magnitude): Magnitude {
  checkValue("sum channels first", "magnitude", magnitude, MAGNITUDE);
  const { fused: _elementwise, ...rest } = magnitude;
  return {
    ...rest,
    name: `${magnitude.name} of the channel sum`,
    of: (terms) => magnitude.of(tf.sum(terms, 3, true) as tf.Tensor4D),
  };
}
