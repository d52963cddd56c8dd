import * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, LayerGraph } from "../model/mod.ts";
import {
  callback,
  checkOptions,
  nonNegativeInteger,
  type OptionRequirements,
} from "../options/mod.ts";
import type { ForwardRecord } from "./forward.ts";
import { operationOf } from "./steps.ts";
import { isRelu } from "./fusion.ts";
import type { Activations, GradientSteps } from "./operation.ts";
import {
  type BackwardRule,
  GRADIENT,
  RULE_TABLE,
  type RuleTable,
} from "./rule_table.ts";
import { TIE_RULE, type TieRule, withTies } from "./ties.ts";

/**
 * Sees every node on the way back, with `g`, the gradient by its output. `g` is
 * disposed after the call.
 */
export type NodeVisitor = (
  node: AnyNode,
  g: tf.Tensor,
  at: Activations,
) => void;

/** The options of {@linkcode backward}. */
export interface BackwardOptions {
  /**
   * How a gradient passes each kind of node.
   *
   * @default {GRADIENT}
   */
  readonly rules?: RuleTable;
  /**
   * Where the gradient of an extreme goes that several values share.
   *
   * @default {"first"}
   */
  readonly ties?: TieRule;
  /** Called for every node, in reverse order, before its rule is applied. */
  readonly visit?: NodeVisitor;
  /**
   * Whether `visit` reads the gradient of a node. A ReLU of which it does not may
   * have passed its gradient on when it is shown.
   *
   * @default of every node
   */
  readonly reads?: (node: AnyNode) => boolean;
  /**
   * Id of the node by whose output the gradient is taken; nodes before it are
   * not visited.
   *
   * @default the image's node
   */
  readonly to?: number;
}

const BACKWARD_OPTIONS: OptionRequirements<BackwardOptions> = {
  rules: RULE_TABLE,
  ties: TIE_RULE,
  visit: callback,
  reads: callback,
  to: nonNegativeInteger,
};

/**
 * Walks a network backwards and returns the gradient by the image, or by the
 * output of the node `to`.
 *
 * Call it inside the `tf.tidy` that owns the record.
 *
 * @param record The forward pass.
 * @param gradient The gradient by the network's output, of its shape.
 * @returns The gradient by the image or the node's output, of its shape.
 * @throws {TypeError} If the gradient has another shape, or an option is not
 * valid.
 *
 * @example
 * ```ts
 * import { asModel, startBackend } from "fullgrad";
 * import { backward, forward } from "fullgrad/graph";
 * import { assertEquals } from "@std/assert";
 * import * as tf from "@tensorflow/tfjs";
 *
 * await startBackend();
 * const { graph } = asModel(tf.sequential({
 *   layers: [
 *     tf.layers.flatten({ inputShape: [4, 4, 3] }),
 *     tf.layers.dense({ units: 2 }),
 *   ],
 * }));
 * const shape = tf.tidy(() => {
 *   const record = forward(graph, tf.ones([1, 4, 4, 3]));
 *   return backward(record, tf.tensor2d([[1, 0]])).shape;
 * });
 * assertEquals(shape, [1, 4, 4, 3]);
 * ```
 */
export function backward(
  record: ForwardRecord,
  gradient: tf.Tensor,
  options: BackwardOptions = {},
): tf.Tensor {
  checkOptions("propagate backwards", options, BACKWARD_OPTIONS);
  const { graph, output } = record;
  const { visit, to = graph.input } = options;
  const { reads = () => visit !== undefined } = options;
  const rules = withTies(options.rules ?? GRADIENT, options.ties ?? "first");
  if (String(gradient.shape) !== String(output.shape)) {
    throw new TypeError(
      `Cannot propagate backwards as the gradient must have the output's shape [${output.shape}]: current shape is [${gradient.shape}]`,
    );
  }
  const gradients = new Map([[graph.output, tf.clone(gradient)]]);
  const first = firstUsers(graph);
  /** ReLUs whose gradient is by their input already. */
  const passed = new Set<number>();
  /** What the kernel of a node can do to the gradient by its input. */
  const stepsOf = (node: AnyNode): GradientSteps | undefined => {
    const [id] = node.inputs;
    const before = graph.nodes[id ?? -1];
    if (
      before === undefined || rules[node.kind] !== GRADIENT[node.kind] ||
      operationOf(node).finishedGradient === undefined
    ) return undefined;
    const residual = gradients.get(before.id);
    const isMasked = isRelu(before) && before.id !== to && !reads(before) &&
      rules.activation === GRADIENT.activation &&
      first.get(before.id) === node.id;
    if (isMasked) passed.add(before.id);
    const mask = isMasked ? record.at(before.id).output : undefined;
    return residual || mask ? { residual, mask } : undefined;
  };
  for (const node of graph.nodes.toReversed()) {
    const g = gradients.get(node.id)!;
    const at = record.at(node.id);
    visit?.(node, g, at);
    if (node.id === to) break;
    const steps = stepsOf(node);
    if (steps !== undefined) {
      const finished = operationOf(node as GraphNode).finishedGradient!;
      const [id] = node.inputs;
      const part = tf.tidy(() => finished(node as GraphNode, g, at, steps));
      tf.dispose([g, ...steps.residual ? [steps.residual] : []]);
      gradients.delete(node.id);
      gradients.set(id!, part);
      continue;
    }
    const rule = passed.has(node.id)
      ? PASS_ON
      : rules[node.kind] as unknown as BackwardRule<AnyNode["kind"]>;
    const parts = tf.tidy(() =>
      // A rule may hand `g` on, or one tensor to several inputs: each is
      // disposed on its own.
      rule(node as GraphNode, g, at).map((part, i, parts) =>
        part === g || parts.indexOf(part) < i ? tf.clone(part) : part
      )
    );
    g.dispose();
    gradients.delete(node.id);
    node.inputs.forEach((id, i) => accumulate(gradients, id, parts[i]!));
  }
  return gradients.get(to)!;
}

const PASS_ON: BackwardRule<AnyNode["kind"]> = (_node, g) => [g];

/** The first node that reads each output: the last one on the way back. */
function firstUsers({ nodes }: LayerGraph): ReadonlyMap<number, number> {
  const first = new Map<number, number>();
  for (const { id, inputs } of nodes.toReversed()) {
    inputs.forEach((input) => first.set(input, id));
  }
  return first;
}

function accumulate(
  gradients: Map<number, tf.Tensor>,
  id: number,
  part: tf.Tensor,
): void {
  const before = gradients.get(id);
  gradients.set(id, before ? tf.add(before, part) : part);
  if (before) [before, part].forEach((tensor) => tensor.dispose());
}
