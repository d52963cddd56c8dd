import type { Model, WeightLayer } from "../../model/mod.ts";
import { nearNames } from "../../options/mod.ts";

/** Layers that are re-drawn together. */
export interface WeightStep {
  /** Name of the first of its layers. */
  readonly name: string;
  readonly layers: readonly WeightLayer[];
}

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
  const steps = groups.filter((group) => group.length > 0).map((group) => ({
    name: group[0]!.name,
    layers: group,
  }));
  if (steps.length > 0) return steps.sort((a, b) => lastOf(a) - lastOf(b));
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
  const layer = layers.find((layer) => layer.name === name);
  if (layer !== undefined) return layer;
  const near = nearNames(name, layers.map(({ name }) => name));
  throw new RangeError(
    `Cannot randomize the layer ${
      JSON.stringify(name)
    } as it must be one with weights of "${model.name}", such as ${
      near.join(", ")
    }`,
  );
}

function lastOf({ layers }: WeightStep): number {
  return Math.max(...layers.map(({ position }) => position));
}
