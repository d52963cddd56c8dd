import {
  absoluteSum,
  listed,
  percent,
  termNotes,
} from "../decomposition/mod.ts";
import type { SaliencyData } from "./saliency_data.ts";

/** Below this share of Σ |terms|, some of them are not worth a note. */
export const WORTH_SAYING = 0.001;
/** From this share on that is lost or won, relevance is not conserved. */
const NOT_CONSERVED = 0.05;

/** What follows from a map's numbers and its reader should know. */
export function mapNotes(data: SaliencyData): readonly string[] {
  return [...emptyNotes(data), ...numberNotes(data)];
}

/** What follows from the numbers behind a map, empty or not. */
export function numberNotes(data: SaliencyData): readonly string[] {
  const { images: { names }, terms, completeness = [] } = data;
  return [
    ...placelessNotes(data),
    ...terms ? termNotes(names, terms, completeness) : [],
    ...conservationNotes(data),
  ];
}

/** Which maps are 0 everywhere, and why. */
function emptyNotes(
  { values, images, method, attributions, whyEmpty }: SaliencyData,
): readonly string[] {
  return images.names.flatMap((name, i) => {
    if (!isZero(values, i, images.names.length)) return [];
    const isLost = attributions !== undefined &&
      !isZero(attributions.values, i, images.names.length);
    const why = isLost
      ? `no attribution has the sign that the magnitude ${attributions.magnitude.name} keeps, or those of a pixel cancel`
      : (typeof whyEmpty === "string" ? whyEmpty : whyEmpty?.[i]) ??
        "the method gave no other value";
    return [`The ${method} map of ${name} is 0 everywhere: ${why}.`];
  });
}

/** Whether all values of one of `count` images are 0. */
function isZero(values: Float32Array, image: number, count: number): boolean {
  const size = values.length / count;
  return values.subarray(image * size, (image + 1) * size)
    .every((value) => value === 0);
}

/** What share of Σ |terms| has no place in the image. */
function placelessNotes({ terms = [] }: SaliencyData): readonly string[] {
  const placeless = terms.filter(({ spatial }) => !spatial);
  return placelessNote(
    [absoluteSum(placeless) / absoluteSum(terms)],
    "the sum of absolute terms",
    listed(placeless.map(({ site }) => site.name)),
  );
}

/**
 * The word on what a map cannot show, where that is worth it.
 *
 * @param shares Parts without a place in the image: one, or one an image.
 * @param of Parts of what.
 * @param which Whose they are.
 */
export function placelessNote(
  shares: readonly number[],
  of: string,
  which: string,
): readonly string[] {
  const most = Math.max(...shares);
  if (!(most > WORTH_SAYING)) return [];
  const ends = [Math.min(...shares), most].map((share) => percent(share));
  const range = [...new Set(ends)];
  return [
    `${
      range.join(" to ")
    } of ${of} has no place in the image and is not in the map (${which}).`,
  ];
}

/** What share of the output the pixels' relevances add up to. */
function conservationNotes(
  { conserved = [], images: { names } }: SaliencyData,
): readonly string[] {
  if (conserved.every((share) => Math.abs(share - 1) <= NOT_CONSERVED)) {
    return [];
  }
  const shares = conserved.length <= 3
    ? conserved.map((share, i) => `${percent(share, 0)} (${names[i]})`)
      .join(", ")
    : `${percent(Math.min(...conserved), 0)} to ${
      percent(Math.max(...conserved), 0)
    }`;
  return [
    `The relevances of the pixels add up to ${shares} of the output's, not to all of it: the rest is that of biases, of normalizations and of ε.`,
  ];
}
