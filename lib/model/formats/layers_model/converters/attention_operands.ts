import * as tf from "@tensorflow/tfjs";
import { addNode, type LayerView, unsupported } from "../layer_view.ts";

/** Added to scores that must not count. */
const MASKED = -1e9;

/** What attention is computed from. */
export interface Operands {
  readonly query: number;
  readonly key: number;
  readonly value: number;
}

/** The tensors of a call `(query, value, key)`; the key is the value by default. */
export function operandsOf(
  view: LayerView,
  inputs: readonly number[],
): Operands {
  const at = (name: string, position: number) =>
    view.named.get(name) ?? inputs[position];
  const [query, value] = [at("query", 0), at("value", 1)];
  if (query === undefined || value === undefined) {
    throw unsupported(view, "it must be called with a query and a value");
  }
  if (
    view.call.flag("return_attention_scores", false) || view.outputIndex > 0
  ) {
    throw unsupported(view, "its scores must not be an output");
  }
  return { query, value, key: at("key", 2) ?? value };
}

/** Takes out the scores of tokens that a token must not see. */
export function addMask(view: LayerView, scores: number): number {
  const isCausal = view.call.flag("use_causal_mask", false) ||
    view.config.flag("causal", false);
  const window = view.config.value("sliding_window") === undefined
    ? Infinity
    : view.config.integer("sliding_window");
  if (!isCausal && window === Infinity) return scores;
  const [rows, columns] = view.builder.shapeOf(scores).slice(-2);
  if (rows == null || columns == null) {
    throw unsupported(view, "with a mask, its number of tokens must be known");
  }
  const values = Float32Array.from({ length: rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    const isSeen = (!isCausal || row >= column) &&
      Math.abs(row - column) < window;
    return isSeen ? 0 : MASKED;
  });
  return addNode(view, "elementwiseAffine", [scores], {
    part: "masked_scores",
    weights: { beta: () => tf.tensor2d(values, [rows, columns]) },
  });
}
