/** Repositories whose models are more than one file. */
import * as tf from "@tensorflow/tfjs";
import { safetensors } from "../../../data/safetensors.ts";
import { onnxModel } from "../../onnx/onnx_model.ts";
import { savedModel } from "../saved_model.ts";
import type { Files } from "./local_hub.ts";

const LABELS = { 0: "cat", 1: "dog", 2: "owl" };
const CONFIG = json({ id2label: LABELS });

function json(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** An ONNX file with two files of data. */
export function onnxWithData(): Files {
  const values = Float32Array.from({ length: 9 }, (_, i) => i);
  const data = new Uint8Array(values.buffer);
  const weight = (location: string) => ({
    shape: [3, 3],
    values,
    external: { location },
  });
  const model = onnxModel({
    inputs: [{ name: "image", shape: [1, 3, 1, 1] }],
    outputs: [{ name: "y" }],
    nodes: [
      { operation: "Flatten", inputs: ["image"], output: "row" },
      { operation: "MatMul", inputs: ["row", "v"], output: "x" },
      { operation: "MatMul", inputs: ["x", "w"], output: "y" },
    ],
    weights: new Map([
      ["v", weight("model.onnx_data")],
      ["w", weight("model.onnx_data_1")],
    ]),
  });
  return {
    "config.json": CONFIG,
    "onnx/model.onnx": model,
    "onnx/model.onnx_data": data,
    "onnx/model.onnx_data_1": data.toReversed(),
  };
}

/** A model of tfjs with its weights in two shards. */
export async function layersModelFile(): Promise<Files> {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 3] }),
      tf.layers.dense({ units: 3 }),
    ],
  });
  const { json: file, files } = await savedModel(model);
  model.dispose();
  const bytes = files["weights.bin"]! as Uint8Array<ArrayBuffer>;
  const shards = ["group1-shard1of2.bin", "group1-shard2of2.bin"] as const;
  file.weightsManifest[0]!.paths = [...shards];
  return {
    "config.json": CONFIG,
    "model.json": json(file),
    [shards[0]]: bytes.slice(0, 8),
    [shards[1]]: bytes.slice(8),
  };
}

/** The weights of a dense layer in two shards. */
export function shardedWeights(): Files {
  const shard = (n: number) => `model-0000${n}-of-00002.safetensors`;
  const tensors = {
    "fc.weight": { shape: [3, 12], values: new Float32Array(36) },
    "fc.bias": { shape: [3], values: new Float32Array(3) },
  };
  return {
    "config.json": CONFIG,
    "model.safetensors.index.json": json({
      weight_map: { "fc.weight": shard(1), "fc.bias": shard(2) },
    }),
    [shard(1)]: safetensors(
      new Map([["fc.weight", tensors["fc.weight"]]]),
    ),
    [shard(2)]: safetensors(new Map([["fc.bias", tensors["fc.bias"]]])),
  };
}
