import * as tf from "@tensorflow/tfjs";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import { addReshape, addTranspose } from "./layout.ts";

type MergeKind =
  | "add"
  | "subtract"
  | "average"
  | "multiply"
  | "maximum"
  | "minimum";

/**
 * A converter to a node that combines its inputs element by element; those of
 * fewer axes get axes of length 1 behind the first.
 */
function merge(kind: MergeKind): LayerConverter {
  return (view, inputs) => {
    requireInputs(view, inputs, kind === "subtract" ? 2 : undefined);
    const rank = Math.max(
      ...inputs.map((id) => view.builder.shapeOf(id).length),
    );
    const raised = inputs.map((id, i) => {
      const [n, ...sizes] = view.builder.shapeOf(id);
      return sizes.length + 1 === rank ? id : addReshape(
        view,
        `axes_${i}`,
        id,
        [n!, ...Array(rank - 1 - sizes.length).fill(1), ...sizes],
      );
    });
    return addNode(view, kind, raised);
  };
}

function requireInputs(
  view: LayerView,
  inputs: readonly number[],
  wanted?: number,
): void {
  if (wanted === undefined ? inputs.length > 0 : inputs.length === wanted) {
    return;
  }
  throw unsupported(
    view,
    `it must have ${
      wanted ?? "some"
    } inputs: current number is ${inputs.length}`,
  );
}

const concatenate: LayerConverter = (view, inputs) => {
  requireInputs(view, inputs);
  const rank = view.builder.shapeOf(inputs[0]!).length;
  return addNode(view, "concat", inputs, {
    attributes: { axis: view.config.axis("axis", rank, -1) },
  });
};

/** Products of the vectors along an axis of each of two inputs. */
const dot: LayerConverter = (view, inputs) => {
  const { config, builder } = view;
  requireInputs(view, inputs, 2);
  const value = config.value("axes");
  const written: readonly unknown[] = Array.isArray(value)
    ? value
    : [value, value];
  const axes = written.map((axis, i) => {
    const rank = inputs[i] === undefined
      ? 0
      : builder.shapeOf(inputs[i]).length;
    const front = typeof axis !== "number"
      ? NaN
      : axis < 0
      ? axis + rank
      : axis;
    if (Number.isInteger(front) && front >= 1 && front < rank) return front;
    throw config.malformed("axes", "an axis of each input");
  });
  const normalize = config.flag("normalize", false);
  const [a, b] = inputs.map((id, i) => {
    const vectors = normalize ? unit(view, id, axes[i]!, i) : id;
    return asRows(view, vectors, axes[i]!, i);
  });
  const columns = addTranspose(view, "columns", b!, [0, 2, 1]);
  const sizes = inputs.flatMap((id, i) =>
    builder.shapeOf(id).toSpliced(axes[i]!, 1).slice(1)
  );
  const product = addNode(view, "matMul", [a!, columns], { part: "product" });
  return addReshape(view, undefined, product, [
    null,
    ...(sizes.length === 0 ? [1] : sizes),
  ]);
};

/** `[N, …]` as `[N, M, K]`, where K is the axis that is summed over. */
function asRows(
  view: LayerView,
  input: number,
  axis: number,
  i: number,
): number {
  const shape = view.builder.shapeOf(input);
  const others = shape.map((_, at) => at).toSpliced(axis, 1);
  const last = axis === shape.length - 1
    ? input
    : addTranspose(view, `transposed_${i}`, input, [...others, axis]);
  if (shape.length === 3) return last;
  return addReshape(view, `rows_${i}`, last, [
    null,
    shape.length === 2 ? 1 : null,
    shape[axis]!,
  ]);
}

function unit(view: LayerView, input: number, axis: number, i: number): number {
  const least = view.dialect === "keras3" ? 1e-14 : 1e-12;
  const call = ([x]: tf.Tensor[]) => {
    const squares = tf.sum(tf.square(x!), axis, true);
    return tf.mul(x!, tf.rsqrt(tf.maximum(squares, least)));
  };
  const shape = view.builder.shapeOf(input);
  return addOther(view, [input], shape, call, `unit_${i}`);
}

/** Converters of the layers that take several inputs. */
export const MERGING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Add: merge("add"),
  Subtract: merge("subtract"),
  Average: merge("average"),
  Multiply: merge("multiply"),
  Maximum: merge("maximum"),
  Minimum: merge("minimum"),
  Concatenate: concatenate,
  Dot: dot,
};
