/** What makes several passes over an image can be stopped, and followed, within it. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  type AttributionMethod,
  ensemble,
  expectedGradients,
  fullGrad,
  guidedIntegratedGradients,
  inputGradient,
  integratedGradients,
  occlusion,
  rise,
  scoreCam,
  smoothFullGrad,
  smoothGrad,
  smoothGradSquared,
} from "../../mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { convBnNet, noiseBatch } from "../aggregation/networks/mod.ts";

await startBackend("fullgrad-wasm");

/** Weights of the network. */
const WEIGHTS = 15;

/** Methods, each with the number of passes that one image takes. */
const METHODS: Readonly<Record<string, readonly [AttributionMethod, number]>> =
  {
    integratedGradients: [
      (model, images, options) =>
        integratedGradients(model, images, { ...options, steps: 6 }),
      6,
    ],
    expectedGradients: [
      (model, images, options) =>
        expectedGradients(model, images, {
          ...options,
          references: noiseBatch(2),
          samples: 6,
        }),
      6,
    ],
    guidedIntegratedGradients: [
      (model, images, options) =>
        guidedIntegratedGradients(model, images, { ...options, steps: 6 }),
      6,
    ],
    smoothFullGrad: [
      (model, images, options) =>
        smoothFullGrad(model, images, { ...options, samples: 6 }),
      6,
    ],
    smoothGrad: [smoothGrad(inputGradient, { samples: 6 }), 6],
    smoothGradSquared: [smoothGradSquared(inputGradient, { samples: 6 }), 6],
    "smoothGrad of integratedGradients": [
      smoothGrad(
        (model, images, options) =>
          integratedGradients(model, images, { ...options, steps: 3 }),
        {
          samples: 2,
        },
      ),
      6,
    ],
    "ensemble of methods": [
      ensemble({
        fullGrad,
        steps: (model, images, options) =>
          integratedGradients(model, images, { ...options, steps: 3 }),
      }),
      2,
    ],
    occlusion: [
      (model, images, options) =>
        occlusion(model, images, { ...options, window: 6, stride: 3 }),
      6,
    ],
    rise: [
      (model, images, options) => rise(model, images, { ...options, masks: 6 }),
      6,
    ],
    scoreCam: [
      (model, images, options) => scoreCam(model, images, options),
      4,
    ],
  };

for (const [name, [method, passes]] of Object.entries(METHODS)) {
  Deno.test(`${name} of images says how many passes are done of a total that stays`, async () => {
    const layersModel = convBnNet();
    const told: (readonly [number, number])[] = [];
    await method(layersModel, noiseBatch(2), {
      onProgress: (...now) => told.push(now),
    });
    assertEquals(
      new Set(told.map(([, total]) => total)),
      new Set([2 * passes]),
    );
    const done = told.map(([done]) => done);
    assert(done.every((now, i) => i === 0 || now > done[i - 1]!), `${done}`);
    assertEquals(done.at(-1), 2 * passes);
    layersModel.dispose();
  });

  Deno.test(`${name} of one image stops within it, with the signal's reason`, async () => {
    const layersModel = convBnNet();
    const before = tf.memory().numTensors;
    const reason = new Error("the reader has left");
    for (let last = 1; last < passes; last++) {
      const controller = new AbortController();
      let told = 0;
      const error = await assertRejects(() =>
        method(layersModel, noiseBatch(1), {
          chunkSize: 1,
          signal: controller.signal,
          onProgress: () => ++told === last && controller.abort(reason),
        })
      );
      assertEquals(error, reason);
      assertEquals(told, last);
      assertEquals(tf.memory().numTensors, before);
    }
    layersModel.dispose();
  });

  Deno.test(`${name} says that the model was disposed, before it begins and within an image`, async () => {
    for (const make of [() => convBnNet(), () => asModel(convBnNet())]) {
      for (let last = 0; last < passes; last++) {
        const model = make();
        if (last === 0) model.dispose();
        const before = tf.memory().numTensors;
        let told = 0;
        const error = await assertRejects(() =>
          method(model, noiseBatch(1), {
            chunkSize: 1,
            onProgress: () => ++told === last && model.dispose(),
          })
        );
        assertStringIncludes(error.message, "was disposed");
        assertStringIncludes(error.message, "Cannot explain the model");
        const gone = last === 0 ? 0 : WEIGHTS;
        assertEquals(tf.memory().numTensors, before - gone);
      }
    }
  });
}

Deno.test("a timer of the caller has its turn within one image", async () => {
  const layersModel = convBnNet({ height: 64, width: 64 });
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), 1);
  const batch = noiseBatch(1, { height: 64, width: 64 });
  await assertRejects(
    () =>
      integratedGradients(layersModel, batch, {
        steps: 1e7,
        signal: controller.signal,
      }),
    DOMException,
  );
  clearTimeout(timer);
  layersModel.dispose();
});
