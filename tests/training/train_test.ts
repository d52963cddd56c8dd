import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import {
  evaluateAccuracy,
  train,
  TrainingHistory,
  type TrainOptions,
  vgg9,
} from "../../lib/training/mod.ts";
import { candidates } from "../propagation/cases/backends.ts";
import { stripes } from "./memory_dataset.ts";
import { backendTest } from "../exhaustive.ts";

const backends = await candidates();
await startBackend("wasm");

const OPTIONS: TrainOptions = {
  epochs: 4,
  batchSize: 16,
  optimizer: { kind: "adam" },
  schedule: { kind: "constant", rate: 0.01 },
  seed: 5,
};

function network(seed = 1): tf.LayersModel {
  return vgg9({
    classes: 3,
    imageShape: [6, 6, 2],
    plan: [6, "M", 8, "M", 8],
    seed,
  });
}

async function weightsOf(model: tf.LayersModel): Promise<number[][]> {
  return await Promise.all(
    model.getWeights().map(async (weight) => [...await weight.data()]),
  );
}

/** The weights after a training, and its history. */
async function trained(options: TrainOptions, seed = 1) {
  const model = network(seed);
  const history = await train(model, stripes(50, 1), options);
  const weights = await weightsOf(model);
  model.dispose();
  return { history, weights };
}

for (const { backend, missing } of backends) {
  backendTest(backend, {
    name: `${backend}: the loss falls, fresh images are known, nothing leaks`,
    ignore: missing,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await startBackend(backend);
      const model = network();
      const before = tf.memory().numTensors;
      const history = await train(model, stripes(96, 1), {
        ...OPTIONS,
        epochs: 8,
      });
      const losses = history.data.epochs.map(({ loss }) => loss);
      assert(losses.at(-1)! < 0.3 * losses[0]!, losses.join(" "));
      const accuracy = await evaluateAccuracy(model, stripes(60, 2));
      assert(accuracy >= 0.9, `accuracy ${accuracy}`);
      assertEquals(history.data.backend, backend);
      assertEquals(tf.memory().numTensors, before);
      model.dispose();
    },
  });
}

for (const { backend, missing } of backends) {
  backendTest(backend, {
    name: `${backend}: the same seed gives the same weights`,
    ignore: missing,
    sanitizeResources: false,
    sanitizeOps: false,
    fn: async () => {
      await startBackend(backend);
      const options = { ...OPTIONS, augmentation: { crop: 1 } };
      const { weights } = await trained(options);
      assertEquals((await trained(options)).weights, weights);
    },
  });
}

Deno.test("another seed or setting gives other weights", async () => {
  await startBackend("wasm");
  const options = { ...OPTIONS, augmentation: { crop: 1 } };
  const { weights } = await trained(options);
  for (const other of [{ seed: 6 }, { augmentation: {} }, { shuffle: false }]) {
    const { weights: others } = await trained({ ...options, ...other });
    assert(JSON.stringify(others) !== JSON.stringify(weights));
  }
  const start = network(2);
  assert(
    JSON.stringify(await weightsOf(start)) !==
      JSON.stringify(await weightsOf(network(3))),
  );
});

Deno.test("the first epoch's loss is the mean over its images", async () => {
  const model = network();
  const dataset = stripes(50, 1);
  // With a rate this small every step sees the same network.
  const { data: { epochs } } = await train(model, dataset, {
    epochs: 1,
    batchSize: 50,
    schedule: { kind: "constant", rate: 1e-12 },
    labelSmoothing: 0.3,
  });
  const { pixels, labels } = await dataset.read(
    Array.from({ length: 50 }, (_, i) => i),
  );
  const logits = tf.tidy(() =>
    model.apply(tf.tensor(pixels, [50, 6, 6, 2]), {
      training: true,
    }) as tf.Tensor2D
  );
  const rows = await logits.array();
  let [loss, right] = [0, 0];
  rows.forEach((row, i) => {
    const total = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
    row.forEach((z, k) =>
      loss += (0.1 + (k === labels[i] ? 0.7 : 0)) * (total - z) / 50
    );
    if (row.indexOf(Math.max(...row)) === labels[i]) right += 1 / 50;
  });
  assertAlmostEquals(epochs[0]!.loss, loss, 1e-5);
  assertAlmostEquals(epochs[0]!.accuracy, right, 1e-9);
  logits.dispose();
  model.dispose();
});

