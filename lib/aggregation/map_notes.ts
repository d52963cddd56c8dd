import type { SaliencyParts } from "./saliency_map.ts";

/** Below this share of all terms, what the map leaves out is not worth a note. */
const WORTH_SAYING = 0.001;

const WHY_EMPTY =
  "the explained output does not depend on the image here, or what enters the map is the same at every pixel";

/** What a reader of maps should know: what they leave out, and which are empty. */
export function mapNotes(
  parts: SaliencyParts,
  pixels: number,
): readonly string[] {
  return [...emptyMaps(parts, pixels), ...leftOut(parts)];
}

function emptyMaps(
  { values, images, method, whyEmpty = WHY_EMPTY }: SaliencyParts,
  pixels: number,
): readonly string[] {
  return images.names.flatMap((name, i) => {
    const map = values.subarray(i * pixels, (i + 1) * pixels);
    return map.every((value) => value === 0)
      ? [
        `The ${method} map of ${name} is 0 everywhere: ${whyEmpty}.`,
      ]
      : [];
  });
}

/** What share of Σ |terms| has no place in the image. */
function leftOut({ terms }: SaliencyParts): readonly string[] {
  if (terms === undefined) return [];
  const total = sum(terms);
  const placeless = terms.filter(({ spatial }) => !spatial);
  const share = sum(placeless) / total;
  if (!(share > WORTH_SAYING)) return [];
  const names = placeless.map(({ site }) => site.name);
  const listed = names.length > 3 ? [...names.slice(0, 3), "…"] : names;
  return [
    `${
      (100 * share).toFixed(1)
    } % of the sum of absolute terms has no place in the image and is not in the map (${
      listed.join(", ")
    }).`,
  ];
}

function sum(terms: NonNullable<SaliencyParts["terms"]>): number {
  return terms.reduce(
    (total, { absolute }) => total + absolute.reduce((a, b) => a + b, 0),
    0,
  );
}
