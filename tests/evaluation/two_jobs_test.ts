/** Several jobs, explanations and trainings of one model at once. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { signed } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  cascadingRandomization,
  compareMethods,
  efficientMprt,
  type Evaluation,
  independentRandomization,
  pixelPerturbation,
  randomLogit,
  removeAndRetrain,
  sensitivityN,
  smoothMprt,
} from "../../lib/evaluation/mod.ts";
import {
  type AttributionMethod,
  fullGrad,
  inputGradient,
} from "../../lib/methods/mod.ts";
import { asModel, type ModelInput } from "../../lib/model/mod.ts";
import { evaluateAccuracy, train } from "../../lib/training/mod.ts";
import { checksumRetrainer, DATA, noiseDataset } from "./retraining/toy.ts";
import { tinyImages, tinyNetwork, weightsOf } from "./tiny_network.ts";

await startBackend("cpu");
const images = tinyImages(2);
const gradient: AttributionMethod = (model, images, options) =>
  inputGradient(model, images, { ...options, magnitude: signed });
const quick = { methods: { gradient }, controls: {}, onProgress: () => {} };

type Randomization = (
  model: ModelInput,
  options?: Partial<typeof quick> & { readonly seed?: number },
) => Promise<Evaluation>;

/** Everything that changes weights and puts them back. */
const RANDOMIZATIONS: Readonly<Record<string, Randomization>> = {
  cascading: (model, options) =>
    cascadingRandomization(model, images, { ...quick, ...options }),
  independent: (model, options) =>
    independentRandomization(model, images, { ...quick, ...options }),
  sMPRT: (model, options) =>
    smoothMprt(model, images, { ...quick, samples: 2, ...options }),
  eMPRT: (model, options) =>
    efficientMprt(model, images, { ...quick, ...options }),
};

const values = async (run: ReturnType<Randomization>) =>
  (await run).data.values;

