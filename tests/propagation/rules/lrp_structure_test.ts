/** LRP through what has no kernel: what is conserved, and what is refused. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type AnyNode,
  type GraphNode,
  type NodeKind,
  UnsupportedLayerError,
} from "../../../lib/model/mod.ts";
import {
  type BackwardRule,
  composite,
  epsilon,
  forward,
  lrpRules,
} from "../../../lib/propagation/mod.ts";
import { type Case, CASES, normals } from "../cases/mod.ts";
import { sizeOf } from "../float64/mod.ts";

/** Kinds whose inputs get all the relevance of the output, wherever it is. */
const CONSERVING: readonly NodeKind[] = [
  "add",
  "concat",
  "divide",
  "elementwiseAffine",
  "gate",
  "gather",
  "groupNorm",
  "localResponseNorm",
  "reduce",
  "reshape",
  "resize",
  "rmsNorm",
  "subtract",
  "tile",
  "transpose",
];

/** Runs the rule of the last node of a case on relevance in place of a gradient. */
function relevances(example: Case): readonly tf.Tensor[] {
  const { graph, dispose } = example.build();
  const result = tf.tidy(() => {
    const image = normals(sizeOf(example.shape), 7);
    const record = forward(graph, tf.tensor(image, [...example.shape]), {
      keepOutputsOf: graph.nodes.map(({ name }) => name),
    });
    const node = graph.nodes[graph.output]! as AnyNode;
    const rules = lrpRules({
      graph,
      composite: composite([["any", epsilon(1e-6)]]),
      imageShape: example.shape,
      bounds: () => ({ low: [0], high: [1] }),
    });
    const relevance = tf.tensor(
      normals(record.output.size, 8),
      record.output.shape,
    );
    const rule = rules[node.kind] as unknown as BackwardRule<NodeKind>;
    const parts = rule(node as GraphNode, relevance, record.at(node.id));
    return [relevance, ...parts].map((part) => tf.clone(part));
  });
  dispose();
  return result;
}

Deno.test("LRP loses nothing where values are moved, mixed or gated", async (t) => {
  await startBackend("cpu");
  for (const kind of CONSERVING) {
    await t.step(kind, async () => {
      // What a layer of tfjs makes ends in a factor, whose rule passes all on.
      for (const example of CASES[kind]) {
        const [given, ...got] = relevances(example);
        const sum = async (tensors: readonly tf.Tensor[]) => {
          let total = 0;
          for (const tensor of tensors) {
            for (const value of await tensor.data()) total += value;
          }
          return total;
        };
        const [before, after] = [await sum([given!]), await sum(got)];
        const scale = (await given!.data()).length;
        assert(
          Math.abs(before - after) <= 1e-3 * scale,
          `${example.name}: ${after} of ${before}`,
        );
        tf.dispose([given!, ...got]);
      }
    });
  }
});

Deno.test("LRP refuses products of activations and arithmetic by name", async () => {
  await startBackend("cpu");
  for (const example of CASES.matMul) {
    assertThrows(
      () => relevances(example),
      UnsupportedLayerError,
      'the layer "matMul:1" (ByHand): LRP has no rule for the kind matMul',
    );
  }
  for (const example of CASES.attention.slice(0, 1)) {
    assertThrows(
      () => relevances(example),
      UnsupportedLayerError,
      "LRP has no rule for attention",
    );
  }
  const refused = CASES.activation.flatMap((example) => {
    try {
      tf.dispose([...relevances(example)]);
      return [];
    } catch (error) {
      assert(error instanceof UnsupportedLayerError);
      return [/for the function (\w+),/.exec(error.message)![1]!];
    }
  });
  assertEquals([...new Set(refused)].toSorted(), [
    "ceil",
    "cos",
    "exp",
    "floor",
    "log",
    "power",
    "reciprocal",
    "round",
    "sign",
    "sin",
  ]);
});
