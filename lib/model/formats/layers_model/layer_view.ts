import type * as tf from "@tensorflow/tfjs";
import type { LiveWeight } from "../../graph/graph_node.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";

/** One call of a layer of a `tf.LayersModel`, as its converter sees it. */
export interface LayerView {
  /** Name of the layer, with the nested models' before it. */
  readonly name: string;
  readonly className: string;
  readonly layer: tf.layers.Layer;
  readonly config: Readonly<Record<string, unknown>>;
  /** Arguments of this call, beside the tensors. */
  readonly callArguments: Readonly<Record<string, unknown>>;
  /** Shape of this call's output; null where it depends on the input. */
  readonly shape: readonly (number | null)[];
  /** Which of the layer's outputs it is. */
  readonly outputIndex: number;
}

/** The weight of a layer whose own name for it is `name`, if it has one. */
export function liveWeight(
  view: LayerView,
  name: string,
): LiveWeight | undefined {
  const own = new RegExp(`(^|/)${name}(_\\d+)?$`);
  const variable = view.layer.weights.find((weight) =>
    own.test(weight.originalName)
  );
  return variable && (() => variable.read());
}

/** Whether the layer takes `[N, C, H, W]`. */
export function isChannelsFirst(view: LayerView): boolean {
  return view.config["dataFormat"] === "channelsFirst";
}

/** The configuration entry `key` as a pair; a number stands for both. */
export function pair(view: LayerView, key: string): readonly [number, number] {
  const value = view.config[key] ?? 1;
  const numbers = Array.isArray(value) ? value : [value, value];
  if (numbers.length === 2 && numbers.every((n) => Number.isInteger(n))) {
    return [numbers[0], numbers[1]];
  }
  throw invalid(view, key, "two integers");
}

/** The configuration entry `key` as an integer; a list of one stands for it. */
export function integer(view: LayerView, key: string): number {
  const value = view.config[key];
  const number = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (Number.isInteger(number)) return number;
  throw invalid(view, key, "an integer");
}

/** The configuration entry `key` as a number, or `fallback` where it is absent. */
export function real(view: LayerView, key: string, fallback: number): number {
  const value = view.config[key] ?? fallback;
  if (typeof value === "number") return value;
  throw invalid(view, key, "a number");
}

/** The error for a configuration entry that is not what it must be. */
export function invalid(
  view: LayerView,
  key: string,
  required: string,
): UnsupportedLayerError {
  return new UnsupportedLayerError(
    view.name,
    view.className,
    `its "${key}" must be ${required}: current value is ${
      JSON.stringify(view.config[key])
    }`,
  );
}
