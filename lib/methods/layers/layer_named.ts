import type { AnyNode, Model } from "../../model/mod.ts";
import { nearNames } from "../../options/mod.ts";

/**
 * The layer of that name.
 *
 * @throws {RangeError} If there is none; lists names that are near.
 */
export function layerNamed({ name, graph }: Model, layer: string): AnyNode {
  const node = graph.nodes.find((node) => node.name === layer);
  if (node !== undefined) return node;
  const near = nearNames(layer, graph.nodes.map(({ name }) => name));
  throw new RangeError(
    `Cannot find the layer ${
      JSON.stringify(layer)
    } as it must be one of "${name}", such as ${
      near.join(", ")
    }; layersOf(model) lists them all`,
  );
}
