import type { GraphNode, LayerGraph, Pair } from "../../model/mod.ts";
import type { Step } from "../steps.ts";
import { REACH, type Reach } from "./reach.ts";
import {
  bothOf,
  reachedFrom,
  type Rectangle,
  roundedUp,
  sizeOf,
} from "./region.ts";

/** The part of a step's maps that is computed for one changed image. */
export interface Part {
  /** What each of its values is made of. */
  readonly reach: Reach;
  /** What is computed. */
  readonly place: Rectangle;
  /** What of it differs from the image that was not changed. */
  readonly changed: Rectangle;
}

/** What is computed of a step, image by image: a part, or whole maps. */
export type Parts = readonly (Part | undefined)[];

/** The shape of a node's output for one image. */
export type ShapeOf = (id: number) => readonly number[];

/** The shapes of a network's maps, as far as they are known without an image. */
export function shapesOf({ nodes }: LayerGraph): ShapeOf {
  return (id) => [1, ...nodes[id]!.shape.slice(1) as number[]];
}

/** From this part of its maps on, a node is computed whole. */
const WHOLE = 0.75;

/** Sides of what convolutions of stride 1 compute at once. */
const TILE = 4;

/** Sides of other nodes' parts: more images have parts of one size. */
const EVEN = 2;

/**
 * What has to be computed of every step that changed parts of the input reach, by
 * the step's node.
 *
 * @param changed The part of the input that is changed, image by image.
 */
export function planParts(
  { input }: LayerGraph,
  steps: readonly Step[],
  shapeOf: ShapeOf,
  changed: readonly Rectangle[],
): ReadonlyMap<number, Parts> {
  const plans = new Map<number, Parts>();
  for (const step of steps) {
    if (!step.inputs.some((id) => id === input || plans.has(id))) continue;
    const changes = (id: number, image: number) =>
      id === input
        ? changed[image]
        : plans.has(id)
        ? plans.get(id)![image]?.changed ?? "whole"
        : undefined;
    plans.set(
      step.node.id,
      changed.map((_, image) =>
        partOf(step, shapeOf, (id) => changes(id, image))
      ),
    );
  }
  return plans;
}

/** The images whose parts have one size and are computed together. */
export function groupsOf(parts: Parts): readonly (readonly number[])[] {
  const groups = new Map<string, number[]>();
  parts.forEach((part, image) => {
    const size = part === undefined ? "whole" : String(sizeOf(part.place));
    groups.set(size, [...groups.get(size) ?? [], image]);
  });
  return [...groups.values()];
}

/** The part of a step's output that changes; none if it needs whole maps. */
function partOf(
  { node, chain, inputs }: Step,
  shapeOf: ShapeOf,
  changeOf: (id: number) => Rectangle | "whole" | undefined,
): Part | undefined {
  const shape = shapeOf(node.id);
  if (shape.length !== 4) return undefined;
  const sides: Pair = [shape[1]!, shape[2]!];
  const first = (chain?.start ?? node) as GraphNode;
  const reachOf = REACH[first.kind] as (
    node: GraphNode,
    inputShapes: readonly (readonly number[])[],
  ) => Reach | undefined;
  const reach = reachOf(first, first.inputs.map(shapeOf));
  if (reach === undefined) return undefined;
  let changed: Rectangle | undefined;
  for (const [i, id] of inputs.entries()) {
    const change = changeOf(id);
    if (change === undefined) continue;
    if (change === "whole") return undefined;
    const reached = chain === undefined || i === 0
      ? reachedFrom(change, reach, sides)
      : change;
    changed = changed === undefined ? reached : bothOf(changed, reached);
  }
  const isTiled = first.kind === "conv2d" && reach.size[0] > 1 &&
    reach.strides.every((stride) => stride === 1);
  const place = roundedUp(changed!, isTiled ? TILE : EVEN, sides);
  const [height, width] = sizeOf(place);
  return height * width > WHOLE * sides[0] * sides[1]
    ? undefined
    : { reach, place, changed: changed! };
}
