import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { signed } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import { renderParts, renderTriggers } from "../../../lib/data/mod.ts";
import { localization, partImportance } from "../../../lib/evaluation/mod.ts";
import {
  fullGrad,
  inputGradient,
  inputTimesGradient,
  randomMap,
} from "../../../lib/methods/mod.ts";
import { asModel, loadModel } from "../../../lib/model/mod.ts";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import { partScores } from "../../../lib/evaluation/parts/part_scores.ts";
import { permutation, Random } from "../../../lib/random/mod.ts";

await startBackend("wasm");

const made = renderParts({ seed: 11, count: 8 });
const PARTED = {
  images: { data: made.rgb, shape: [8, 64, 64, 3] },
  removed: { data: made.removed, shape: [made.parts.length, 64, 64, 3] },
  parts: made.parts,
  regions: made.regions,
};

/** Linear in the pixels, without a bias: black, which is 0, is what is missing. */
function linearNetwork() {
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [64, 64, 3] }),
      tf.layers.dense({ units: 3, useBias: false }),
    ],
  });
  const random = new Random(1, 2, 3);
  tf.tidy(() =>
    network.setWeights([
      tf.tensor2d(
        Float32Array.from({ length: 12288 * 3 }, () => random.normal() / 100),
        [12288, 3],
      ),
    ])
  );
  return asModel(network, {
    preprocessing: {
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: "rgb",
    },
  });
}

/** w ⊙ (x − x without any of its parts' regions …): what a part is worth. */
function worthOf(pixels: readonly Float32Array[]) {
  const run: typeof randomMap = async (model, images, options) => {
    const map = await randomMap(model, images, options);
    return new SaliencyMap({
      ...map.data,
      values: Float32Array.from(pixels.flatMap((own) => [...own])).slice(
        0,
        map.values.length,
      ),
      signed: true,
    });
  };
  return run;
}

Deno.test("of a linear network a part is worth what its pixels change, and a map of that has 1", async () => {
  const model = linearNetwork();
  const one = renderParts({ seed: 11, count: 1 });
  // Black in the place of a part: then input × gradient is the truth.
  const removed = one.removed.slice();
  one.regions.forEach((inside, at) => {
    if (inside) removed.fill(0, 3 * at, 3 * at + 3);
  });
  const result = await partImportance(model, {
    images: { data: one.rgb, shape: [1, 64, 64, 3] },
    removed: { data: removed, shape: [one.parts.length, 64, 64, 3] },
    parts: one.parts,
    regions: one.regions,
  }, {
    methods: {
      product: { run: inputTimesGradient, options: { magnitude: signed } },
    },
    controls: {},
  });
  for (const measure of ["parts", "greatest part"]) {
    assertAlmostEquals(result.values("product", measure)[0]![0]!, 1, 1e-9);
  }
});

Deno.test("the importance of parts is what plain loops say, on the network of the shapes", async () => {
  const model = await loadModel("shapes_vgg9");
  const result = await partImportance(model, PARTED, {
    methods: {
      gradient: { run: inputGradient, options: { magnitude: signed } },
      FullGrad: fullGrad,
    },
    blockSize: 3,
  });
  const map = await inputGradient(model, PARTED.images, { magnitude: signed });
  const removed = await fullGrad(model, PARTED.removed, {
    target: made.parts.map(({ image }) => map.target.classes[image]!),
  });
  for (let image = 0; image < 8; image++) {
    const own = made.parts.flatMap((part, k) =>
      part.image === image ? [k] : []
    );
    const drops = own.map((k) =>
      map.target.values[image]! - removed.target.values[k]!
    );
    const sums = own.map((k) => {
      let sum = 0;
      for (let i = 0; i < 4096; i++) {
        if (made.regions[k * 4096 + i]) sum += map.at(image)[i]!;
      }
      return sum;
    });
    const rank = (values: readonly number[], x: number) =>
      values.filter((y) => y < x).length;
    const n = own.length;
    const squares = own.reduce(
      (sum, _, k) => sum + (rank(sums, sums[k]!) - rank(drops, drops[k]!)) ** 2,
      0,
    );
    assertAlmostEquals(
      result.values("gradient", "parts")[0]![image]!,
      1 - 6 * squares / (n * (n ** 2 - 1)),
      1e-9,
    );
    const greatest = sums.indexOf(Math.max(...sums)) ===
      drops.indexOf(Math.max(...drops));
    assertEquals(
      result.values("gradient", "greatest part")[0]![image],
      Number(greatest),
    );
  }
  assertEquals(result.paired("FullGrad", "gradient").n, 8);
  assert(result.text.some((line) => line.includes("Random map")));
});

