/** Gradients by the weights of kinds that no layer of tfjs has. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import type { GraphNode, NodeKind, WeightName } from "../../lib/model/mod.ts";
import { OPERATIONS } from "../../lib/propagation/mod.ts";
import {
  TRAINING_RULES,
  type TrainingRule,
} from "../../lib/training/rules/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { type Case, CASES, normals } from "../propagation/cases/mod.ts";
import {
  type NdArray,
  numericalGradient,
  REFERENCE,
  sizeOf,
} from "../propagation/float64/mod.ts";

const KINDS = [
  ...["dense", "elementwiseAffine", "groupNorm", "layerNorm"] as const,
  "rmsNorm",
] as const;

async function check(example: Case): Promise<void> {
  const { graph, dispose } = example.build();
  const node = graph.nodes[graph.output]! as GraphNode;
  const names = Object.keys(node.weights) as WeightName[];
  const image = normals(sizeOf(example.shape), 7);
  const upstream = normals(sizeOf(example.shape), 8);
  const gradients = tf.tidy(() => {
    const x = tf.tensor(image, [...example.shape]);
    const output = OPERATIONS[node.kind].forward(node as never, [x]);
    const rule = TRAINING_RULES[node.kind] as unknown as TrainingRule<NodeKind>;
    const { weights } = rule.backward(
      node,
      tf.tensor(upstream, [...example.shape]),
      { inputs: [x], output, inputShapes: [example.shape], saved: [] },
      { inputs: false, weights: new Set(names) },
    );
    return names.map((name) => tf.clone(weights[name]!));
  });
  const values = Object.fromEntries(
    await Promise.all(names.map(async (name) => {
      const weight = node.weights[name]!();
      const data = Float64Array.from(await weight.data());
      return [name, { shape: weight.shape, data }] as const;
    })),
  );
  const x = { shape: example.shape, data: Float64Array.from(image) };
  const reference = REFERENCE[node.kind as "groupNorm"];
  for (const [i, name] of names.entries()) {
    const at = (weight: NdArray) =>
      reference(node as never, [x], { ...values, [name]: weight });
    assertEquals(gradients[i]!.shape, values[name]!.shape);
    assertClose(
      await gradients[i]!.data(),
      numericalGradient(at, values[name]!, upstream),
      2e-5,
      `${example.name}: ${name}`,
    );
  }
  tf.dispose(gradients);
  dispose();
}

for (const backend of ["cpu", "fullgrad-wasm"] as const) {
  Deno.test(`gradients by gamma and beta are finite differences on ${backend}`, async (t) => {
    await startBackend(backend);
    for (const kind of KINDS) {
      await t.step(kind, async () => {
        for (const example of CASES[kind]) await check(example);
      });
    }
  });
}