Deno.test("a model's preprocessing is applied to the pixels", async () => {
  const preprocessing = {
    scale: 2 / 255,
    mean: [1, 1],
    std: [0.5, 0.5],
    channelOrder: "rgb",
  } as const;
  const [bare, normalized] = [network(), network()];
  const dataset = stripes(48, 1);
  const moved = {
    ...dataset,
    read: async (indices: readonly number[]) => {
      const { pixels, labels } = await dataset.read(indices);
      return { pixels: pixels.map((p) => (2 * p - 1) / 0.5), labels };
    },
  };
  const one = await train(bare, moved, OPTIONS);
  const two = await train(
    asModel(normalized, { preprocessing }),
    dataset,
    OPTIONS,
  );
  two.data.epochs.forEach(({ loss }, i) =>
    assertAlmostEquals(loss, one.data.epochs[i]!.loss, 1e-2)
  );
  assertAlmostEquals(two.data.epochs[0]!.loss, one.data.epochs[0]!.loss, 1e-4);
  bare.dispose();
  normalized.dispose();
});

Deno.test("frozen layers stay as they are", async () => {
  const model = network();
  const byName = async () =>
    new Map(
      await Promise.all(model.weights.map(async (weight) =>
        [weight.originalName, (await weight.read().data()).join()] as const
      )),
    );
  const before = await byName();
  model.getLayer("conv1").trainable = false;
  model.getLayer("bn1").trainable = false;
  await train(model, stripes(32, 1), { ...OPTIONS, epochs: 1 });
  for (const [name, after] of await byName()) {
    const same = before.get(name) === after;
    // A bias before a batch normalization has the gradient 0.
    assertEquals(same, /^(conv1|bn1)|^conv.*bias/.test(name), name);
  }
  model.dispose();
});

Deno.test("early stop by patience gives the weights of the best epoch back", async () => {
  const model = network();
  const validation = stripes(30, 2);
  const seen: number[] = [];
  const history = await train(model, stripes(48, 1), {
    ...OPTIONS,
    epochs: 40,
    schedule: { kind: "constant", rate: 0.05 },
    validation,
    earlyStop: { of: "validationLoss", patience: 2 },
    onProgress: (done) => seen.push(done),
  });
  const losses = history.data.epochs.map(({ validationLoss }) =>
    validationLoss!
  );
  const best = losses.indexOf(Math.min(...losses));
  assertEquals(history.data.end, "patience");
  assertEquals([history.data.weightsOf, losses.length], [best, best + 3]);
  assertEquals(seen.length, 3 * losses.length);
  assertAlmostEquals(
    await evaluateAccuracy(model, validation),
    history.data.epochs[best]!.validationAccuracy!,
    1e-9,
  );
  model.dispose();
});

Deno.test("early stop by a goal ends with the epoch that reaches it", async () => {
  for (const watched of ["loss", "validationAccuracy"] as const) {
    const goal = watched === "loss" ? 0.4 : 0.9;
    const { data: { epochs, end } } = await train(network(), stripes(96, 1), {
      ...OPTIONS,
      epochs: 40,
      validation: stripes(30, 2),
      earlyStop: { of: watched, goal },
    });
    const sign = watched === "loss" ? 1 : -1;
    assertEquals(end, "goal");
    epochs.forEach((epoch, i) =>
      assertEquals(
        sign * epoch[watched]! <= sign * goal,
        i === epochs.length - 1,
      )
    );
  }
});

Deno.test("an abort ends the training and leaves nothing behind", async () => {
  const model = network();
  const before = tf.memory().numTensors;
  const controller = new AbortController();
  let steps = 0;
  await assertRejects(
    () =>
      train(model, stripes(96, 1), {
        ...OPTIONS,
        signal: controller.signal,
        onProgress: () => {
          steps += 1;
          if (steps === 3) controller.abort(new Error("enough"));
        },
      }),
    Error,
    "enough",
  );
  assertEquals(steps, 3);
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("a loss that is not finite is an error that leaves nothing behind", async () => {
  const model = network();
  const before = tf.memory().numTensors;
  await assertRejects(
    () =>
      train(model, stripes(96, 1), {
        ...OPTIONS,
        epochs: 60,
        optimizer: { kind: "sgdMomentum" },
        schedule: { kind: "constant", rate: 1e30 },
      }),
    RangeError,
    "the loss must be finite",
  );
  assertEquals(tf.memory().numTensors, before);
  model.dispose();
});

Deno.test("a history draws itself and is plain numbers", async () => {
  const { history } = await trained({
    ...OPTIONS,
    epochs: 2,
    validation: stripes(9, 2),
  });
  const bundle = await (history as unknown as Record<
    symbol,
    () => Promise<Record<string, string>>
  >)[Symbol.for("Jupyter.display")]!();
  assertStringIncludes(bundle["text/plain"]!, "vgg9 on 50 images of stripes");
  assertStringIncludes(bundle["text/html"]!, "<img");
  const loss = await history.lossFigure().plotly();
  assertEquals(loss.data.map(({ name }) => name).filter(Boolean), [
    "training",
    "validation",
  ]);
  const text = JSON.stringify(history);
  assertEquals(TrainingHistory.from(text).data, history.data);
  assertThrows(
    () => TrainingHistory.from(text.replace('"wasm"', "7")),
    SyntaxError,
    "backend must be a string",
  );
});
