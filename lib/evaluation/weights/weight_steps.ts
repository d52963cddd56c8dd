import type { Model, WeightLayer } from "../../model/mod.ts";
import { nearNames } from "../../options/mod.ts";

/** Layers that are re-drawn together. */
export interface WeightStep {
  /**
   * Name of the first of its layers; numbered where it is not the only one, and
   * `original (layer)` where it is that of the network as it is.
   */
  readonly name: string;
  readonly layers: readonly WeightLayer[];
}

/** What the network as it is is called among the steps. */
export const ORIGINAL = "original";

/** As many of the last layers are named where no name is near. */
const MOST_NAMES = 5;

/** Layers that belong to the one before them. */
const FOLLOWERS = new Set([
  "BatchNormalization",
  "LayerNormalization",
  "PReLU",
]);

/**
 * The steps of a randomization, from the image to the logits: every layer with
 * weights, a normalization or PReLU together with the layer before it.
 *
 * @param given Names of layers instead, each step one name or several.
 * @throws {RangeError} If there is no such layer, or none at all.
 */
export function weightSteps(
  model: Model,
  given: readonly (string | readonly string[])[] | undefined,
): readonly WeightStep[] {
  const layers = model.weightLayers;
  const groups = given === undefined
    ? blocks(layers)
    : given.map((names) =>
      [names].flat().map((name) => named(layers, name, model))
    );
  const steps = groups.filter((group) => group.length > 0)
    .sort((a, b) => lastOf(a) - lastOf(b))
    .map((layers, i, all) => ({ name: nameOf(all, i), layers }));
  if (steps.length > 0) return steps;
  throw new RangeError(
    `Cannot randomize "${model.name}" as there must be at least one layer with weights`,
  );
}

function blocks(
  layers: readonly WeightLayer[],
): readonly (readonly WeightLayer[])[] {
  const groups: WeightLayer[][] = [];
  for (const layer of layers) {
    const block = groups.at(-1);
    if (block && FOLLOWERS.has(layer.layerClass)) block.push(layer);
    else groups.push([layer]);
  }
  return groups;
}

function named(
  layers: readonly WeightLayer[],
  name: string,
  model: Model,
): WeightLayer {
  const [layer, other] = layers.filter((layer) => layer.name === name);
  if (other !== undefined) {
    throw new RangeError(
      `Cannot randomize the layer ${
        JSON.stringify(name)
      } as one layer alone of "${model.name}" must be called so: current number is 2 or more`,
    );
  }
  if (layer !== undefined) return layer;
  const names = layers.map(({ name }) => name);
  const near = nearNames(name, names);
  throw new RangeError(
    `Cannot randomize the layer ${
      JSON.stringify(name)
    } as it must be one with weights of "${model.name}", such as ${
      (near.length > 0 ? near : names.slice(-MOST_NAMES)).join(", ")
    }`,
  );
}

function lastOf(layers: readonly WeightLayer[]): number {
  return Math.max(...layers.map(({ position }) => position));
}

function nameOf(
  groups: readonly (readonly WeightLayer[])[],
  at: number,
): string {
  const { name } = groups[at]![0]!;
  const before = groups.slice(0, at).filter(([first]) => first!.name === name);
  const own = name === ORIGINAL ? `${name} (layer)` : name;
  return before.length === 0 ? own : `${own} (${before.length + 1})`;
}
