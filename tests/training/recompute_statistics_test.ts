import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { recomputeStatistics, vgg9 } from "../../lib/training/mod.ts";
import { stripes } from "./memory_dataset.ts";

await startBackend("wasm");

const dataset = stripes(10, 1);

function network(plan: readonly (number | "M")[]): tf.LayersModel {
  return vgg9({ classes: 3, imageShape: [6, 6, 2], plan, seed: 1 });
}

Deno.test("by statistics of the whole set the network runs as in training", async () => {
  const model = network([4, "M", 5, 6]);
  const before = tf.memory().numTensors;
  await recomputeStatistics(model, dataset, { batchSize: 10 });
  assertEquals(tf.memory().numTensors, before);
  const { pixels } = await dataset.read(
    Array.from({ length: 10 }, (_, i) => i),
  );
  const images = tf.tensor(pixels, [10, 6, 6, 2]);
  const [trained, inferred] = [true, false].map((training) =>
    tf.tidy(() => model.apply(images, { training }) as tf.Tensor)
  );
  const expected = await trained!.data();
  (await inferred!.data()).forEach((value, i) =>
    assertAlmostEquals(value, expected[i]!, 1e-4)
  );
  tf.dispose([images, trained!, inferred!]);
  model.dispose();
});

Deno.test("the means of several batches count by their images", async () => {
  const [whole, parts] = [network([4]), network([4])];
  await recomputeStatistics(whole, dataset, { batchSize: 10 });
  await recomputeStatistics(parts, dataset, { batchSize: 4 });
  const [a, b] = await Promise.all(
    [whole, parts].map((model) =>
      model.getLayer("bn1").getWeights()[2]!.data()
    ),
  );
  a!.forEach((mean, i) => assertAlmostEquals(mean, b![i]!, 1e-5));
  await assertRejects(
    () => recomputeStatistics(whole, dataset, { batchSize: 0 }),
    RangeError,
    "Cannot recompute statistics as batchSize must be a positive integer",
  );
  whole.dispose();
  parts.dispose();
});
