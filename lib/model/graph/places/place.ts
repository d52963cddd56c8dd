import type { AnyNode, GraphNode, NodeKind } from "../graph_node.ts";
import { Field, nowhere } from "./field.ts";
import type { Rectangles } from "./rectangles.ts";

/**
 * Where the elements of a node's output belong: feature maps `[N, h, w, C]` that
 * lie over the whole picture, tokens of known places, or nowhere in particular.
 */
export type Place = "maps" | "nowhere" | Field;

/** What the place of an output follows from. */
export interface PlaceContext<K extends NodeKind> {
  readonly node: GraphNode<K>;
  readonly inputs: readonly Place[];
  /** Shapes of the inputs without the images' axis; none if a side is open. */
  readonly shapes: readonly (readonly number[] | undefined)[];
  readonly rectangles: Rectangles;
}

export type PlaceRule<K extends NodeKind> = (context: PlaceContext<K>) => Place;

/** The sides of a node's output, without the images' axis; none if one is open. */
export function sidesOf({ shape }: AnyNode): readonly number[] | undefined {
  const sides = shape.slice(1);
  return sides.every((side) => side !== null) ? sides : undefined;
}

/** Larger feature maps are taken for such, whatever moves their parts. */
const MOST_CELLS = 2 ** 18;

/** The place of input `i`, element by element; `undefined` if it is not known. */
export function fieldOf(
  { inputs, shapes, rectangles }: PlaceContext<NodeKind>,
  i = 0,
): Field | undefined {
  const [place, shape] = [inputs[i]!, shapes[i]];
  if (shape === undefined) return undefined;
  if (place === "nowhere") return nowhere(shape);
  if (place !== "maps") return place;
  const [height, width] = shape as [number, number, number];
  if (height * width > MOST_CELLS) return undefined;
  return Field.of([height, width, 1], rectangles.grid(height, width));
}

/** Without known sides: what has four axes is taken for feature maps. */
export function asBefore({ node }: PlaceContext<NodeKind>): Place {
  return node.shape.length === 4 ? "maps" : "nowhere";
}
