import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import {
  loadGraphModel,
} from "../../../lib/model/formats/graph_model/load_graph_model.ts";
import type { OnnxOptions } from "../../../lib/model/formats/onnx/load_onnx.ts";
import type { Network } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";
import { outputsOf } from "../onnx/compare.ts";
import type { GraphModel } from "./draft.ts";

/** What tfjs gives for the values of images. */
export async function runGraphModel(
  { json, weights }: GraphModel,
  shape: readonly number[],
  values: Float32Array,
): Promise<readonly number[]> {
  const model = await tf.loadGraphModel({
    load: () =>
      Promise.resolve({
        ...json,
        weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
        weightData: weights.buffer,
      } as tf.io.ModelArtifacts),
  });
  const images = tf.tensor(values, [...shape]);
  const output = model.predict(images) as tf.Tensor;
  const result = Array.from(await output.data());
  tf.dispose([images, output]);
  model.dispose();
  return result;
}

/** Reads a model whose weights lie in one file, hands it to `use`, frees it. */
export async function withGraphModel<T>(
  { json, weights }: GraphModel,
  use: (network: Network) => Promise<T> | T,
  options: OnnxOptions = {},
): Promise<T> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/weights.bin`, weights);
    const location = new URL(`file://${folder}/model.json`);
    const network = await loadGraphModel(json, location, options);
    try {
      return await use(network);
    } finally {
      network.dispose();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fails unless a network gives for two images of noise what tfjs gives. */
export async function assertLikeTfjs(
  model: GraphModel,
  shape: readonly number[],
  message: string,
): Promise<void> {
  const both = [2, ...shape];
  const values = normals(sizeOf(both), 3, 1);
  const expected = await runGraphModel(model, both, values);
  await withGraphModel(model, async (network) => {
    const images = tf.tensor(values, both);
    const output = outputsOf(network, images);
    assertEquals(output.shape[0], 2, message);
    assertClose(await output.data(), expected, 1e-4, message);
    tf.dispose([images, output]);
  });
}
