import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { decompose, type Site } from "../../lib/decomposition/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import {
  asTarget,
  logit,
  probability,
  type Target,
} from "../../lib/propagation/mod.ts";

await startBackend("cpu");

/** The sums of all terms, by site, and what they must add up to. */
interface Terms {
  readonly value: number;
  readonly sites: readonly Site[];
  readonly sums: Readonly<Record<string, number>>;
}

/** The terms of one image under the first class. */
async function termsOf(
  model: tf.LayersModel,
  image: tf.Tensor,
  target: Target = logit(),
  chosen: readonly number[] = [0],
): Promise<Terms> {
  const sites: Site[] = [];
  const tensors = tf.tidy(() => {
    const sums: Record<string, tf.Tensor> = {};
    const { value } = decompose(
      {
        graph: layerGraph(model),
        image,
        target,
        classes: { chosen, reference: undefined },
      },
      ({ site, gradient, product }) => {
        if (site.kind !== "input") sites.push(site);
        const term = product();
        assert(site.kind === "target" || gradient.size >= term.size);
        sums[site.name] = tf.sum(term);
      },
    );
    sums["value"] = tf.sum(value);
    return sums;
  });
  const sums: Record<string, number> = {};
  for (const [name, sum] of Object.entries(tensors)) {
    sums[name] = (await sum.data())[0]!;
  }
  tf.dispose(tensors);
  const { value, ...rest } = sums;
  return { value: value!, sites, sums: rest };
}

function setWeights(model: tf.LayersModel, values: readonly number[][]): void {
  const tensors = values.map((list, i) =>
    tf.tensor(list, model.weights[i]!.shape as number[])
  );
  model.setWeights(tensors);
  tf.dispose(tensors);
}

function assertSums(
  { sums, value }: Terms,
  expected: Readonly<Record<string, number>>,
): void {
  assertEquals(Object.keys(sums).toSorted(), Object.keys(expected).toSorted());
  for (const [name, sum] of Object.entries(expected)) {
    assertAlmostEquals(sums[name]!, sum, 1e-5, `${name} is ${sums[name]}`);
  }
  const total = Object.values(expected).reduce((a, b) => a + b);
  assertAlmostEquals(value, total, 1e-5, `f is ${value}`);
}

Deno.test("a relu network: 3·relu(2x + 1) + 0.5 at x = 2 is 12 + 3 + 0.5", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        activation: "relu",
        inputShape: [1],
        name: "hidden",
      }),
      tf.layers.dense({ units: 1, name: "logit" }),
    ],
  });
  setWeights(model, [[2], [1], [3], [0.5]]);
  const terms = await termsOf(model, tf.tensor([[2]]));
  assertSums(terms, { input: 12, hidden: 3, logit: 0.5 });
  assertEquals(terms.sites, [
    { name: "logit", kind: "dense", bias: "explicit" },
    { name: "hidden", kind: "dense", bias: "explicit" },
  ]);
  // Behind a relu that is closed, nothing but the last bias is left.
  const closed = await termsOf(model, tf.tensor([[-2]]));
  assertSums(closed, { input: 0, hidden: 0, logit: 0.5 });
});

Deno.test("relu6 has the implicit bias 6 above 6 and none below", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.activation({
        activation: "relu6",
        name: "relu6",
        inputShape: [1],
      }),
    ],
  });
  const large = await termsOf(model, tf.tensor([[8]]));
  assertSums(large, { input: 0, relu6: 6 });
  assertEquals(large.sites[0]!.bias, "implicit");
  assertSums(await termsOf(model, tf.tensor([[5]])), { input: 5, relu6: 0 });
});

Deno.test("batch norm has the bias β − γμ/√(σ² + ε), with its own ε", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.batchNormalization({
        name: "norm",
        epsilon: 0.25,
        inputShape: [1],
      }),
    ],
  });
  // γ 3, β 0.5, μ 2, σ² 2: σ² + ε is 1.5².
  setWeights(model, [[3], [0.5], [2], [2]]);
  const terms = await termsOf(model, tf.tensor([[4]]));
  assertSums(terms, { input: 8, norm: 0.5 - 4 });
});

