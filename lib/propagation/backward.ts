import * as tf from "@tensorflow/tfjs";
import { type AnyNode, type GraphNode, usersOf } from "../model/mod.ts";
import {
  callback,
  checkOptions,
  checkValue,
  nonNegativeInteger,
  objectWith,
  type OptionRequirements,
} from "../options/mod.ts";
import type { ForwardRecord } from "./forward.ts";
import {
  isChannelNorm,
  isConvolution,
  isRelu,
  paddedConvolution,
} from "./fusion.ts";
import type { Activations } from "./operation.ts";
import { batchNormAffine } from "./operations/mod.ts";
import { operationOf } from "./steps.ts";
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
   * Whether `visit` reads the gradient of a node. One of which it does not may be
   * shown it as it is before or behind a ReLU, pad or batch normalization.
   *
   * @default of every node
   */
  readonly reads?: (node: AnyNode) => boolean;
  /**
   * The gradient by the only input of a node, where `visit` has made it beside
   * what it is for: the node's rule is not asked then.
   *
   * @default of no node
   */
  readonly made?: (node: AnyNode) => tf.Tensor | undefined;
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
  made: callback,
  to: nonNegativeInteger,
};

const RECORD = objectWith("what forward returns", {
  graph: { expected: "a graph", isType: (value) => value !== undefined },
});

const TENSOR = {
  expected: "a tensor",
  isType: (value: unknown) => value instanceof tf.Tensor,
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
  checkValue("propagate backwards", "record", record, RECORD);
  checkValue("propagate backwards", "gradient", gradient, TENSOR);
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
  const users = usersOf(graph);
  /** Nodes whose gradient is by their input already, or is made so later. */
  const passed = new Set<number>();
  /** Factors of the gradient by a convolution's output that are yet to come. */
  const scales = new Map<number, tf.Tensor>();
  const isPlain = ({ kind }: AnyNode) => rules[kind] === GRADIENT[kind];
  /** Whether nobody asks for the gradient by a node's output. */
  const isFree = (node: AnyNode) => node.id !== to && !reads(node);
  /** A node's gradient and what its kernel can do for the nodes around it. */
  const fusedOf = (node: AnyNode, at: Activations): Fused | undefined => {
    if (!isConvolution(node) || !isPlain(node)) return undefined;
    const { finishedGradient } = operationOf(node as GraphNode<"conv2d">);
    if (finishedGradient === undefined) return undefined;
    const padded = paddedConvolution(graph, users, node);
    const pad = padded && isPlain(padded.pad) && isFree(padded.pad)
      ? padded.pad
      : undefined;
    const run = pad ? padded!.node : node;
    const before = graph.nodes[run.inputs[0]!]!;
    const into = pad ?? before;
    const residual = gradients.get(before.id);
    // What other nodes add must have come before it is masked.
    const isMasked = isRelu(before) && isPlain(before) && isFree(before) &&
      users[before.id]!.every((id) =>
        id < 0 || id > node.id || id === node.id || id === pad?.id
      );
    const mask = isMasked ? record.at(before.id).output : undefined;
    const scale = scales.get(node.id);
    if (!pad && !residual && !mask && !scale) return undefined;
    gradients.delete(before.id);
    if (pad) passed.add(pad.id);
    if (isMasked) passed.add(before.id);
    const inputShapes = [record.shapeOf(before.id)];
    return {
      into: into.id,
      residual,
      compute: (g) =>
        finishedGradient(
          run as GraphNode<"conv2d">,
          g,
          { ...at, inputShapes },
          {
            scale,
            residual,
            mask,
          },
        ),
    };
  };
  /** The convolution before a batch normalization, if it can take its factors. */
  const isScaledLater = (node: AnyNode) => {
    if (!isChannelNorm(node) || !isPlain(node)) return false;
    const before = graph.nodes[node.inputs[0]!]!;
    return isConvolution(before) && isPlain(before) && isFree(before) &&
      operationOf(before as GraphNode<"conv2d">).finishedGradient &&
      users[before.id]!.length === 1;
  };
  for (const node of graph.nodes.toReversed()) {
    const g = gradients.get(node.id)!;
    const at = record.at(node.id);
    visit?.(node, g, at);
    if (node.id === to) break;
    const made = options.made?.(node);
    if (made !== undefined) {
      g.dispose();
      gradients.delete(node.id);
      accumulate(gradients, node.inputs[0]!, made);
      continue;
    }
    const fused = fusedOf(node, at);
    if (fused !== undefined) {
      const part = tf.tidy(() => fused.compute(g));
      tf.dispose([g, ...fused.residual ? [fused.residual] : []]);
      gradients.delete(node.id);
      gradients.set(fused.into, part);
      continue;
    }
    if (isScaledLater(node)) {
      passed.add(node.id);
      const { scale } = batchNormAffine(
        node as GraphNode<"batchNorm">,
        at.prepared,
      );
      scales.set(node.inputs[0]!, scale);
    }
    if (passed.has(node.id)) {
      gradients.delete(node.id);
      accumulate(gradients, node.inputs[0]!, g);
      continue;
    }
    const rule = rules[node.kind] as unknown as BackwardRule<AnyNode["kind"]>;
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

/** The gradient of a node, and of what is done together with it. */
interface Fused {
  /** Id of the node whose gradient it is. */
  readonly into: number;
  /** What is added in it. */
  readonly residual: tf.Tensor | undefined;
  /** The gradient, from that by the node's output. */
  readonly compute: (g: tf.Tensor) => tf.Tensor;
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
