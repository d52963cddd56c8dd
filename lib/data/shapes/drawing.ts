/** The colors that an object is drawn in; what they are differs by image. */
export type ColorName = "body" | "accent" | "dark" | "light";

/** One figure of a drawing. */
export interface Part {
  /**
   * Signed distance from (x, y) to the figure, in the object's own frame:
   * the object fills −1…1 both ways, y points down.
   */
  readonly distance: (x: number, y: number) => number;
  /** What it is painted with. */
  readonly color: ColorName;
  /**
   * Whether it shapes the outline: it throws a shadow and counts in the mask.
   * A mark on top of the other parts need not.
   */
  readonly outline: boolean;
  /** How much it covers what is below it, 0…1. */
  readonly opacity: number;
  /** What it belongs to: figures of one name are one part of the object. */
  readonly name?: string;
}

/** An object: its figures from the bottom to the top. */
export type Drawing = readonly Part[];

/**
 * The figures of an object with the names of what they belong to, as many of
 * these as of those.
 */
export function named<const Names extends readonly string[]>(
  names: Names,
  parts: { readonly [Place in keyof Names]: Part },
): Drawing {
  return parts.map((part, i) => ({ ...part, name: names[i]! }));
}

/** The names of a drawing's parts, each once, from the bottom to the top. */
export function partNames(drawing: Drawing): readonly string[] {
  return [...new Set(drawing.flatMap(({ name }) => name ?? []))];
}

/** A drawing without the figures of one name; all else is as it was. */
export function withoutPart(drawing: Drawing, name: string): Drawing {
  return drawing.filter((part) => part.name !== name);
}

/** A part that shapes the outline of its object. */
export function solid(
  color: ColorName,
  distance: Part["distance"],
): Part {
  return { distance, color, outline: true, opacity: 1 };
}

/** A part that lies on top of others, inside their outline. */
export function mark(
  color: ColorName,
  distance: Part["distance"],
  opacity = 1,
): Part {
  return { distance, color, outline: false, opacity };
}
