/** Class activation maps, against plain loops where the gradient is known. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  classAgnosticCam,
  eigenCam,
  gradCam,
  gradCamPlusPlus,
  guidedBackprop,
  guidedGradCam,
  halfPixel,
  hiResCam,
  layerCam,
  scoreCam,
  signed,
  startBackend,
  xGradCam,
} from "fullgrad";
import { CAM_VARIANTS } from "fullgrad/methods";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";
import { images, network } from "./networks/mod.ts";

const [HEIGHT, WIDTH, CHANNELS, CLASSES] = [5, 4, 6, 3];

/** Feature maps, `[position][channel]`, and the gradient by them. */
interface Tail {
  readonly model: tf.LayersModel;
  readonly image: tf.Tensor;
  readonly a: readonly (readonly number[])[];
  readonly g: readonly (readonly number[])[];
  readonly dispose: () => void;
}

/**
 * A network whose gradient by its feature maps is a row of the last kernel: for
 * class 1 by position and channel (`flatten`), or by channel alone (`pool`).
 */
async function tail(end: "flatten" | "pool"): Promise<Tail> {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [10, 8, 3] });
  const maps = tf.layers.conv2d({
    filters: CHANNELS,
    kernelSize: 3,
    strides: 2,
    padding: "same",
    activation: "relu",
    name: "features",
  }).apply(x) as tf.SymbolicTensor;
  const row = end === "flatten"
    ? tf.layers.flatten().apply(maps)
    : tf.layers.globalAveragePooling2d({}).apply(maps);
  const outputs = tf.layers.dense({ units: CLASSES, name: "logits" })
    .apply(row as tf.SymbolicTensor) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs });
  randomizeWeights(model, 9);
  const image = tf.randomNormal([1, 10, 8, 3], 0, 1, "float32", 4);
  const features = tf.model({ inputs: x, outputs: maps });
  const activation = features.predict(image) as tf.Tensor;
  const kernel = await model.getLayer("logits").getWeights()[0]!.data();
  const values = await activation.data();
  activation.dispose();
  const at = (read: (position: number, channel: number) => number) =>
    Array.from(
      { length: HEIGHT * WIDTH },
      (_, p) => Array.from({ length: CHANNELS }, (_, k) => read(p, k)),
    );
  const weight = (row: number) => kernel[row * CLASSES + 1]!;
  return {
    model,
    image,
    a: at((p, k) => values[p * CHANNELS + k]!),
    g: at((p, k) =>
      end === "flatten"
        ? weight(p * CHANNELS + k)
        : weight(k) / (HEIGHT * WIDTH)
    ),
    dispose: () => {
      image.dispose();
      model.dispose();
    },
  };
}

type Weights = (
  g: readonly number[],
  a: readonly number[],
) => readonly number[];

/** Σ_k w_k A_k at every position, with weights by channel from all positions. */
function weightedSum({ a, g }: Tail, weights: Weights): number[] {
  const channel = (maps: Tail["a"], k: number) => maps.map((row) => row[k]!);
  const w = Array.from(
    { length: CHANNELS },
    (_, k) => weights(channel(g, k), channel(a, k)),
  );
  return a.map((row, p) =>
    row.reduce((sum, value, k) => sum + w[k]![p]! * value, 0)
  );
}

const same =
  (of: (g: readonly number[], a: readonly number[]) => number): Weights =>
  (g, a) => g.map(() => of(g, a));
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const relu = (value: number) => Math.max(value, 0);

const total = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0);
const alphaAt = (v: number, a: readonly number[]) =>
  v ** 2 / (2 * v ** 2 + total(a) * v ** 3 + 1e-6);

function plusPlusWeight(g: readonly number[], a: readonly number[]): number {
  return g.reduce((sum, v) => sum + alphaAt(v, a) * relu(v), 0);
}

const FORMULAS: Readonly<Record<string, Weights>> = {
  meanGradient: same(mean),
  meanPositive: same((g) => mean(g.map(relu))),
  meanNegative: same((g) => mean(g.map((v) => relu(-v)))),
  meanAbsolute: same((g) => mean(g.map(Math.abs))),
  positiveMean: same((g) => relu(mean(g))),
  plusPlus: same(plusPlusWeight),
  plusPlusNormalized: same((g, a) => {
    const alphas = g.map((v) => (v > 0 ? alphaAt(v, a) : 0));
    return total(alphas.map((alpha, p) => alpha * relu(g[p]!))) /
      (total(alphas) || 1);
  }),
  allOnes: same(() => 1),
  signed: same(mean),
};

