import { assert, assertEquals } from "@std/assert";
import { fileHandler } from "../../data/shapes_vgg9/file_handler.ts";
import { permutedDataset } from "../../data/shapes_vgg9_random_labels/permuted_dataset.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { shapesDataset } from "../../lib/data/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { evaluateAccuracy } from "../../lib/training/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const DATA = new URL("../../data/", import.meta.url);
const NAME = "shapes_vgg9_random_labels";

await startBackend("wasm");

Deno.test("the permuted labels are the true ones in another order", async () => {
  const permuted = await permutedDataset();
  const all = Array.from({ length: permuted.size }, (_, i) => i);
  const { pixels, labels } = await permuted.read(all);
  const truth = await shapesDataset({ seed: 1, size: permuted.size }).read(all);
  assertEquals(pixels, truth.pixels);
  assertEquals(labels.toSorted(), truth.labels.toSorted());
  const kept = labels.filter((label, i) => label === truth.labels[i]).length;
  assert(kept / labels.length <= 0.2, `${kept} labels are true`);
});

exhaustiveTest({
  name: "shapes_vgg9_random_labels knows the permuted labels by heart",
  fn: async () => {
    const model = await loadModel(NAME);
    const accuracy = await evaluateAccuracy(model, await permutedDataset());
    assert(accuracy >= 0.95, `accuracy ${accuracy}`);
    const { userDefinedMetadata } = await fileHandler(new URL(`${NAME}/`, DATA))
      .load();
    const metadata = userDefinedMetadata as Record<string, unknown>;
    assertEquals(metadata["trainingAccuracy"], accuracy);
    model.dispose();
  },
});

exhaustiveTest({
  name: "shapes_vgg9_random_labels guesses the class of fresh images",
  fn: async () => {
    const model = await loadModel(NAME);
    const fresh = shapesDataset({ seed: 3, size: 200 });
    const accuracy = await evaluateAccuracy(model, fresh);
    assert(accuracy <= 0.25, `accuracy ${accuracy}`);
    model.dispose();
  },
});

Deno.test("shapes_vgg9_random_labels is of shapes_vgg9's architecture", async () => {
  const [own, other] = await Promise.all(
    [`${NAME}/`, "shapes_vgg9/"].map((folder) =>
      fileHandler(new URL(folder, DATA)).load()
    ),
  );
  assertEquals(own!.weightSpecs, other!.weightSpecs);
});
