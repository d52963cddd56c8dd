import * as tf from "@tensorflow/tfjs";
import type { MagnitudeName } from "../decomposition/mod.ts";
import {
  callback,
  checkValue,
  flag,
  objectWith,
  oneOf,
  type Requirement,
  text,
} from "../options/mod.ts";
import { ownPart } from "./own_parts.ts";

/** The part of psi that acts on every neuron's term. */
export interface Magnitude {
  /** Which part of psi it is. */
  readonly stage: "magnitude";
  /** A word for results and figures. */
  readonly name: string;
  /** Whether its values can be negative. */
  readonly signed: boolean;
  /** Its name in the fused pass of the backend, where that has it; a copy's is not used. */
  readonly fused?: MagnitudeName;
  /** The magnitude of every element. */
  readonly of: (terms: tf.Tensor4D) => tf.Tensor4D;
}

/** What an option that takes a magnitude must be. */
export const MAGNITUDE: Requirement = objectWith(
  "one of absolute, positive, negative, signed, square, or made by magnitude()",
  {
    stage: oneOf(["magnitude"]),
    name: text,
    signed: flag,
    of: callback,
  },
);

/**
 * |t|: the paper's choice.
 *
 * @example
 * ```ts
 * import { absolute, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const terms = tf.tensor4d([-2, 1], [1, 1, 1, 2]);
 * assertEquals([...await absolute.of(terms).data()], [2, 1]);
 * ```
 */
export const absolute: Magnitude = known("absolute", (t) => tf.abs(t));

/**
 * max(t, 0): what speaks for the output.
 *
 * @example
 * ```ts
 * import { positive, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const terms = tf.tensor4d([-2, 1], [1, 1, 1, 2]);
 * assertEquals([...await positive.of(terms).data()], [0, 1]);
 * ```
 */
export const positive: Magnitude = known("positive", (t) => tf.relu(t));

/**
 * max(−t, 0): what speaks against the output.
 *
 * @example
 * ```ts
 * import { negative, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const terms = tf.tensor4d([-2, 1], [1, 1, 1, 2]);
 * assertEquals([...await negative.of(terms).data()], [2, 0]);
 * ```
 */
export const negative: Magnitude = known(
  "negative",
  (t) => tf.relu(tf.neg(t)),
);

/**
 * t itself: what speaks for the output and what speaks against it, with its sign.
 *
 * With `noRescale` and `massPreserving` only, the map adds up to the output, less
 * what has no place in it: other resizings change sums, and so do rescalings.
 *
 * @example
 * ```ts
 * import { chain, fullGrad, loadModel, massPreserving, noRescale, signed } from "fullgrad";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const psi = chain(signed, noRescale, massPreserving);
 * const map = await fullGrad(model, "data/images/boat.png", { psi });
 * const sum = map.values.reduce((sum, value) => sum + value, 0);
 * const placed = map.terms!.filter(({ spatial }) => spatial);
 * assertAlmostEquals(sum, placed.reduce((sum, { sums }) => sum + sums[0]!, 0), 1e-3);
 * ```
 */
export const signed: Magnitude = ownPart({
  ...known("signed", (t) => tf.clone(t)),
  signed: true,
});

/**
 * t².
 *
 * @example
 * ```ts
 * import { square, startBackend } from "fullgrad";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const terms = tf.tensor4d([-2, 1], [1, 1, 1, 2]);
 * assertEquals([...await square.of(terms).data()], [4, 1]);
 * ```
 */
export const square: Magnitude = known("square", (t) => tf.square(t));

/**
 * A magnitude of your own, never negative.
 *
 * @param name A word for results and figures.
 * @param of Elementwise, `[N, h, w, C]` to the same shape.
 * @returns The magnitude, for `chain` or the option `magnitude`.
 * @throws {TypeError} If it has no name, or is no function.
 *
 * @example
 * ```ts
 * import { chain } from "fullgrad";
 * import { magnitude } from "fullgrad/methods";
 * import * as tf from "@tensorflow/tfjs";
 * import { assertEquals } from "@std/assert";
 *
 * const root = magnitude("root", (t) => tf.sqrt(tf.abs(t)));
 * assertEquals(chain(root).magnitude.name, "root");
 * ```
 */
export function magnitude(
  name: string,
  of: (terms: tf.Tensor4D) => tf.Tensor4D,
): Magnitude {
  checkValue("make a magnitude", "name", name, text);
  checkValue("make a magnitude", "of", of, callback);
  return { stage: "magnitude", name, signed: false, of };
}

/** A magnitude that the fused pass knows by the same name. */
function known(
  name: MagnitudeName,
  of: (terms: tf.Tensor4D) => tf.Tensor4D,
): Magnitude {
  return ownPart({ ...magnitude(name, of), fused: name });
}

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
