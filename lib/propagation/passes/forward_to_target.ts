import type * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../../model/mod.ts";
import {
  forward,
  type ForwardOptions,
  type ForwardRecord,
} from "../forward.ts";
import type { RuleTable } from "../rule_table.ts";
import type { TieRule } from "../ties.ts";
import {
  type ChosenClasses,
  evaluateTarget,
  type Target,
} from "../targets/mod.ts";

/** A network, its input, and the target that a pass is about. */
export interface TargetPass {
  readonly graph: LayerGraph;
  readonly image: tf.Tensor;
  readonly target: Target;
  readonly classes: ChosenClasses;
  /**
   * Where the gradient of an extreme goes that several values share.
   *
   * @default {"first"}
   */
  readonly ties?: TieRule;
  /**
   * How a gradient passes each kind of node.
   *
   * @default {GRADIENT}
   */
  readonly rules?: RuleTable;
  /**
   * Whether feature maps are computed twice, to keep less of them.
   *
   * @default {false}
   */
  readonly recompute?: boolean;
}

/** What a forward pass and the target behind it leave for the way back. */
export interface TargetRecord {
  readonly record: ForwardRecord;
  /** The network's output, `[n, K]`. */
  readonly logits: tf.Tensor;
  /** The target of every sample, `[n]`. */
  readonly value: tf.Tensor1D;
  /** The target's gradient by the output, of its shape. */
  readonly gradient: tf.Tensor;
}

/** Runs a network up to the target, inside `tf.tidy`. */
export function forwardToTarget(
  { graph, image, target, classes, recompute = false }: TargetPass,
  options: ForwardOptions = {},
): TargetRecord {
  const record = forward(graph, image, { recompute, ...options });
  const logits = record.output;
  const { head } = graph;
  return { record, logits, ...evaluateTarget(target, logits, head, classes) };
}