Deno.test("one part, or a constant map, has no rank correlation", async () => {
  const model = linearNetwork();
  const one = {
    ...PARTED,
    parts: PARTED.parts.slice(0, 1),
    removed: { data: made.removed.slice(0, 12288), shape: [1, 64, 64, 3] },
    regions: made.regions.slice(0, 4096),
  };
  const methods = { none: worthOf(Array(8).fill(new Float32Array(4096))) };
  const lonely = await partImportance(model, one, { methods, controls: {} });
  assert(lonely.data.values.every((value) => value === null));
  assertEquals(lonely.data.notes.slice(0, 2), [
    "image 1 has one part, which has no order: it has no number.",
    "image 2 has no parts: it has no number.",
  ]);
  const flat = await partImportance(model, PARTED, { methods, controls: {} });
  assertEquals(flat.values("none", "parts")[0], Array(8).fill(null));
  assertEquals(
    flat.data.notes,
    ["parts", "parts, absolute"].map((name) =>
      `${name} is missing where the sums of a map over the parts are equal (none: 8 of images 1 to 8)`
    ),
  );
  // Removed parts that change nothing.
  const worthless = await partImportance(model, {
    ...PARTED,
    removed: {
      ...PARTED.removed,
      data: Uint8Array.from(
        made.parts.flatMap(({ image }) => [
          ...made.rgb.subarray(image * 12288, (image + 1) * 12288),
        ]),
      ),
    },
  }, { methods: { product: inputTimesGradient }, controls: {} });
  assert(worthless.data.values.every((value) => value === null));
  assertEquals(
    worthless.data.notes[0],
    "image 1 has parts that are all worth the same: it has no number.",
  );
});

Deno.test("parts that are worth the same count for the same, and where all are, none is worth most", () => {
  const greatest = (sums: number[], drops: number[]) =>
    partScores(sums, sums.map(Math.abs), drops)[2];
  const random = new Random(3, 0, 0);
  for (let i = 0; i < 200; i++) {
    const count = 2 + random.integer(4);
    const some = () => Array.from({ length: count }, () => random.integer(3));
    const [sums, drops] = [some(), some()];
    const score = greatest(sums, drops);
    // Whoever names the parts in another order finds the same.
    const order = permutation(count, random);
    const moved = (values: number[]) =>
      Array.from(order, (from) => values[from]!);
    assertEquals(greatest(moved(sums), moved(drops)), score);
    assertEquals(score === null, drops.every((drop) => drop === drops[0]));
  }
  assertEquals(greatest([1, 2, 3], [0, 5, 5]), 1);
  assertEquals(greatest([3, 3, 1], [0, 5, 5]), 0.5);
  assertEquals(greatest([1, 2, 3], [0, 0, 0]), null);
});

Deno.test("a network that knows the trigger alone is explained by its place", async () => {
  // Magenta less green fields, found anywhere: 0 where there is no trigger.
  const network = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [64, 64, 3],
        filters: 1,
        kernelSize: 9,
        activation: "relu",
      }),
      tf.layers.globalMaxPooling2d({}),
      tf.layers.dense({ units: 2, useBias: false }),
    ],
  });
  const kernel = new Float32Array(9 * 9 * 3);
  for (let y = 0; y < 9; y++) {
    for (let x = 0; x < 9; x++) {
      const even = (Math.floor(y / 3) + Math.floor(x / 3)) % 2 === 0;
      kernel.set(even ? [1, -1, 1] : [-1, 1, -1], 3 * (9 * y + x));
    }
  }
  tf.tidy(() =>
    network.setWeights([
      tf.tensor4d(kernel, [9, 9, 3, 1]),
      tf.tensor1d([-90]),
      tf.tensor2d([[1, -1]]),
    ])
  );
  const model = asModel(network, {
    preprocessing: {
      scale: 1 / 255,
      mean: [0, 0, 0],
      std: [1, 1, 1],
      channelOrder: "rgb",
    },
  });
  const { rgb, clean, masks } = renderTriggers({ seed: 2, count: 4 });
  const triggered = { data: rgb, shape: [4, 64, 64, 3] };
  const outputs = await fullGrad(model, { ...triggered, data: clean });
  assert(outputs.target.values.every((value) => value === 0));
  const result = await localization(model, { images: triggered, masks }, {
    methods: { Gradient: inputGradient },
    controls: { random: randomMap },
    target: 0,
  });
  for (const value of result.values("Gradient", "relevance mass")[0]!) {
    assertAlmostEquals(value!, 1, 1e-6);
  }
  assert(result.interval("random", "relevance mass").mean < 0.05);
});

Deno.test("parts that do not fit the images are refused", async () => {
  const methods = { gradient: inputGradient };
  const model = linearNetwork();
  const cases = [
    { ...PARTED, parts: PARTED.parts.slice(1) },
    { ...PARTED, regions: made.regions.slice(1) },
    { ...PARTED, parts: PARTED.parts.map((part) => ({ ...part, image: 8 })) },
    { ...PARTED, parts: "all" },
  ];
  for (const parted of cases) {
    await assertRejects(
      () => partImportance(model, parted as never, { methods }),
      TypeError,
      "Cannot weigh parts",
    );
  }
});

Deno.test("a single sigmoid's classes have parts of opposite worth", async () => {
  const network = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [64, 64, 3] }),
      tf.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  const model = asModel(network, {
    preprocessing: linearNetwork().preprocessing!,
  });
  const [no, yes] = await Promise.all(
    [0, 1].map((target) =>
      partImportance(model, PARTED, {
        methods: {
          gradient: { run: inputTimesGradient, options: { magnitude: signed } },
        },
        controls: {},
        target,
      })
    ),
  );
  // Map and worth both change their sign.
  const values = (result: typeof no) => result!.values("gradient");
  values(yes)[0]!.forEach((value, i) =>
    assertAlmostEquals(value ?? 0, values(no)[0]![i] ?? 0, 1e-6)
  );
  network.dispose();
});
