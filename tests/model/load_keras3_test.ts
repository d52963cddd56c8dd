/**
 * Models that Keras 3 itself has written and run: `keras3/*.json` hold the
 * topology, the weights under Keras's names, images, and Keras's own output.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGradients } from "../../lib/decomposition/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { outputOf } from "./output_of.ts";
import { type ModelFile, withFolder, writeModel } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

interface Golden {
  readonly model: ModelFile;
  /** Base64. */
  readonly weights: string;
  readonly images: {
    readonly values: number[];
    readonly shape: [number, number, number, number];
  };
  readonly output: {
    readonly values: number[];
    readonly shape: [number, number];
  };
}

async function golden(name: string): Promise<Golden> {
  const url = new URL(`keras3/${name}.json`, import.meta.url);
  return JSON.parse(await Deno.readTextFile(url));
}

for (const name of ["sequential", "functional", "transfer"]) {
  Deno.test(`a ${name} model of Keras 3 runs as in Keras, and is decomposed completely`, async () => {
    const { model: json, weights, images, output } = await golden(name);
    const bytes = Uint8Array.from(atob(weights), (c) => c.charCodeAt(0));
    const before = tf.memory().numTensors;
    await withFolder(async (folder) => {
      const path = await writeModel(
        { json, files: { "group1-shard1of1.bin": bytes } },
        folder,
      );
      const model = await loadModel(path);
      const own = await outputOf(model, {
        data: Float32Array.from(images.values),
        shape: images.shape,
      });
      assertEquals(own.shape, output.shape);
      assertClose(own.data, output.values, 1e-5, "output");

      const { completeness } = await fullGradients(model, {
        data: new Float32Array(images.values),
        shape: images.shape,
      });
      for (const { relativeToTerms } of completeness) {
        assert(relativeToTerms <= 1e-5);
      }
      model.dispose();
    });
    assertEquals(tf.memory().numTensors, before);
  });
}