for (const [name, first] of Object.entries(RANDOMIZATIONS)) {
  Deno.test(`${name} beside another job says what it says alone, and the weights stay`, async () => {
    const model = tinyNetwork();
    const before = await weightsOf(model);
    const alone = await values(first(model, { seed: 1 }));
    for (const second of Object.values(RANDOMIZATIONS)) {
      const other = await values(second(model, { seed: 2 }));
      // A second wrapper of the same tfjs model shares its weights.
      const both = await Promise.all([
        values(first(model, { seed: 1 })),
        values(second(asModel(model.layersModel!), { seed: 2 })),
      ]);
      assertEquals(both, [alone, other]);
      assertEquals(await weightsOf(model), before);
    }
  });

  Deno.test(`an explanation, and an accuracy, during ${name} are of the network as it is`, async () => {
    const model = tinyNetwork();
    const dataset = noiseDataset(1, 8);
    const map = await fullGrad(model, images, { chunkSize: 1 });
    const accuracy = await evaluateAccuracy(model, dataset);
    let running = true;
    const started: Promise<unknown>[] = [];
    const explained: Promise<Float32Array>[] = [];
    const explain = () => {
      explained.push(
        fullGrad(model, images, { chunkSize: 1 }).then(({ values }) => values),
      );
      started.push(
        evaluateAccuracy(model, dataset).then((a) => assertEquals(a, accuracy)),
      );
    };
    const job = first(model, { seed: 1, onProgress: explain })
      .finally(() => running = false);
    while (running) {
      explain();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await Promise.all([job, ...started]);
    assert(explained.length >= 2);
    for (const values of await Promise.all(explained)) {
      assertEquals(values, map.values);
    }
  });

  Deno.test(`a method that explains the model itself has the weights of ${name}`, async () => {
    const model = tinyNetwork();
    const expected = await values(first(model, { seed: 1 }));
    const closures: AttributionMethod[] = [
      (_, images, options) => gradient(model, images, options),
      (_, images, options) => gradient(model.layersModel!, images, options),
      async (own, images, options) => {
        await new Promise((resolve) => setTimeout(resolve));
        await fullGrad(model, images);
        return await gradient(own, images, options);
      },
    ];
    for (const closure of closures) {
      const methods = { gradient: closure };
      assertEquals(await values(first(model, { seed: 1, methods })), expected);
    }
  });

  Deno.test(`a job inside of ${name} on the same model is refused, and the weights stay`, async () => {
    const model = tinyNetwork();
    const before = await weightsOf(model);
    const inner = [
      ...Object.values(RANDOMIZATIONS),
      (model: ModelInput) => train(model, noiseDataset(1, 8)),
    ];
    for (const job of inner) {
      const nested: AttributionMethod = async (own, images, options) => {
        await job(own);
        return await gradient(own, images, options);
      };
      await assertRejects(
        () => first(model, { methods: { gradient: nested } }),
        Error,
        "must not wait for the weights",
      );
      assertEquals(await weightsOf(model), before);
    }
    // On another model it runs.
    const elsewhere: AttributionMethod = async (own, images, options) => {
      await cascadingRandomization(tinyNetwork(), images, quick);
      return await gradient(own, images, options);
    };
    const expected = await values(first(model, { seed: 1 }));
    const methods = { gradient: elsewhere };
    assertEquals(await values(first(model, { seed: 1, methods })), expected);
  });

  Deno.test(`a method that changes weights does not spoil the network for good in ${name}`, async () => {
    const model = tinyNetwork();
    const before = await weightsOf(model);
    const vandal: AttributionMethod = async (own, images, options) => {
      const map = await gradient(own, images, options);
      for (const { weights } of asModel(own).weightLayers) {
        for (const { variable } of weights) {
          variable.assign(variable.mul(0));
        }
      }
      return map;
    };
    await first(model, { methods: { gradient: vandal } }).catch(() => {});
    assertEquals(await weightsOf(model), before);
  });
}

Deno.test("a training and a randomization run one after the other", async () => {
  const dataset = noiseDataset(1, 16);
  const options = {
    epochs: 2,
    batchSize: 8,
    schedule: { kind: "constant", rate: 0.01 },
    onProgress: () => {},
  } as const;
  const alone = tinyNetwork();
  await train(alone, dataset, options);
  const trained = await weightsOf(alone);
  const after = await values(RANDOMIZATIONS["cascading"]!(alone));

  const model = tinyNetwork();
  const first = train(model, dataset, options);
  const [, randomized, map] = await Promise.all([
    first,
    values(RANDOMIZATIONS["cascading"]!(model)),
    fullGrad(model, images),
  ]);
  assertEquals(await weightsOf(model), trained);
  assertEquals(randomized, after);
  assertEquals(map.values, (await fullGrad(alone, images)).values);
});

Deno.test("what reads the network waits for a randomization, and says what it says alone", async () => {
  const model = tinyNetwork();
  const readers: Readonly<Record<string, () => Promise<unknown>>> = {
    pixelPerturbation: async () =>
      (await pixelPerturbation(model, images, {
        ...quick,
        fractions: [0.1],
        fill: "mean",
      })).data.values,
    sensitivityN: async () =>
      (await sensitivityN(model, images, {
        ...quick,
        fractions: [0.1],
        samples: 3,
      })).data.values,
    compareMethods: async () =>
      (await compareMethods(model, images, quick)).maps["gradient"]!.values,
    randomLogit: async () =>
      (await randomLogit(model, images, quick)).data.values,
    removeAndRetrain: async () =>
      (await removeAndRetrain(model, DATA, {
        ...quick,
        fractions: [0.5],
        runs: 1,
        retrainer: checksumRetrainer(),
      })).data.values,
  };
  for (const [name, read] of Object.entries(readers)) {
    const alone = await read();
    const job = RANDOMIZATIONS["cascading"]!(model, { seed: 1 });
    assertEquals(await read(), alone, name);
    const first = read();
    await Promise.all([job, RANDOMIZATIONS["eMPRT"]!(model), first]);
    assertEquals(await first, alone, name);
  }
});
