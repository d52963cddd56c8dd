/**
 * Measures the forward pass of onnxruntime-web beside ours, in a process of its
 * own: `peer_onnx.ts '{"network": …}'` runs a round for every line of input.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs";
import * as onnx from "onnxruntime-web";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { Case } from "../measurement.ts";
import { LAYERS_MODELS } from "../networks/mod.ts";
import { peakMemory } from "../peak_memory.ts";
import { serveRounds } from "../serve_rounds.ts";
import { startSession } from "../../onnx/start_session.ts";
import { toOnnx } from "./to_onnx.ts";

const asked: Case = JSON.parse(Deno.args[0]!);
await startBackend("wasm");
const model = LAYERS_MODELS.get(asked.network)!();
const file = await toOnnx(model, asked.batch);
model.dispose();
const session = await startSession(file, asked.threads);
const shape = [asked.batch, 3, 224, 224];
const noise = tf.randomNormal(shape, 0, 1, "float32", 1);
const images = new onnx.Tensor(await noise.data() as Float32Array, shape);
noise.dispose();

await serveRounds({
  forward: async () => {
    const outputs = await session.run({ [session.inputNames[0]!]: images });
    await outputs[session.outputNames[0]!]!.getData();
  },
}, () => ({
  version: onnx.env.versions.web!,
  threads: asked.threads,
  peakBytes: peakMemory(),
}));
// Its threads would keep the process alive.
Deno.exit(0);
