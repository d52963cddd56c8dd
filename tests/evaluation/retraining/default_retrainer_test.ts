import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  blurred,
  removeAndRetrain,
  retrainer,
  type RetrainerOptions,
} from "../../../lib/evaluation/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import { randomMap } from "../../../lib/methods/mod.ts";
import { resNet8, vgg9 } from "../../../lib/training/mod.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { DATA, noiseDataset, redness } from "./toy.ts";

await startBackend("wasm");

type Network = NonNullable<RetrainerOptions["network"]>;
const small = (filters: number): Network => (options) =>
  vgg9({ ...options, plan: [filters, "M", filters] });
const options: RetrainerOptions = {
  network: small(6),
  epochs: 12,
  batchSize: 8,
  optimizer: { kind: "adam" },
};

/** Noise in which the label is a bright quarter of the image. */
function quarters(seed: number, size: number): Dataset {
  const noise = noiseDataset(seed, size);
  return {
    ...noise,
    async read(indices) {
      const { pixels, labels } = await noise.read(indices);
      labels.forEach((label, i) => {
        for (let k = 0; k < 256; k++) {
          const quarter = 2 * Number(k >= 128) + Number(k % 16 >= 8);
          for (let c = 0; c < 3; c++) {
            const at = i * 768 + 3 * k + c;
            pixels[at] = pixels[at]! * 0.5 + (quarter === label ? 0.5 : 0);
          }
        }
      });
      return { pixels, labels };
    },
  };
}

Deno.test("the default retrainer learns, the same from the same seed, and leaves no tensor", async () => {
  const data = { training: quarters(1, 48), test: quarters(2, 40) };
  const trained = retrainer({
    ...options,
    network: ({ classes, imageShape, seed }) =>
      tf.sequential({
        layers: [
          tf.layers.flatten({ inputShape: [...imageShape] }),
          tf.layers.dense({
            units: classes,
            kernelInitializer: tf.initializers.glorotUniform({ seed }),
          }),
        ],
      }),
  });
  const first = await trained.retrain(data, { seed: 1 });
  const before = tf.memory().numTensors;
  assertEquals(await trained.retrain(data, { seed: 1 }), first);
  const other = await trained.retrain(data, { seed: 2 });
  assertEquals(tf.memory().numTensors, before);
  assert(other.trainingLoss !== first.trainingLoss);
  assert(first.accuracy > 0.9, `${first.accuracy}`);
  assertEquals(first.epochs, 12);
});

Deno.test("settings tell networks and trainings apart, also by what closures hide", async () => {
  const variants: RetrainerOptions[] = [
    options,
    { ...options, network: small(7) },
    {
      ...options,
      network: (made) => {
        const network = small(6)(made);
        Object.assign(network.layers[1]!, { epsilon: 0.1 });
        return network;
      },
    },
    { ...options, epochs: 13 },
    { ...options, optimizer: { kind: "sgdMomentum" } as never },
    { ...options, labelSmoothing: 0.1 },
  ];
  const texts: string[] = [];
  for (const variant of variants) {
    const before = tf.memory().numTensors;
    const settings = await retrainer(variant).settings(DATA);
    assertEquals(await retrainer(variant).settings(DATA), settings);
    assertEquals(tf.memory().numTensors, before);
    texts.push(JSON.stringify(settings));
  }
  assertEquals(new Set(texts).size, variants.length);
});

/** A dense layer whose bias a closure sets. */
function withBias(
  bias: (seed: number) => number,
  layer: Partial<Parameters<typeof tf.layers.dense>[0]> = {},
): Network {
  return ({ classes, imageShape, seed }) => {
    const network = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [...imageShape] }),
        tf.layers.dense({ units: classes, name: "logits", ...layer }),
      ],
    });
    const logits = network.getLayer("logits");
    tf.tidy(() =>
      logits.setWeights([
        logits.getWeights()[0]!,
        tf.fill([classes], bias(seed)),
      ])
    );
    return network;
  };
}

