/** Random networks, written to files and loaded again. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import {
  buildModel,
  IMAGE_SHAPE,
  type Recipe,
  recipes,
  Wave,
} from "../decomposition/architecture/mod.ts";
import { normals } from "../propagation/cases/mod.ts";
import { outputOf } from "./output_of.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("cpu");

// A layer of the tests' own, by the name that its files say.
tf.serialization.registerClass(Wave as never);

async function predicted(model: tf.LayersModel): Promise<Float32Array> {
  const output = tf.tidy(() => {
    const image = tf.tensor(IMAGES.data, [...IMAGES.shape]);
    const outputs = model.predict(image);
    return Array.isArray(outputs) ? outputs[0]! : outputs;
  });
  const values = (await output.data<"float32">()).slice();
  output.dispose();
  return values;
}

const IMAGES = {
  data: normals(IMAGE_SHAPE.reduce((a, b) => a * b, 2), 3),
  shape: [2, ...IMAGE_SHAPE],
};

async function check(recipe: Recipe): Promise<void> {
  const model = buildModel(recipe);
  const expected = await predicted(model);
  const files = await savedModel(model);
  // A model's own dispose forgets models that it calls twice.
  tf.disposeVariables();
  const loaded = await withFolder(async (folder) =>
    await loadModel(await writeModel(files, folder))
  );
  const { data } = await outputOf(loaded, IMAGES);
  data.forEach((value, i) =>
    assert(
      Math.abs(value - expected[i]!) <= 1e-5 * Math.max(1, Math.abs(value)),
      `output ${i} is ${value}, not ${expected[i]}`,
    )
  );
  loaded.dispose();
}

Deno.test("random networks load as they were saved", async () => {
  const before = tf.memory().numTensors;
  await fc.assert(
    fc.asyncProperty(recipes, check),
    { seed: 5, numRuns: 60 },
  );
  assertEquals(tf.memory().numTensors, before);
});