for (const [name, weights] of Object.entries(FORMULAS)) {
  Deno.test(`CAM_VARIANTS.${name} is its formula`, async () => {
    const net = await tail("flatten");
    const map = await CAM_VARIANTS[name]!(net.model, net.image, { target: 1 });
    const sum = weightedSum(net, weights);
    const expected = name === "signed" ? sum : sum.map(relu);
    assertEquals(map.layerMap!.shape, [1, HEIGHT, WIDTH]);
    assertClose(map.layerMap!.values, expected, 1e-5, name);
    assertEquals(map.signed, name === "signed");
    net.dispose();
  });
}

Deno.test("CAM_VARIANTS has no variant without a formula here", () => {
  assertEquals(Object.keys(CAM_VARIANTS), Object.keys(FORMULAS));
});

Deno.test("hiResCam() and layerCam() are their formulas", async () => {
  const net = await tail("flatten");
  const of = { target: 1, rectify: false } as const;
  const high = await hiResCam(net.model, net.image, of);
  assertClose(
    high.layerMap!.values,
    weightedSum(net, (g) => g),
    1e-5,
    "HiResCAM",
  );
  const layer = await layerCam(net.model, net.image, of);
  const expected = weightedSum(net, (g) => g.map(relu));
  assertClose(layer.layerMap!.values, expected, 1e-5, "LayerCAM");
  net.dispose();
});

Deno.test("xGradCam() is its formula", async () => {
  const net = await tail("flatten");
  const of = { target: 1, rectify: false } as const;
  const cross = await xGradCam(net.model, net.image, of);
  const expected = weightedSum(
    net,
    same((g, a) => total(g.map((v, p) => v * a[p]!)) / (total(a) || 1)),
  );
  assertClose(cross.layerMap!.values, expected, 1e-5, "XGradCAM");
  const high = await hiResCam(net.model, net.image, of);
  const sums = [cross, high].map(({ layerMap }) =>
    total([...layerMap!.values])
  );
  assert(Math.abs(sums[0]! - sums[1]!) < 1e-4, `${sums}`);
  net.dispose();
});

Deno.test("xGradCam() is GradCAM, and the normalized gradCamPlusPlus() that of positive weights, before a global average pool", async () => {
  const net = await tail("pool");
  const of = { target: 1 };
  const [cross, plus, cam, positive] = [
    await xGradCam(net.model, net.image, of),
    await gradCamPlusPlus(net.model, net.image, { ...of, normalized: true }),
    await gradCam(net.model, net.image, of),
    await CAM_VARIANTS["meanPositive"]!(net.model, net.image, of),
  ];
  assertClose(cross.values, cam.values, 1e-5, "XGradCAM");
  assertClose(plus.values, positive.values, 1e-5, "GradCAM++");
  net.dispose();
});

Deno.test("eigenCam() is an eigenvector of places by places, of the greatest eigenvalue", async () => {
  const net = await tail("flatten");
  const map = await eigenCam(net.model, net.image, { rectify: false });
  const m = [...map.layerMap!.values];
  const { a } = net;
  // A Aᵀ m = λ m, with λ = |Aᵀ m|² / |m|² no less than for any other direction.
  const back = (v: readonly number[]) =>
    Array.from(
      { length: CHANNELS },
      (_, k) => a.reduce((sum, row, p) => sum + row[k]! * v[p]!, 0),
    );
  const norm = (v: readonly number[]) => v.reduce((sum, x) => sum + x * x, 0);
  const forth = (w: readonly number[]) =>
    a.map((row) => row.reduce((sum, value, k) => sum + value * w[k]!, 0));
  const lambda = norm(back(m)) / norm(m);
  assertClose(
    forth(back(m)).map((value) => value / lambda),
    m,
    1e-4,
    "eigenvector",
  );
  for (let seed = 1; seed < 20; seed++) {
    const v = m.map((value, p) => value + Math.sin(seed * (p + 1)));
    assert(norm(back(v)) / norm(v) <= lambda * (1 + 1e-6));
  }
  assert(
    m.reduce(
      (sum, value, p) => sum + value * a[p]!.reduce((x, y) => x + y),
      0,
    ) > 0,
  );
  net.dispose();
});

