import * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type GraphNode,
  lastUsersOf,
  type NodeKind,
} from "../model/mod.ts";
import type { ForwardRecord } from "./forward.ts";
import type { Operation } from "./operation.ts";
import { GRADIENT } from "./rule_table.ts";
import type { TangentPoint, TangentRule } from "./tangent_rule.ts";
import { TANGENTS } from "./tangent_rules.ts";
import { type TieRule, withTies } from "./ties.ts";

/** A change of the output of a node, while all that the node reads is as it was. */
export interface TangentSource {
  /** The node. */
  readonly node: AnyNode;
  /** The change, of the output's shape or one that broadcasts to it. */
  readonly tangent: () => tf.Tensor;
}

/**
 * What changes of the outputs of some nodes make of the network's output, to
 * first order: forward mode, all changes together, each from its node on.
 *
 * Call it inside the `tf.tidy` that owns the record.
 *
 * @param record The forward pass of one image.
 * @param sources The changes, in the order of their nodes.
 * @param ties Which of the values that tie an extreme follows.
 * @returns A row for each change, `[S, …]`.
 */
export function forwardTangents(
  record: ForwardRecord,
  sources: readonly TangentSource[],
  ties: TieRule = "first",
): tf.Tensor {
  const { graph, shapeOf } = record;
  const stacks = new Map<number, Stack>();
  const lastUser = lastUsersOf(graph.nodes);
  for (const node of graph.nodes) {
    const before = node.inputs.map((id) => stacks.get(id));
    const all = union(before, sources.length);
    const own = [...sources.keys()].filter((i) => sources[i]!.node === node);
    if (all.length + own.length > 0) {
      const rows = tf.tidy(() => {
        const through = all.length === 0 ? [] : [
          tangentOf(
            record,
            node,
            before.map((stack, i) =>
              rowsOf(stack, all, shapeOf(node.inputs[i]!))
            ),
            ties,
          ),
        ];
        const added = own.map((i) =>
          tf.broadcastTo(sources[i]!.tangent(), [...shapeOf(node.id)])
        );
        return tf.concat([...through, ...added], 0);
      });
      stacks.set(node.id, { sources: [...all, ...own], rows });
    }
    for (const id of node.inputs) {
      if (lastUser.get(id) !== node.id) continue;
      stacks.get(id)?.rows.dispose();
      stacks.delete(id);
    }
  }
  const every = [...sources.keys()];
  return rowsOf(stacks.get(graph.output), every, shapeOf(graph.output));
}

/**
 * What changes of a node's inputs make of its output, to first order.
 *
 * @param record The forward pass of one image.
 * @param tangents The changes, a stack `[S, …]` an input.
 */
export function tangentOf(
  { at, shapeOf }: ForwardRecord,
  node: AnyNode,
  tangents: readonly tf.Tensor[],
  ties: TieRule,
): tf.Tensor {
  const rule = TANGENTS[node.kind] as unknown as TangentRule<NodeKind>;
  const gradient = withTies(GRADIENT, ties)[node.kind] as unknown as Operation<
    NodeKind
  >["gradient"];
  const point: TangentPoint = { ...at(node.id), outputShape: shapeOf(node.id) };
  return rule(node as GraphNode, tangents, point, gradient);
}

/** Changes of one node's output: of which sources, ascending, a row each. */
interface Stack {
  readonly sources: readonly number[];
  readonly rows: tf.Tensor;
}

/** The sources of any of the stacks, ascending. */
function union(
  stacks: readonly (Stack | undefined)[],
  count: number,
): readonly number[] {
  const found = new Set(stacks.flatMap((stack) => stack?.sources ?? []));
  return Array.from({ length: count }, (_, i) => i).filter((i) => found.has(i));
}

/** The rows of a stack for some sources, zeros where it has none. */
function rowsOf(
  stack: Stack | undefined,
  sources: readonly number[],
  [, ...shape]: readonly number[],
): tf.Tensor {
  if (stack === undefined) return tf.zeros([sources.length, ...shape]);
  if (stack.sources.length === sources.length) return stack.rows;
  // One piece for as many neighbors as the stack has, or lacks, in a row.
  const pieces: tf.Tensor[] = [];
  for (let start = 0; start < sources.length;) {
    const first = stack.sources.indexOf(sources[start]!);
    let end = start + 1;
    while (
      end < sources.length &&
      (first < 0
        ? !stack.sources.includes(sources[end]!)
        : stack.sources[first + end - start] === sources[end])
    ) end++;
    pieces.push(
      first < 0
        ? tf.zeros([end - start, ...shape])
        : tf.slice(stack.rows, first, end - start),
    );
    start = end;
  }
  return tf.concat(pieces, 0);
}
