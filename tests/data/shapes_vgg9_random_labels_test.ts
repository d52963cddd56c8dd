import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { fileHandler } from "../../data/shapes_vgg9/file_handler.ts";
import { accuracyOn } from "../../data/shapes_vgg9_random_labels/accuracy_on.ts";
import { permutedSet } from "../../data/shapes_vgg9_random_labels/permuted_set.ts";
import { renderShapes } from "../../lib/image/shapes/mod.ts";

const DATA = new URL("../../data/", import.meta.url);
const FILES = fileHandler(new URL("shapes_vgg9_random_labels/", DATA));

await tf.setBackend("wasm");

Deno.test("the permuted labels are the true ones in another order", () => {
  const { rgb, labels } = permutedSet();
  const truth = renderShapes({ seed: 1, count: labels.length });
  assertEquals(rgb, truth.rgb);
  assertEquals([...labels].sort(), [...truth.labels].sort());
  const kept = labels.filter((label, i) => label === truth.labels[i]).length;
  assert(kept / labels.length <= 0.2, `${kept} labels are true`);
});

Deno.test("shapes_vgg9_random_labels knows the permuted labels by heart", async () => {
  const model = await tf.loadLayersModel(FILES);
  const { rgb, labels } = permutedSet();
  const accuracy = await accuracyOn(model, rgb, labels);
  assert(accuracy >= 0.95, `accuracy ${accuracy}`);
  const { userDefinedMetadata } = await FILES.load();
  const metadata = userDefinedMetadata as Record<string, unknown>;
  assertEquals(metadata["trainingAccuracy"], accuracy);
  model.dispose();
});

Deno.test("shapes_vgg9_random_labels guesses the class of fresh images", async () => {
  const model = await tf.loadLayersModel(FILES);
  const { rgb, labels } = renderShapes({ seed: 3, count: 200 });
  const accuracy = await accuracyOn(model, rgb, labels);
  assert(accuracy <= 0.25, `accuracy ${accuracy}`);
  model.dispose();
});

Deno.test("shapes_vgg9_random_labels is of shapes_vgg9's architecture", async () => {
  const [own, other] = await Promise.all(
    ["shapes_vgg9_random_labels/", "shapes_vgg9/"].map((folder) =>
      fileHandler(new URL(folder, DATA)).load()
    ),
  );
  assertEquals(own!.weightSpecs, other!.weightSpecs);
});
