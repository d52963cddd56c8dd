import type { AnyNode, NodeKind } from "../graph_node.ts";
import {
  broadcastField,
  type Field,
  pick,
  reshaped,
  sideBySide,
} from "./field.ts";
import {
  asBefore,
  fieldOf,
  type PlaceContext,
  type PlaceRule,
  sidesOf,
} from "./place.ts";
import { isInOrder } from "./token_grid.ts";

/** The element-wise rule of what moves values: of feature maps, where it can tell. */
export function moving<K extends NodeKind>(
  move: (
    field: Field,
    context: PlaceContext<K>,
    shape: readonly number[],
  ) => Field | undefined,
): PlaceRule<K> {
  return (context) => {
    if (context.inputs[0] === "nowhere") return "nowhere";
    const field = fieldOf(context as unknown as PlaceContext<NodeKind>);
    if (field === undefined) return asBefore(context);
    return move(field, context, context.shapes[0]!) ?? "nowhere";
  };
}

export const concat: PlaceRule<"concat"> = (context) => {
  const { inputs, node, shapes, rectangles } = context;
  const axis = node.attributes.axis - 1;
  if (axis === 2 && inputs.every((place) => place === "maps")) return "maps";
  const fields = inputs.map((_, i) =>
    fieldOf(context as unknown as PlaceContext<NodeKind>, i)
  );
  if (fields.some((field) => field === undefined)) return asBefore(context);
  // Crops, and the parts of merged patches, unite to the cells of the output.
  const isInRow = node.shape.length === 4 && axis === 2 &&
    fields.every((field, i) =>
      inputs[i] === "maps" || isInOrder(field!, shapes[i]!, rectangles)
    );
  if (isInRow) return "maps";
  const lengths = node.shape.slice(1).map((_, i) =>
    Math.max(...fields.map((field) => field!.lengths[i]!))
  );
  const same = fields.every((field) =>
    field!.lengths[axis] === 1 &&
    isEqual(field!.ids, fields[0]!.ids)
  );
  if (same) return fields[0]!;
  const parts = fields.map((field, i) =>
    broadcastField(field!, lengths.with(axis, shapes[i]![axis]!))
  );
  if (parts.some((part) => part === undefined)) return "nowhere";
  return sideBySide(parts.map((part) => part!), axis);
};

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}

export const gather: PlaceRule<"gather"> = (context) => {
  const { axis, indices } = context.node.attributes;
  if (context.inputs[0] === "maps" && axis === 3) return "maps";
  return moving<"gather">((field) =>
    field.lengths[axis - 1] === 1 ? field : pick(field, axis - 1, indices)
  )(context);
};

export const pad: PlaceRule<"pad"> = (context) => {
  const { margins } = context.node.attributes;
  const isOfChannels = margins.slice(0, 2).every(([a, b]) => a + b === 0);
  if (context.inputs[0] === "maps" && isOfChannels) return "maps";
  return moving<"pad">((field, _, shape) =>
    margins.reduce(
      (moved, [before, after], axis) =>
        before + after === 0 ? moved : pick(
          moved,
          axis,
          Int32Array.from(
            { length: before + shape[axis]! + after },
            (_, i) =>
              i < before || i >= before + shape[axis]! ? -1 : i - before,
          ),
        ),
      field,
    )
  )(context);
};

export const reshape: PlaceRule<"reshape"> = moving<"reshape">(
  (field, { node }, shape) => {
    const target = sidesOf(node as AnyNode);
    return target && reshaped(field, shape, target);
  },
);

export const slice: PlaceRule<"slice"> = (context) => {
  const { axes } = context.node.attributes;
  const isOfChannels = axes.slice(0, 2).every(({ before, after, step }) =>
    before + after === 0 && step === 1
  );
  if (context.inputs[0] === "maps" && isOfChannels) return "maps";
  return moving<"slice">((field, { node }) =>
    axes.reduce(
      (moved, { before, step }, axis) =>
        moved.lengths[axis] === 1 ? moved : pick(
          moved,
          axis,
          Int32Array.from(
            { length: node.shape[axis + 1]! },
            (_, i) => before + i * step,
          ),
        ),
      field,
    )
  )(context);
};

export const tile: PlaceRule<"tile"> = (context) => {
  const { repeats } = context.node.attributes;
  if (context.inputs[0] === "maps" && repeats[0] === 1 && repeats[1] === 1) {
    return "maps";
  }
  return moving<"tile">((field, _, shape) =>
    repeats.reduce(
      (moved, count, axis) =>
        moved.lengths[axis] === 1 || count === 1 ? moved : pick(
          moved,
          axis,
          Int32Array.from(
            { length: count * shape[axis]! },
            (_, i) => i % shape[axis]!,
          ),
        ),
      field,
    )
  )(context);
};

export const transpose: PlaceRule<"transpose"> = (context) => {
  const { permutation } = context.node.attributes;
  if (permutation.every((axis, i) => axis === i)) return context.inputs[0]!;
  return moving<"transpose">((field) =>
    field.permuted(permutation.slice(1).map((axis) => axis - 1))
  )(context);
};
