import type * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../../lib/model/mod.ts";

/** An input or output of a layer, without values. */
export type Symbolic = tf.SymbolicTensor;

/** The output of a layer. */
export function apply(
  layer: tf.layers.Layer,
  x: Symbolic | Symbolic[],
): Symbolic {
  return layer.apply(x) as Symbolic;
}

/** Every node as `kind name < inputs`. */
export function listing({ nodes }: LayerGraph): string[] {
  return nodes.map(({ kind, name, inputs }) =>
    [`${kind} ${name}`, ...inputs.map((id) => nodes[id]!.name)].join(" < ")
  );
}
