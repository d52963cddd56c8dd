import { type LayerView, NodeOutput, unsupported } from "../layer_view.ts";

/** A function that Keras puts into a model where it meets one, as `x + 1`. */
export type OperationConverter = (view: LayerView) => number;

/** An argument by position or name; what Keras 3 gave when it was made, too. */
export function argument(
  view: LayerView,
  position: number,
  ...names: readonly string[]
): unknown {
  for (const name of names) {
    const id = view.named.get(name);
    if (id !== undefined) return new NodeOutput(id);
    const value = view.call.value(name) ?? view.config.value(name);
    if (value !== undefined) return value;
  }
  return view.positional[position];
}

/** As {@linkcode argument}; Keras 2 may write a tensor as a list of one. */
export function operand(
  view: LayerView,
  position: number,
  ...names: readonly string[]
): unknown {
  const value = argument(view, position, ...names);
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

/** The id of a tensor that the call must have. */
export function tensor(
  view: LayerView,
  position: number,
  ...names: readonly string[]
): number {
  const value = operand(view, position, ...names);
  if (value instanceof NodeOutput) return value.id;
  throw unsupported(view, "it must be called with a tensor");
}

/** Axes counted from the front; not that of the images. */
export function axesOf(
  view: LayerView,
  rank: number,
  value: unknown,
): readonly number[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const axes = list.map((axis) => Number(axis) < 0 ? Number(axis) + rank : axis)
    .filter((axis): axis is number =>
      typeof axis === "number" && Number.isInteger(axis) && axis >= 1 &&
      axis < rank
    )
    .sort((a, b) => a - b);
  if (axes.length === list.length && new Set(axes).size === axes.length) {
    return axes;
  }
  throw unsupported(
    view,
    `its axes must be among 1…${rank - 1}: current value is ${
      JSON.stringify(value)
    }`,
  );
}

/** A number, which follows the tensor. */
export function numberOf(
  view: LayerView,
  fallback: number,
  ...names: readonly string[]
): number {
  const value = argument(view, 1, ...names) ?? fallback;
  const number = plainNumber(value);
  if (number !== undefined) return number;
  throw unsupported(view, `its "${names[0]}" must be a number`);
}

/** A number, also where Keras has wrapped it with its type. */
export function plainNumber(value: unknown): number | undefined {
  const inner = typeof value === "object" && value !== null && "config" in value
    ? (value.config as { readonly value?: unknown } | null)?.value
    : value;
  return typeof inner === "number" && Number.isFinite(inner)
    ? inner
    : undefined;
}
