import {
  addNode,
  isChannelsFirst,
  type LayerConverter,
  type LayerView,
  only,
  unsupported,
} from "../layer_view.ts";

/**
 * The converter of a layer that may take `[N, C, …]`: it transposes around
 * `convert`, so that every node itself is channels last.
 */
export function channelsLast(convert: LayerConverter): LayerConverter {
  return (view, inputs) => {
    if (!isChannelsFirst(view)) return convert(view, inputs);
    const input = only(view, inputs);
    const rank = view.builder.shapeOf(input).length;
    const spatial = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    const output = convert(view, [
      addTranspose(view, "channels_last", input, [0, ...spatial, 1]),
    ]);
    if (view.builder.shapeOf(output).length !== rank) return output;
    return addTranspose(view, "channels_first", output, [
      0,
      rank - 1,
      ...spatial.map((axis) => axis - 1),
    ]);
  };
}

/**
 * The converter of a layer of `rank` spatial axes: of one, `[N, L, C]`, as the
 * layer of two on `[N, 1, L, C]`.
 */
export function asMaps(rank: number, convert: LayerConverter): LayerConverter {
  return channelsLast((view, inputs) => {
    const input = only(view, inputs);
    const shape = view.builder.shapeOf(input);
    if (shape.length !== rank + 2) {
      throw unsupported(
        view,
        `its input must have ${
          rank + 2
        } axes: current number is ${shape.length}`,
      );
    }
    if (rank !== 1) return convert(view, [input]);
    const [n, length, channels] = shape;
    const raised = addReshape(view, "height_1", input, [
      n!,
      1,
      length!,
      channels!,
    ]);
    const output = convert(view, [raised]);
    const maps = view.builder.shapeOf(output);
    if (maps.length !== 4) return output;
    return addReshape(view, "length", output, [maps[0]!, maps[2]!, maps[3]!]);
  });
}

/**
 * Adds a node that permutes the axes of `input`, and returns its id; where that
 * undoes the permutation before it, what was permuted there.
 */
export function addTranspose(
  view: LayerView,
  part: string | undefined,
  input: number,
  permutation: readonly number[],
): number {
  const before = view.builder.nodes[input]!;
  if (
    before.kind === "transpose" &&
    permutation.every((axis, i) => before.attributes.permutation[axis] === i)
  ) return before.inputs[0]!;
  return addNode(view, "transpose", [input], {
    part,
    attributes: { permutation },
  });
}

/** Adds a node that reshapes `input`, and returns its id. */
export function addReshape(
  view: LayerView,
  part: string | undefined,
  input: number,
  shape: readonly (number | null)[],
): number {
  return addNode(view, "reshape", [input], {
    part,
    attributes: { shape },
  });
}
