import * as onnx from "onnxruntime-web";
import { startSession } from "./start_session.ts";

/** An array as a session takes and gives it. */
export interface Numbers {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What onnxruntime-web makes of an input: the output at a position. */
export async function runOnnx(
  file: Uint8Array,
  { shape, values }: Numbers,
  output = 0,
): Promise<Numbers> {
  onnx.env.logLevel = "fatal";
  const session = await startSession(file, 1);
  try {
    const input = new onnx.Tensor(values, [...shape]);
    const outputs = await session.run({ [session.inputNames[0]!]: input });
    const result = outputs[session.outputNames[output]!]!;
    return {
      shape: result.dims,
      values: Float32Array.from(await result.getData() as Float32Array),
    };
  } finally {
    await session.release();
  }
}
