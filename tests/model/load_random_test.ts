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
} from "../decomposition/architecture/mod.ts";
import { normals } from "../propagation/cases/mod.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("cpu");

/** What tfjs cannot read of what it has written itself. */
const LIMITS = [
  "Unknown layer: Wave", // a layer of the tests' own
  "Duplicate weight name", // a model inside two models
];

async function outputOf(model: tf.LayersModel): Promise<Float32Array> {
  const size = IMAGE_SHAPE.reduce((a, b) => a * b, 2);
  const output = tf.tidy(() => {
    const image = tf.tensor(normals(size, 3), [2, ...IMAGE_SHAPE]);
    const outputs = model.predict(image);
    return Array.isArray(outputs) ? outputs[0]! : outputs;
  });
  const values = (await output.data<"float32">()).slice();
  output.dispose();
  return values;
}

async function check(recipe: Recipe): Promise<boolean> {
  const model = buildModel(recipe);
  const expected = await outputOf(model);
  const files = await savedModel(model);
  // A model's own dispose forgets models that it calls twice.
  tf.disposeVariables();
  try {
    const loaded = await withFolder(async (folder) =>
      await loadModel(await writeModel(files, folder))
    );
    const output = await outputOf(loaded.layersModel!);
    output.forEach((value, i) =>
      assert(
        Math.abs(value - expected[i]!) <= 1e-5 * Math.max(1, Math.abs(value)),
        `output ${i} is ${value}, not ${expected[i]}`,
      )
    );
    tf.disposeVariables();
    return true;
  } catch (error) {
    const { message } = error as Error;
    if (LIMITS.some((limit) => message.includes(limit))) return false;
    throw error;
  }
}

Deno.test("random networks load as they were saved", async () => {
  const before = tf.memory().numTensors;
  let loaded = 0;
  await fc.assert(
    fc.asyncProperty(recipes, async (recipe) => {
      loaded += Number(await check(recipe));
    }),
    { seed: 5, numRuns: 60 },
  );
  assert(loaded > 15, `only ${loaded} were loaded`);
  assertEquals(tf.memory().numTensors, before);
});
