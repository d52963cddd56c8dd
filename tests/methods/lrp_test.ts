import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  inputTimesGradient,
  logitDifference,
  lrp,
  type LrpCompositeName,
  signed,
  startBackend,
} from "fullgrad";
import {
  composite,
  epsilon,
  LRP_COMPOSITES,
  UnsupportedLayerError,
} from "fullgrad/graph";
import { assertClose } from "../propagation/assert_close.ts";
import {
  biasFree,
  images,
  network,
  type NetworkName,
  NETWORKS,
} from "./networks/mod.ts";

const BOUNDS = { low: [-6, -6, -6], high: [6, 6, 6] };

/**
 * Rules that share among contributions of one sign lose the relevance of a
 * neuron that has none of that sign: one of a 1×1 or depthwise kernel, few of
 * whose inputs are not 0, and for z⁺ one that is negative behind a sum.
 */
const LOSING: { readonly [N in NetworkName]: RegExp } = {
  plain: /^$/,
  residual: /Plus|alpha/i,
  concatenated: /alpha/i,
  depthwise: /alpha/i,
};

/** Σ R of every image. */
function sums(values: Float32Array, count: number): number[] {
  const size = values.length / count;
  return Array.from(
    { length: count },
    (_, i) =>
      values.subarray(i * size, (i + 1) * size)
        .reduce((sum, value) => sum + value, 0),
  );
}

for (const name of NETWORKS) {
  Deno.test(`lrp() conserves relevance without biases: ${name}`, async (t) => {
    await startBackend("fullgrad-wasm");
    const model = biasFree(name);
    const composites = (Object.keys(LRP_COMPOSITES) as LrpCompositeName[])
      .filter((rule) => !LOSING[name].test(rule));
    for (const rule of composites) {
      await t.step(rule, async () => {
        const { values, target } = await lrp(model, images(2), {
          target: [1, 2],
          composite: rule,
          bounds: BOUNDS,
        });
        const size = values.reduce((sum, value) => sum + Math.abs(value), 0);
        sums(values, 2).forEach((sum, i) =>
          assertAlmostEquals(sum, target.values[i]!, 2e-4 * size)
        );
      });
    }
    model.dispose();
  });

  Deno.test(`lrp() with ε → 0 is input × gradient without biases: ${name}`, async () => {
    await startBackend("fullgrad-wasm");
    const model = biasFree(name);
    const options = { magnitude: signed, target: [0, 3] };
    const map = await lrp(model, images(2), {
      ...options,
      composite: composite([["any", epsilon(1e-9)]]),
    });
    const expected = await inputTimesGradient(model, images(2), options);
    assertClose(
      map.attributions!.values,
      expected.attributions!.values,
      2e-3,
      name,
    );
    assertClose(map.values, expected.values, 2e-3, "map");
    model.dispose();
  });
}

Deno.test("lrp() starts from both logits of a difference", async () => {
  await startBackend("fullgrad-wasm");
  const model = biasFree("plain");
  const at = (target: Parameters<typeof lrp>[2] & object) =>
    lrp(model, images(1), { composite: "zero", ...target });
  const both = await at({ target: logitDifference(1, 3) });
  const [one, three] = [await at({ target: 1 }), await at({ target: 3 })];
  const difference = one.values.map((value, i) => value - three.values[i]!);
  assertClose(both.values, difference, 1e-4, "difference");
  model.dispose();
});

Deno.test("lrp() gives the gate of a product nothing", async () => {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [4, 4, 2] });
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const gate = tf.layers.dense({ units: 2, activation: "sigmoid" })
    .apply(pooled as tf.SymbolicTensor);
  const spread = tf.layers.reshape({ targetShape: [1, 1, 2] })
    .apply(gate as tf.SymbolicTensor);
  const product = tf.layers.multiply().apply(
    [x, spread] as tf.SymbolicTensor[],
  );
  const flat = tf.layers.flatten().apply(product as tf.SymbolicTensor);
  const outputs = tf.layers.dense({ units: 2, useBias: false })
    .apply(flat as tf.SymbolicTensor) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs });
  const image = tf.randomNormal([4, 4, 2], 1, 1, "float32", 1);
  const map = await lrp(model, image, { composite: "zero", target: 0 });
  // All of f comes over the signal, whose share is its value times the gate's.
  assertAlmostEquals(sums(map.values, 1)[0]!, map.target.values[0]!, 1e-4);
  image.dispose();
  model.dispose();
});

Deno.test("lrp() says why it cannot apply", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  await assertRejects(
    () => lrp(model, images(1), { composite: "wrong" as "zero" }),
    RangeError,
    'current value is "wrong"',
  );
  await assertRejects(
    () => lrp(model, images(1), { composite: "epsilonPlusBox" }),
    RangeError,
    "give the option bounds",
  );
  await assertRejects(
    () =>
      lrp(model, images(1), { composite: composite([["conv2d", epsilon()]]) }),
    RangeError,
    "(dense)",
  );
  model.dispose();
  const soft = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 1] }),
      tf.layers.softmax(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  await assertRejects(
    () => lrp(soft, new Float32Array(4)),
    UnsupportedLayerError,
    "LRP has no rule for the kind softmax",
  );
  soft.dispose();
});

Deno.test("lrp() records its rules", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("depthwise");
  const map = await lrp(model, images(1));
  assertEquals(map.settings, {
    magnitude: "signed",
    composite: "dense: ε(0.000001), any: z⁺",
  });
  assert(map.signed);
  model.dispose();
});
