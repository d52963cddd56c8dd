import type { Shape } from "../../../graph/shape.ts";
import {
  addNode,
  type LayerView,
  NodeOutput,
  unsupported,
} from "../layer_view.ts";
import { addReshape, addTranspose } from "./layout.ts";
import {
  argument,
  axesOf,
  type OperationConverter,
  tensor,
} from "./operation_arguments.ts";

/** The converter of a function that takes axes together. */
export function reduce(
  operation: "mean" | "sum" | "max" | "min",
): OperationConverter {
  return (view) => {
    const input = tensor(view, 0, "x", "input_tensor");
    const rank = view.builder.shapeOf(input).length;
    const axes = axesOf(view, rank, argument(view, 1, "axis"));
    const keepDims = argument(view, 2, "keepdims") ?? false;
    view.config.ignore("initial");
    if (typeof keepDims !== "boolean") {
      throw unsupported(view, 'its "keepdims" must be true or false');
    }
    if (
      !keepDims && rank === 4 && axes.length === 2 && axes[0] === 1 &&
      axes[1] === 2 && (operation === "mean" || operation === "max")
    ) {
      const kind = operation === "mean" ? "globalAveragePool" : "globalMaxPool";
      return addNode(view, kind, [input]);
    }
    return addNode(view, "reduce", [input], {
      attributes: { operation, axes, keepDims },
    });
  };
}

const reshape: OperationConverter = (view) => {
  const sizes = argument(view, 1, "newshape", "shape");
  const fit = Array.isArray(sizes) && sizes.length > 0 &&
    (sizes[0] === -1 || sizes[0] === null) &&
    sizes.slice(1).every((size) =>
      size === -1 || size === null || Number.isInteger(size) && size > 0
    );
  if (!fit) {
    throw unsupported(view, "its shape must begin with −1 for the images");
  }
  return addReshape(view, undefined, tensor(view, 0, "x", "tensor"), [
    null,
    ...sizes.slice(1).map((size) => size === -1 ? null : size),
  ]);
};

const transpose: OperationConverter = (view) => {
  const input = tensor(view, 0, "x", "a");
  const rank = view.builder.shapeOf(input).length;
  const axes = argument(view, 1, "axes", "perm");
  const fit = Array.isArray(axes) && axes.length === rank && axes[0] === 0 &&
    axes.toSorted((a, b) => a - b).every((axis, i) => axis === i);
  if (!fit) {
    throw unsupported(view, "its axes must leave that of the images first");
  }
  return addTranspose(view, undefined, input, axes);
};

const concatenate: OperationConverter = (view) => {
  const parts = argument(view, 0, "xs", "values");
  const ids = Array.isArray(parts)
    ? parts.flatMap((part) => part instanceof NodeOutput ? [part.id] : [])
    : [];
  if (ids.length === 0 || ids.length !== (parts as unknown[]).length) {
    throw unsupported(view, "it must be called with a list of tensors");
  }
  const rank = view.builder.shapeOf(ids[0]!).length;
  const [axis] = axesOf(view, rank, argument(view, 1, "axis") ?? 0);
  return addNode(view, "concat", ids, { attributes: { axis: axis! } });
};

const expandDims: OperationConverter = (view) => {
  const input = tensor(view, 0, "x", "input");
  const shape = view.builder.shapeOf(input);
  const [axis] = axesOf(view, shape.length + 1, argument(view, 1, "axis"));
  return resized(view, input, shape.toSpliced(axis!, 0, 1));
};

const squeeze: OperationConverter = (view) => {
  const input = tensor(view, 0, "x", "input");
  const shape = view.builder.shapeOf(input);
  const axes = axesOf(view, shape.length, argument(view, 1, "axis"));
  if (axes.some((axis) => shape[axis] !== 1)) {
    throw unsupported(view, "the axes that it leaves out must have length 1");
  }
  return resized(view, input, shape.filter((_, axis) => !axes.includes(axis)));
};

function resized(view: LayerView, input: number, shape: Shape): number {
  if (shape.slice(1).filter((size) => size === null).length > 1) {
    throw unsupported(view, "the size of its input must be known");
  }
  return addReshape(view, undefined, input, shape);
}

/** Functions that move values and change none. */
export const SHAPE_OPERATIONS = {
  Concatenate: concatenate,
  ExpandDims: expandDims,
  Reshape: reshape,
  Squeeze: squeeze,
  Transpose: transpose,
};
