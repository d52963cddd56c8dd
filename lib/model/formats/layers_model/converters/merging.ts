import { integer } from "../layer_view.ts";
import type { LayerConverter } from "./layer_converter.ts";
import { other } from "./other.ts";

type MergeKind = "add" | "average" | "multiply" | "maximum" | "minimum";

/**
 * A converter to a node that combines its inputs element by element. Inputs of
 * different rank are matched by the layer itself.
 */
function merge(kind: MergeKind): LayerConverter {
  return (view, inputs, builder) => {
    const ranks = new Set(inputs.map((id) => builder.shapeOf(id).length));
    if (ranks.size !== 1) return other(view, inputs, builder);
    return builder.add({
      name: view.name,
      layerClass: view.className,
      kind,
      inputs,
      shape: view.shape,
    });
  };
}

/** Converters of the layers that take several inputs. */
export const MERGING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Add: merge("add"),
  Average: merge("average"),
  Multiply: merge("multiply"),
  Maximum: merge("maximum"),
  Minimum: merge("minimum"),
  Concatenate: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "concat",
      inputs,
      attributes: { axis: integer(view, "axis") },
      shape: view.shape,
    }),
};
