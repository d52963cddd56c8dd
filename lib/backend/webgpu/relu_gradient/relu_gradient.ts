import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { runShader } from "../run_shader.ts";
import code from "./relu_gradient.wgsl" with { type: "text" };

/**
 * The gradient by the input of a relu with output `y`, or by that of a batch
 * normalization before it with `scale`; without `y` there is no relu.
 */
export function reluGradient(
  backend: WebGPUBackend,
  dy: tf.TensorInfo,
  y: tf.TensorInfo | undefined,
  scale: tf.TensorInfo | undefined,
): tf.TensorInfo {
  const count = tf.util.sizeFromShape(dy.shape);
  return runShader(backend, {
    name: "relu_gradient",
    code,
    // What is absent has another in its place, which is not read.
    inputs: { dy, y: y ?? dy, scale: scale ?? dy },
    integers: {
      count,
      channels: dy.shape.at(-1) ?? 1,
      masked: y ? 1 : 0,
      scaled: scale ? 1 : 0,
    },
    shape: dy.shape,
    groups: Math.ceil(count / 64),
    groupSize: 64,
  });
}