Deno.test("settings tell initial weights that a closure sets apart, beside those of initializers with and without a seed", async () => {
  const kernelInitializer = tf.initializers.glorotUniform({ seed: 3 });
  const settingsOf = async (network: Network) => {
    const before = tf.memory().numTensors;
    const settings = await retrainer({ ...options, network }).settings(DATA);
    assertEquals(tf.memory().numTensors, before);
    return settings as { readonly weights?: string };
  };
  for (const layer of [{}, { kernelInitializer }]) {
    const [zero, one, other, again] = [
      await settingsOf(withBias(() => 0, layer)),
      await settingsOf(withBias(() => 1, layer)),
      await settingsOf(withBias(() => 2, layer)),
      await settingsOf(withBias(() => 1, layer)),
    ];
    // As its initializer has it: the configuration says all.
    assertEquals(zero.weights, undefined);
    assertEquals({ ...one, weights: undefined }, {
      ...zero,
      weights: undefined,
    });
    assertEquals(one.weights!.length, 64);
    assertEquals(again, one);
    assert(other.weights !== one.weights);
  }
  // The keys of results that are kept: weights by the seed alone add nothing.
  for (const network of [small(6), resNet8]) {
    assertEquals("weights" in await settingsOf(network), false);
  }
  let calls = 0;
  assertEquals((await settingsOf(withBias(() => ++calls))).weights, undefined);
});

Deno.test("results that began with other weights are not taken up from a folder", async () => {
  const folder = await Deno.makeTempDir();
  const data = { training: noiseDataset(1, 8), test: noiseDataset(2, 5) };
  const run = async (favored: number, kept: { folder?: string }) =>
    (await removeAndRetrain(tinyNetwork(), data, {
      methods: { Red: redness(1) },
      controls: {},
      fractions: [0.5],
      runs: 1,
      blurred: false,
      retrainer: retrainer({
        network: ({ classes, imageShape }) => {
          const network = tf.sequential({
            layers: [
              tf.layers.flatten({ inputShape: [...imageShape] }),
              tf.layers.dense({ units: classes, kernelInitializer: "zeros" }),
            ],
          });
          tf.tidy(() =>
            network.setWeights([
              tf.zeros([768, classes]),
              tf.mul(tf.oneHot(favored, classes), 50),
            ])
          );
          return network;
        },
        name: "pretrained",
        epochs: 1,
        schedule: { kind: "constant", rate: 1e-9 },
      }),
      ...kept,
    })).values("Red");
  const [first, other] = [await run(0, { folder }), await run(3, { folder })];
  assertEquals(other, await run(3, {}));
  assertEquals(first, await run(0, { folder }));
  assert(JSON.stringify(first) !== JSON.stringify(other));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("an abort ends a training in the middle", async () => {
  const controller = new AbortController();
  const before = tf.memory().numTensors;
  const data = {
    training: quarters(1, 48),
    test: quarters(2, 40),
  };
  let reads = 0;
  const training = {
    ...data.training,
    read: (indices: readonly number[]) => {
      if (++reads === 3) controller.abort(new Error("enough"));
      return data.training.read(indices);
    },
  };
  await assertRejects(
    () =>
      retrainer(options).retrain({ ...data, training }, {
        seed: 1,
        signal: controller.signal,
      }),
    Error,
    "enough",
  );
  assert(reads < 10);
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("removeAndRetrain with a real training leaves no tensor and the network as it was", async () => {
  const model = tinyNetwork();
  const data = { training: quarters(1, 20), test: quarters(2, 10) };
  const run = () =>
    removeAndRetrain(model, data, {
      methods: { Red: redness(1) },
      fractions: [0.5],
      runs: 1,
      retrainer: retrainer({ ...options, epochs: 1 }),
    });
  const first = await run();
  const before = tf.memory().numTensors;
  assertEquals((await run()).data.values, first.data.values);
  assertEquals(tf.memory().numTensors, before);
  assertEquals(first.data.values.filter((value) => value !== null).length, 24);
});

Deno.test("retrainer and blurred refuse what there is not", () => {
  const refused: readonly (() => unknown)[] = [
    () => retrainer({ epoch: 3 } as never),
    // A run has its seed, and not a retrainer.
    () => retrainer({ seed: 3 } as never),
    () => retrainer({ epochs: "3" } as never),
    () => retrainer({ network: "vgg9" } as never),
    () => blurred("random" as never),
    () => blurred(randomMap, "0.1" as never),
  ];
  for (const make of refused) assertThrows(make, TypeError, "Cannot ");
  assertThrows(() => retrainer({ epochs: 0 }), RangeError, "epochs");
  assertThrows(() => blurred(randomMap, 0), RangeError, "sigma");
});
