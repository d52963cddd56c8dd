import type * as tf from "@tensorflow/tfjs";
import { asModel } from "../../model/mod.ts";
import type { Json } from "../../display/mod.ts";

/** What differs between two networks that were made alike. */
const NAMES: ReadonlySet<string> = new Set([
  "name",
  "inbound_nodes",
  "input_layers",
  "output_layers",
]);

/**
 * What a network is before it has learned anything, whatever its layers are
 * called: its operations, and how its layers are made and started.
 */
export function networkSettings(network: tf.LayersModel): Json {
  const { nodes, output } = asModel(network).graph;
  return {
    operations: nodes.map(({ kind, inputs, shape, attributes }) => ({
      kind,
      inputs,
      shape,
      attributes,
    })) as unknown as Json,
    output,
    layers: network.layers.map((layer) =>
      JSON.stringify(
        [layer.getClassName(), layer.getConfig()],
        (key, value) => NAMES.has(key) ? undefined : value,
      )
    ),
  };
}