Deno.test("scoreCam() weights channels by the softmax of what the network says under each", async () => {
  const net = await tail("flatten");
  const map = await scoreCam(net.model, net.image, {
    target: 1,
    rectify: false,
  });
  const scores: number[] = [];
  for (let k = 0; k < CHANNELS; k++) {
    const score = tf.tidy(() => {
      const one = tf.tensor4d(net.a.map((row) => row[k]!), [
        1,
        HEIGHT,
        WIDTH,
        1,
      ]);
      const large = tf.image.resizeBilinear(one, [10, 8], true);
      const [low, high] = [tf.min(large), tf.max(large)];
      const mask = tf.divNoNan(tf.sub(large, low), tf.sub(high, low));
      const logits = net.model.predict(tf.mul(net.image, mask)) as tf.Tensor;
      return [...logits.dataSync()][1]!;
    });
    scores.push(score);
  }
  const powers = scores.map((score) => Math.exp(score - Math.max(...scores)));
  const sum = powers.reduce((x, y) => x + y);
  const expected = net.a.map((row) =>
    row.reduce((total, value, k) => total + value * powers[k]! / sum, 0)
  );
  assertClose(map.layerMap!.values, expected, 1e-4, "ScoreCAM");
  net.dispose();
});

const normalizedPlusPlus: typeof gradCam = (model, image, options) =>
  gradCamPlusPlus(model, image, { ...options, normalized: true });

Deno.test("the named methods are the variants", async () => {
  const net = await tail("flatten");
  const of = { target: 1 };
  for (
    const [method, name] of [
      [gradCam, "meanGradient"],
      [gradCamPlusPlus, "plusPlus"],
      [normalizedPlusPlus, "plusPlusNormalized"],
      [classAgnosticCam, "allOnes"],
    ] as const
  ) {
    const [one, two] = [
      await method(net.model, net.image, of),
      await CAM_VARIANTS[name]!(net.model, net.image, of),
    ];
    assertEquals(one.values, two.values);
  }
  net.dispose();
});

Deno.test("gradCam() and hiResCam() are CAM before a global average pool", async () => {
  const net = await tail("pool");
  const of = { target: 1, rectify: false };
  // CAM: the last kernel's weights times the feature maps; g has 1 / (h · w).
  const cam = weightedSum(net, (g) => g);
  for (const method of [gradCam, hiResCam]) {
    const { layerMap, method: name } = await method(net.model, net.image, of);
    assertClose(layerMap!.values, cam, 1e-5, name);
  }
  net.dispose();
});

Deno.test("hiResCam() adds up to the logit less the bias behind the layer", async () => {
  const net = await tail("flatten");
  const map = await hiResCam(net.model, net.image, {
    target: 1,
    rectify: false,
  });
  const sum = map.layerMap!.values.reduce((total, value) => total + value, 0);
  const bias = (await net.model.getLayer("logits").getWeights()[1]!.data())[1]!;
  assert(Math.abs(sum + bias - map.target.values[0]!) < 1e-4);
  net.dispose();
});

Deno.test("guidedGradCam() is Guided Backprop times GradCAM", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("residual");
  const target = [1, 2];
  const of = { target, upsample: halfPixel };
  const [guided, cam, both] = [
    await guidedBackprop(model, images(2), { target, magnitude: signed }),
    await gradCam(model, images(2), of),
    await guidedGradCam(model, images(2), { ...of, magnitude: signed }),
  ];
  const product = guided.values.map((value, i) => value * cam.values[i]!);
  assertClose(both.values, product, 1e-5, "product");
  model.dispose();
});

Deno.test("a class activation map is of the last spatial layer by default", async () => {
  await startBackend("fullgrad-wasm");
  for (
    const [name, layer] of [
      ["plain", "last"],
      ["residual", undefined],
    ] as const
  ) {
    const model = network(name);
    const map = await gradCam(model, images(1));
    const relus = model.layers.filter((layer) =>
      layer.getClassName() === "ReLU"
    );
    assertEquals(map.settings["layer"], layer ?? relus.at(-1)!.name);
    model.dispose();
  }
});

Deno.test("a map that is rectified away says so", async () => {
  const net = await tail("flatten");
  // Channels that speak against the class, each with its minus.
  const against = { name: "−1", of: () => tf.scalar(-1) };
  const map = await gradCam(net.model, net.image, { weights: against });
  assert(map.values.every((value) => value === 0));
  assert(
    map.notes.some((note) => note.includes('of "features')),
    map.notes.join(),
  );
  net.dispose();
});

Deno.test("a class activation map needs a layer of feature maps", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  await assertRejects(
    () => gradCam(model, images(1), { layer: "lost" }),
    RangeError,
    "of which near ones are last",
  );
  const dense = model.layers.at(-1)!.name;
  await assertRejects(
    () => gradCam(model, images(1), { layer: dense }),
    TypeError,
    `the layer "${dense}" as its output must be feature maps [N, h, w, C] or tokens that have a place in the image: current shape is [any, 4]`,
  );
  model.dispose();
  const flat = tf.sequential({
    name: "mlp",
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 1] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
  await assertRejects(
    () => gradCam(flat, new Float32Array(4)),
    TypeError,
    '"mlp" has none',
  );
  flat.dispose();
});
