import type { GraphBuilder } from "../../../graph/graph_builder.ts";
import { isChannelsFirst, type LayerView } from "../layer_view.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

/**
 * The converter of a layer that may take `[N, C, H, W]`: it transposes around
 * `convert`, so that every node itself is channels last.
 */
export function channelsLast(convert: LayerConverter): LayerConverter {
  return (view, inputs, builder) => {
    if (!isChannelsFirst(view)) return convert(view, inputs, builder);
    const input = addTranspose(
      view,
      `${view.name}/channels_last`,
      only(inputs),
      builder,
      [0, 2, 3, 1],
    );
    const output = convert(
      { ...view, shape: permute(view.shape, [0, 2, 3, 1]) },
      [input],
      builder,
    );
    if (builder.shapeOf(output).length !== 4) return output;
    return addTranspose(view, `${view.name}/channels_first`, output, builder, [
      0,
      3,
      1,
      2,
    ]);
  };
}

/** Adds a node that permutes the axes of `input`, and returns its id. */
export function addTranspose(
  view: LayerView,
  name: string,
  input: number,
  builder: GraphBuilder,
  permutation: readonly number[],
): number {
  return builder.add({
    name,
    layerClass: view.className,
    kind: "transpose",
    inputs: [input],
    attributes: { permutation },
    shape: permute(builder.shapeOf(input), permutation),
  });
}

function permute(
  shape: readonly (number | null)[],
  permutation: readonly number[],
): readonly (number | null)[] {
  return shape.length === permutation.length
    ? permutation.map((axis) => shape[axis]!)
    : shape;
}
