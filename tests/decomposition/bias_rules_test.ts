import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { sitesOf } from "../../lib/decomposition/mod.ts";
import { BIAS_RULES, biasRulesOf } from "../../lib/decomposition/bias_rules.ts";
import type { AnyNode, GraphNode, NodeKind } from "../../lib/model/mod.ts";
import {
  type Activations,
  backward,
  type BackwardRule,
  forward,
  GRADIENT,
  LIBRA,
  type RuleTable,
} from "../../lib/propagation/mod.ts";
import { candidates } from "../propagation/cases/backends.ts";
import { type Case, CASES, normals } from "../propagation/cases/mod.ts";
import { sizeOf } from "../propagation/float64/mod.ts";

/** Σ over all but the images, and Σ of the absolute values. */
interface Sums {
  readonly signed: tf.Tensor;
  readonly absolute: tf.Tensor;
}

function sumsOf(x: tf.Tensor): Sums {
  const rows = tf.reshape(x, [x.shape[0]!, -1]);
  return { signed: tf.sum(rows, 1), absolute: tf.sum(tf.abs(rows), 1) };
}

/**
 * How far a node's bias term is from `<g, z> − <g_a, a>`, image by image, and
 * how large these numbers are.
 */
function residual(
  node: AnyNode,
  g: tf.Tensor,
  at: Activations,
  rules: RuleTable,
): { readonly residual: tf.Tensor; readonly scale: tf.Tensor } {
  const rule = rules[node.kind] as unknown as BackwardRule<NodeKind>;
  const above = sumsOf(tf.mul(g, at.output));
  const below = rule(node as GraphNode, g, at).map((part, i) =>
    sumsOf(tf.mul(part, at.inputs[i]!))
  );
  const contribution = below.reduce(
    (rest, { signed }) => tf.sub(rest, signed),
    above.signed,
  );
  const scale = below.reduce(
    (sum, { absolute }) => tf.add(sum, absolute),
    above.absolute,
  );
  const own = biasRulesOf(node, rules).map((bias) => {
    const product = "factor" in bias
      ? tf.mul(g, bias.factor(node as GraphNode, at))
      : bias.product(node as GraphNode, g, at);
    // One value a neuron; an unknown operation tells one number an image.
    const expected = bias.isOfImage ? [g.shape[0]!] : g.shape;
    assertEquals(product.shape, expected, `${node.name}: shape of the term`);
    return sumsOf(product);
  });
  return own.reduce(({ residual, scale }, { signed, absolute }) => ({
    residual: tf.sub(residual, signed),
    scale: tf.add(scale, absolute),
  }), { residual: contribution, scale });
}

async function check(example: Case, rules: RuleTable): Promise<void> {
  const { graph, dispose } = example.build();
  const image = normals(sizeOf(example.shape), 7, example.spread);
  const found = tf.tidy(() => {
    const record = forward(graph, tf.tensor(image, [...example.shape]), {
      keepOutputsOf: graph.nodes.map(({ name }) => name),
    });
    const g = tf.tensor(normals(record.output.size, 8), record.output.shape);
    const results: Record<string, tf.Tensor> = {};
    backward(record, g, {
      rules,
      visit: (node, g, at) => {
        if (node.kind === "input") return;
        const { residual: rest, scale } = residual(node, g, at, rules);
        results[`${node.kind} ${node.name}`] = tf.stack([rest, scale]);
      },
    });
    return results;
  });
  for (const [name, tensor] of Object.entries(found)) {
    const values = await tensor.data();
    const count = values.length / 2;
    for (let i = 0; i < count; i++) {
      const [rest, scale] = [values[i]!, values[count + i]!];
      assert(
        Math.abs(rest) <= 1e-5 * scale,
        `${example.name}, ${name}: ${rest} of ${scale} is missing`,
      );
    }
    tensor.dispose();
  }
  dispose();
}

for (const { backend, missing } of await candidates()) {
  if (backend === "webgpu") continue;
  Deno.test({
    name:
      `every bias term is what the definition says, by the gradient and by LIBRA, on ${backend}`,
    ignore: missing,
    async fn(t) {
      await startBackend(backend);
      for (const [kind, examples] of Object.entries(CASES)) {
        await t.step(kind, async () => {
          for (const example of examples) {
            await check(example, GRADIENT);
            await check(example, LIBRA);
          }
        });
      }
    },
  });
}

Deno.test("the kinds that have no bias term are the homogeneous ones", () => {
  const none = Object.entries(BIAS_RULES).flatMap(([kind, rule]) =>
    rule.length === 0 ? [kind] : []
  );
  assertEquals(none.toSorted(), [
    "add",
    "average",
    "averagePool",
    "concat",
    "gather",
    "globalAveragePool",
    "globalMaxPool",
    "identity",
    "input",
    "maxPool",
    "maximum",
    "minimum",
    "pad",
    "prelu",
    "reduce",
    "reshape",
    "resize",
    "slice",
    "subtract",
    "tile",
    "transpose",
    "upsample",
  ]);
});

Deno.test("a node without a bias has no site", async () => {
  await startBackend("cpu");
  const without = [
    "conv2d: no bias",
    "dense: odd sizes, no bias",
    "activation: relu, layer 0, inputs of 1",
    "activation: leakyRelu, layer 0, inputs of 1",
    "activation: thresholdedRelu, layer 0, inputs of 1",
    "rescale: no offset",
  ];
  const found = Object.values(CASES).flat().filter(({ name }) =>
    without.includes(name)
  );
  assertEquals(found.length, without.length);
  for (const { name, build } of found) {
    const { graph, dispose } = build();
    assertEquals(sitesOf(graph), [], name);
    dispose();
  }
});
