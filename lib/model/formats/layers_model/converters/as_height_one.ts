import type { GraphBuilder } from "../../../graph/graph_builder.ts";
import type { LayerView } from "../layer_view.ts";
import { UnsupportedLayerError } from "../../../unsupported_layer_error.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

/**
 * The converter of a 1-D layer, `[N, L, C]`: its 2-D kind on `[N, 1, L, C]`.
 */
export function asHeightOne(convert: LayerConverter): LayerConverter {
  return (view, inputs, builder) => {
    // Conv1D keeps this out of its configuration, and tfjs runs it wrongly.
    const { dataFormat } = view.layer as { readonly dataFormat?: unknown };
    if (dataFormat === "channelsFirst") {
      throw new UnsupportedLayerError(
        view.name,
        view.className,
        "tfjs runs 1-D layers with the channels last only",
      );
    }
    const input = only(inputs);
    const raised = addReshape(
      view,
      `${view.name}/height_1`,
      input,
      builder,
      raise(builder.shapeOf(input)),
    );
    const output = convert(
      { ...view, shape: raise(view.shape) },
      [raised],
      builder,
    );
    if (view.shape.length !== 3) return output;
    return addReshape(view, `${view.name}/length`, output, builder, view.shape);
  };
}

function raise(shape: readonly (number | null)[]): readonly (number | null)[] {
  return shape.length === 3 ? [shape[0]!, 1, ...shape.slice(1)] : shape;
}

/** Adds a node that reshapes `input`, and returns its id. */
export function addReshape(
  view: LayerView,
  name: string,
  input: number,
  builder: GraphBuilder,
  shape: readonly (number | null)[],
): number {
  return builder.add({
    name,
    layerClass: view.className,
    kind: "reshape",
    inputs: [input],
    attributes: { shape },
    shape,
  });
}
