import * as onnx from "onnxruntime-web";

/** A session of onnxruntime-web on WASM SIMD with so many threads. */
export async function startSession(
  file: Uint8Array,
  threads: number,
): Promise<onnx.InferenceSession> {
  onnx.env.wasm.numThreads = threads;
  return await onnx.InferenceSession.create(file, {
    executionProviders: ["wasm"],
  });
}