Deno.test("a gate u·v has the implicit bias −u·v", async () => {
  const x = tf.input({ shape: [1] });
  const gate = tf.layers.activation({ activation: "sigmoid", name: "gate" })
    .apply(x) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: x,
    outputs: tf.layers.multiply({ name: "product" })
      .apply([x, gate]) as tf.SymbolicTensor,
  });
  const z = 1.5;
  const s = 1 / (1 + Math.exp(-z));
  const slope = s * (1 - s);
  assertSums(await termsOf(model, tf.tensor([[z]])), {
    input: (s + z * slope) * z,
    gate: z * (s - slope * z),
    product: -z * s,
  });
});

Deno.test("a constant inside the model is a bias", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.rescaling({
        scale: 1 / 127.5,
        offset: -1,
        name: "rescale",
        inputShape: [1],
      }),
      tf.layers.dense({ units: 1, useBias: false }),
    ],
  });
  setWeights(model, [[2]]);
  assertSums(await termsOf(model, tf.tensor([[255]])), {
    input: 4,
    rescale: -2,
  });
});

Deno.test("a convolution's bias counts at every position", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 1,
        kernelSize: 2,
        name: "conv",
        inputShape: [3, 4, 1],
      }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 1, useBias: false, kernelInitializer: "ones" }),
    ],
  });
  setWeights(model, [[0, 0, 0, 0], [5], [1, 1, 1, 1, 1, 1]]);
  const terms = await termsOf(model, tf.ones([1, 3, 4, 1]));
  assertSums(terms, { input: 0, conv: 5 * 2 * 3 });
});

Deno.test("a target that is not linear has a site of its own", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        activation: "sigmoid",
        name: "logit",
        inputShape: [1],
      }),
    ],
  });
  setWeights(model, [[2], [-1]]);
  const p = 1 / (1 + Math.exp(-2));
  const slope = p * (1 - p);
  // A single sigmoid's class 1 is its output, class 0 its complement.
  const terms = await termsOf(model, tf.tensor([[1.5]]), probability(), [1]);
  assertSums(terms, {
    target: p - slope * 2,
    logit: -slope,
    input: 3 * slope,
  });
  const complement = await termsOf(model, tf.tensor([[1.5]]), probability());
  assertSums(complement, {
    target: 1 - p + slope * 2,
    logit: slope,
    input: -3 * slope,
  });
  assertEquals(terms.sites[0], {
    name: "target",
    kind: "target",
    bias: "implicit",
  });
  const square = asTarget((output) =>
    tf.square(tf.squeeze(output, [1])) as tf.Tensor1D
  );
  assertSums(await termsOf(model, tf.tensor([[1.5]]), square), {
    target: 4 - 8,
    logit: -4,
    input: 12,
  });
});

Deno.test("a weight that changes changes the terms", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 1, name: "logit", inputShape: [1] })],
  });
  for (const [weight, bias] of [[1, 2], [-3, 4]] as const) {
    setWeights(model, [[weight], [bias]]);
    assertSums(await termsOf(model, tf.tensor([[2]])), {
      input: 2 * weight,
      logit: bias,
    });
  }
});

Deno.test("each image has its own class and its own terms", async () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 3, name: "logits", inputShape: [2] })],
  });
  setWeights(model, [[1, 2, 3, 4, 5, 6], [10, 20, 30]]);
  const { value, bias, gradient } = tf.tidy(() => {
    const terms: Record<string, tf.Tensor> = {};
    let inputGradient: tf.Tensor | undefined;
    const { value } = decompose(
      {
        graph: layerGraph(model),
        image: tf.tensor([[1, 0], [0, 1]]),
        target: logit(),
        classes: { chosen: [2, 0], reference: undefined },
      },
      ({ site, gradient, product }) => {
        if (site.kind === "input") inputGradient = gradient;
        terms[site.name] = product();
      },
    );
    return { value, gradient: inputGradient!, bias: terms["logits"]! };
  }) as unknown as Readonly<Record<string, tf.Tensor>>;
  assertEquals([...await value!.data()], [33, 14]);
  assertEquals([...await bias!.data()], [0, 0, 30, 10, 0, 0]);
  assertEquals([...await gradient!.data()], [3, 6, 1, 4]);
  tf.dispose([value!, bias!, gradient!]);
});
