/** Graph models that people published, against tfjs. */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { loadModel, type Model } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";
import { runGraphModel } from "./compare.ts";

const MODELS = fileURLToPath(
  new URL("../../../../shared/models/", import.meta.url),
);

interface Published {
  readonly file: string;
  readonly inputShape: readonly [number, number, number];
  readonly head: "softmax" | "sigmoid";
}

const FILES: readonly Published[] = [
  {
    file: "nsfwjs_mobilenet_v2_mid/model.json",
    inputShape: [224, 224, 3],
    head: "softmax",
  },
  {
    file: "photo_gender/model.json",
    inputShape: [224, 224, 3],
    head: "sigmoid",
  },
  {
    file: "human_emotion/emotion.json",
    inputShape: [64, 64, 1],
    head: "softmax",
  },
];

/** What tfjs gives for one image of a model in a folder. */
async function expectedOf(
  path: string,
  shape: readonly number[],
  values: Float32Array,
): Promise<readonly number[]> {
  const json = JSON.parse(await Deno.readTextFile(path));
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  const paths: string[] = json.weightsManifest.flatMap((
    { paths }: { paths: string[] },
  ) => paths);
  const parts = await Promise.all(
    paths.map((name) => Deno.readFile(folder + name)),
  );
  const weights = new Uint8Array(await new Blob(parts).arrayBuffer());
  return await runGraphModel({ json, weights }, shape, values);
}

/** The probabilities that the logits of a model mean. */
function throughHead(logits: ArrayLike<number>, { graph }: Model): number[] {
  return tf.tidy(() => {
    const values = tf.tensor1d(Array.from(logits));
    const output = graph.head === "softmax"
      ? tf.softmax(values)
      : tf.sigmoid(values);
    return Array.from(output.dataSync());
  });
}

for (const { file, inputShape, head } of FILES) {
  const path = MODELS + file;
  const missing = await Deno.stat(path).then(() => false, () => true);
  Deno.test({
    name: `${file} gives what tfjs gives, in exact terms`,
    ignore: missing,
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const shape = [1, ...inputShape];
      const values = normals(sizeOf(shape), 4, 0.5);
      const expected = await expectedOf(path, shape, values);
      const before = tf.memory().numTensors;
      const model = await loadModel(path);
      assertEquals(model.inputShape, inputShape);
      assertEquals(model.graph.head, head);
      const images = { data: values, shape };
      const { logits, completeness } = await fullGradients(model, images);
      assertClose(throughHead(logits.values, model), expected, 1e-4, file);
      assert(completeness[0]!.relativeToTerms <= 1e-4, "the terms are not all");
      model.dispose();
      assertEquals(tf.memory().numTensors, before);
    },
  });
}
