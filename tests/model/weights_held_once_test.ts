/**
 * Once a file is loaded, its weights lie on the backend, once, and nowhere else:
 * not the bytes of the file, nor what was made of them on the way.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { onnxModel, type OnnxWeight } from "../onnx/onnx_model.ts";
import { Draft as GraphDraft } from "./graph_model/draft.ts";
import { savedModel, withFolder } from "./saved_model.ts";

await startBackend("fullgrad-wasm");
setFlagsFromString("--expose-gc");
const collect: () => void = runInNewContext("gc");

const [INPUTS, OUTPUTS] = [4 * 8 * 8, 1024];
const SIZE = INPUTS * OUTPUTS;

/** The files of a network, the first one that which is loaded. */
type Files = Readonly<Record<string, Uint8Array | string>>;

/** A dense layer on the pixels, in ONNX. */
function onnx(kernel: Omit<OnnxWeight, "shape">): Uint8Array {
  return onnxModel({
    inputs: [{ name: "image", shape: [1, 4, 8, 8] }],
    outputs: [{ name: "y" }],
    nodes: [
      { operation: "Flatten", inputs: ["image"], output: "row" },
      { operation: "Gemm", inputs: ["row", "w"], output: "y" },
    ],
    weights: new Map([["w", { shape: [INPUTS, OUTPUTS], ...kernel }]]),
  });
}

const halves = (bytes: Uint8Array): Files => ({
  "1 of 2.bin": bytes.slice(0, 1e5),
  "2 of 2.bin": bytes.slice(1e5),
});

const PATHS = ["1 of 2.bin", "2 of 2.bin"];

const FILES: Readonly<Record<string, () => Files | Promise<Files>>> = {
  "ONNX": () => ({ "model.onnx": onnx({ values: new Float32Array(SIZE) }) }),
  "ONNX in half precision": () => ({
    "model.onnx": onnx({ values: new Uint16Array(SIZE), type: "float16" }),
  }),
  "ONNX with external data": () => ({
    "model.onnx": onnx({
      values: new Float32Array(0),
      external: { location: "data.bin" },
    }),
    "data.bin": new Uint8Array(4 * SIZE),
  }),
  "a graph model in shards": () => {
    const draft = new GraphDraft(1, [8, 8, 4]);
    const row = draft.node("Reshape", ["image", draft.integers([-1, INPUTS])]);
    const kernel = draft.weight([INPUTS, OUTPUTS]);
    const { json, weights } = draft.model(draft.node("MatMul", [row, kernel]));
    const [group] = json.weightsManifest;
    const weightsManifest = [{ ...group, paths: PATHS }];
    return {
      "model.json": JSON.stringify({ ...json, weightsManifest }),
      ...halves(weights),
    };
  },
  "a layers model in shards": async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [8, 8, 4] }),
        tf.layers.dense({ units: OUTPUTS, useBias: false }),
      ],
    });
    const { json, files } = await savedModel(model);
    model.dispose();
    json.weightsManifest[0]!.paths = PATHS;
    return {
      "model.json": JSON.stringify(json),
      ...halves(files["weights.bin"]!),
    };
  },
};

/** Bytes of arrays that are still in use. */
async function arrayBytes(): Promise<number> {
  for (let i = 0; i < 2; i++) {
    collect();
    await new Promise((done) => setTimeout(done, 10));
  }
  return Deno.memoryUsage().external;
}

for (const [name, write] of Object.entries(FILES)) {
  Deno.test(`${name}: the weights are held once`, () =>
    withFolder(async (folder) => {
      const names: string[] = [];
      for (const [file, content] of Object.entries(await write())) {
        names.push(file);
        const bytes = typeof content === "string"
          ? new TextEncoder().encode(content)
          : content;
        await Deno.writeFile(join(folder, file), bytes);
      }
      const [arrays, tensors] = [await arrayBytes(), tf.memory().numBytes];
      const model = await loadModel(join(folder, names[0]!));
      assertEquals(tf.memory().numBytes - tensors, 4 * SIZE);
      const kept = await arrayBytes() - arrays;
      assert(kept < SIZE, `${kept} bytes are kept beside the weights`);
      model.dispose();
      assertEquals(tf.memory().numBytes, tensors);
    }));
}
