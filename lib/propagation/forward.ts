import * as tf from "@tensorflow/tfjs";
import {
  type AnyNode,
  type GraphNode,
  lastUsersOf,
  type LayerGraph,
} from "../model/mod.ts";
import {
  checkOptions,
  checkValue,
  flag,
  objectWith,
  type OptionRequirements,
  type Requirement,
} from "../options/mod.ts";
import type { Activations, Kept } from "./operation.ts";
import { chainsOf } from "./fusion.ts";
import { Recomputed, segmentsOf } from "./segments.ts";
import {
  operationOf,
  preparedOf,
  runStep,
  type Step,
  stepsOf,
} from "./steps.ts";

/** What a forward pass leaves behind for the backward pass. */
export interface ForwardRecord {
  /** The network. */
  readonly graph: LayerGraph;
  /** The output of the graph. */
  readonly output: tf.Tensor;
  /** The tensors around node `id`, as far as its rules need them. */
  readonly at: (id: number) => Activations;
  /** Shape of the output of node `id`. */
  readonly shapeOf: (id: number) => readonly number[];
}

/** The options of {@linkcode forward}. */
export interface ForwardOptions {
  /**
   * Names of nodes whose output is kept although no rule needs it, such as the
   * layer that a class activation map is drawn for.
   *
   * @default {[]}
   */
  readonly keepOutputsOf?: readonly string[];
  /**
   * Whether to keep only what crosses from one segment of the network to another,
   * and to run a segment again where a rule asks for what is in it: half the
   * memory of feature maps and less, for a second forward pass. The same bits.
   *
   * @default {false}
   */
  readonly recompute?: boolean;
}

const FORWARD_OPTIONS: OptionRequirements<ForwardOptions> = {
  keepOutputsOf: {
    expected: "a list of names of layers",
    isType: (value) =>
      Array.isArray(value) && value.every((name) => typeof name === "string"),
  },
  recompute: flag,
};

const GRAPH: Requirement = objectWith("the graph of a model", {
  nodes: { expected: "nodes", isType: Array.isArray },
});

/**
 * Runs a network and keeps what the backward pass reads.
 *
 * Call it inside `tf.tidy`, which owns the tensors of the record; what no rule
 * needs is disposed as soon as its last user has run, and a convolution with
 * what follows it runs as one operation where nobody reads what is between.
 *
 * @param graph The network.
 * @param image The input, `[N, …]`.
 * @returns The record of the pass.
 * @throws {TypeError} If it is no graph, or an option is not valid.
 * @throws {RangeError} If the network has no layer of a name.
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
export function forward(
  graph: LayerGraph,
  image: tf.Tensor,
  options: ForwardOptions = {},
): ForwardRecord {
  checkValue("run a network", "graph", graph, GRAPH);
  checkValue("run a network", "image", image, {
    expected: "a tensor",
    isType: (value) => value instanceof tf.Tensor,
  });
  checkOptions("run a network", options, FORWARD_OPTIONS);
  const { keepOutputsOf = [], recompute = false } = options;
  const values = new Map<number, tf.Tensor>();
  const shapes: (readonly number[])[] = [];
  const wanted = keptIds(graph);
  const asked = keepOutputsOf.map((name) => idOf(graph, name));
  asked.forEach((id) => wanted.add(id));
  const chains = chainsOf(graph, wanted);
  const steps = stepsOf(graph, chains);
  const segments = recompute
    ? segmentsOf(graph, steps, wanted, image.shape)
    : undefined;
  const last = new Set(segments?.parts.at(-1)?.map(({ node }) => node.id));
  const kept = segments === undefined
    ? wanted
    : segments.crossing.union(wanted.intersection(last));
  const lastUser = lastUsersOf(steps);
  const prepared = preparedOf(graph);
  const run = (
    { node, chain, inputs: ids }: Step,
    known: (id: number) => tf.Tensor,
  ) => {
    const inputs = node.id === graph.input ? [image] : ids.map(known);
    return tf.tidy(() => {
      const result = runStep({ node, chain }, inputs, prepared);
      // A rule may hand an input on; disposing one must not dispose the other.
      return inputs.includes(result) ? tf.clone(result) : result;
    });
  };
  steps.forEach((step, i) => {
    const { node, chain, inputs: ids } = step;
    const output = run(step, (id) => values.get(id)!);
    values.set(node.id, output);
    // Nothing in a chain changes the shape that the convolution gives.
    chain?.ids.forEach((id) =>
      shapes[id] = paddedShape(graph.nodes[id]!, shapes) ?? output.shape
    );
    shapes[node.id] = output.shape;
    for (const id of new Set(ids)) {
      if (lastUser.get(id) === i && !kept.has(id)) {
        values.get(id)!.dispose();
        values.delete(id);
      }
    }
  });
  const inLast = new Map(
    [...values].filter(([id]) => !segments?.crossing.has(id)),
  );
  if (segments) inLast.forEach((_, id) => values.delete(id));
  const again = segments &&
    new Recomputed(
      segments,
      wanted,
      (step, known) => run(step, (id) => values.get(id) ?? known(id)),
      inLast,
    );
  /** An output, which is computed again only if the node says that it is read. */
  const valueOf = (id: number, isRead: boolean) =>
    (values.get(id) ??
      (isRead ? again?.valueOf(id) : undefined)) as tf.Tensor;
  const at = (id: number): Activations => {
    const node = graph.nodes[id]!;
    const keeps = keepsOf(node);
    const readsInputs = keeps === "inputs" || keeps === "both";
    const readsOutput = keeps === "output" || keeps === "both" ||
      asked.includes(id);
    return {
      inputs: node.inputs.map((input) => valueOf(input, readsInputs)),
      output: valueOf(id, readsOutput),
      inputShapes: node.inputs.map((input) => shapes[input]!),
      prepared: prepared.get(id),
    };
  };
  return {
    graph,
    output: values.get(graph.output)!,
    at,
    shapeOf: (id) => shapes[id]!,
  };
}

/** The shape of a pad's output. */
function paddedShape(
  node: AnyNode,
  shapes: readonly (readonly number[])[],
): readonly number[] | undefined {
  if (node.kind !== "pad") return undefined;
  const { margins } = node.attributes;
  return shapes[node.inputs[0]!]!.map((length, axis) =>
    axis === 0 ? length : length + margins[axis - 1]![0] + margins[axis - 1]![1]
  );
}

function idOf(graph: LayerGraph, name: string): number {
  const node = graph.nodes.find((node) => node.name === name);
  if (node !== undefined) return node.id;
  throw new RangeError(
    `Cannot keep the output of "${name}" as the network has no such layer`,
  );
}

/** Ids of the nodes whose output the backward pass reads. */
function keptIds(graph: LayerGraph): Set<number> {
  const kept = new Set([graph.output]);
  for (const node of graph.nodes) {
    const keeps = keepsOf(node);
    if (keeps === "inputs" || keeps === "both") {
      node.inputs.forEach((id) => kept.add(id));
    }
    if (keeps === "output" || keeps === "both") kept.add(node.id);
  }
  return kept;
}

function keepsOf(node: AnyNode): Kept {
  return operationOf(node as GraphNode).keeps(node as GraphNode);
}
