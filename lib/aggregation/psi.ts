import {
  describeValue,
  either,
  fits,
  objectWith,
  type Requirement,
  text,
} from "../options/mod.ts";
import { absolute, MAGNITUDE, type Magnitude } from "./magnitude.ts";
import { noRescale, RESCALE, type Rescale } from "./rescale.ts";
import { alignCorners, UPSAMPLE, type Upsample } from "./upsample.ts";

/**
 * The post-processing ψ that turns the terms of a site, one value per neuron,
 * into a map of the image's size: a magnitude, a rescaling with the sum over
 * channels, and a resizing. Resizing is linear, so summing the channels first
 * is exact and as many times cheaper as there are channels.
 */
export interface Psi {
  /** Its parts in words, such as `absolute, rescale(layer), alignCorners`. */
  readonly name: string;
  /** What is taken of every term. */
  readonly magnitude: Magnitude;
  /** How magnitudes are rescaled and summed over channels. */
  readonly rescale: Rescale;
  /** How a map comes to the size of the image. */
  readonly upsample: Upsample;
}

/** What an option that takes a {@linkcode Psi} must be. */
export const PSI: Requirement = objectWith("made by chain()", {
  name: text,
  magnitude: MAGNITUDE,
  rescale: RESCALE,
  upsample: UPSAMPLE,
});

/** One part of {@linkcode Psi}. */
export type PsiPart = Magnitude | Rescale | Upsample;

/**
 * The ψ made of the given parts: at most one magnitude (`absolute` without
 * one), one rescaling (none without one) and one resizing (`alignCorners`).
 *
 * The paper's advice is to choose ψ by the task; what comes out of it is no
 * longer the exact decomposition.
 *
 * @param parts The parts, in any order.
 * @returns ψ as a value.
 * @throws {RangeError} If two parts do the same, or the parts contradict.
 * @throws {TypeError} If a part is none.
 *
 * @example
 * ```ts
 * import { chain, positive, rescale } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const psi = chain(positive, rescale("layer"));
 * assertEquals(psi.name, "positive, rescale(layer), alignCorners");
 * ```
 */
export function chain(...parts: readonly PsiPart[]): Psi {
  parts.forEach(checkPart);
  const magnitude = one(parts, "magnitude") ?? absolute;
  const rescale = one(parts, "rescale") ?? noRescale;
  const upsample = one(parts, "upsample") ?? alignCorners;
  if (magnitude.signed && rescale.unsignedOnly) {
    throw new RangeError(
      `Cannot rescale ${magnitude.name} terms by ${rescale.name}, which moves 0: use scaleByMax()`,
    );
  }
  const name = [magnitude, rescale, upsample].map((part) => part.name).join(
    ", ",
  );
  return { name, magnitude, rescale, upsample };
}

const PSI_PART: Requirement = either(MAGNITUDE, RESCALE, UPSAMPLE);

function checkPart(part: unknown): void {
  if (fits(PSI_PART, part)) return;
  throw new TypeError(
    `Cannot compose psi as every part must be a magnitude, a rescaling or a resizing: current value is ${
      describeValue(part)
    }${typeof part === "function" ? ", which must be called" : ""}`,
  );
}

function one<S extends PsiPart["stage"]>(
  parts: readonly PsiPart[],
  stage: S,
): Extract<PsiPart, { stage: S }> | undefined {
  const found = parts.filter((part) => part.stage === stage);
  if (found.length > 1) {
    throw new RangeError(
      `Cannot compose psi as it must have one ${stage}: current parts are ${
        found.map((part) => part.name).join(" and ")
      }`,
    );
  }
  return found[0] as Extract<PsiPart, { stage: S }> | undefined;
}
