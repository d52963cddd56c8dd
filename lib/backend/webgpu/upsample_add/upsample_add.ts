import type * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { runShader } from "../run_shader.ts";
import code from "./upsample_add.wgsl" with { type: "text" };

/** `before` and the maps `[N, h, w]`, resized bilinearly: `[N, H, W]`. */
export function upsampleAdd(
  backend: WebGPUBackend,
  map: tf.TensorInfo,
  before: tf.TensorInfo | undefined,
  { size: [height, width], alignCorners }: {
    readonly size: readonly [height: number, width: number];
    readonly alignCorners: boolean;
  },
): tf.TensorInfo {
  const [images, fromHeight, fromWidth] = map.shape as [number, number, number];
  const count = images * height * width;
  return runShader(backend, {
    name: "upsample_add",
    code,
    // What is absent has another in its place, whose values are not used.
    inputs: { map, before: before ?? map },
    integers: {
      count,
      height,
      width,
      fromHeight,
      fromWidth,
      alignCorners: alignCorners ? 1 : 0,
      added: before ? 1 : 0,
      beforeLast: (before ? count : images * fromHeight * fromWidth) - 1,
    },
    shape: [images, height, width],
    groups: Math.ceil(count / 64),
    groupSize: 64,
  });
}
