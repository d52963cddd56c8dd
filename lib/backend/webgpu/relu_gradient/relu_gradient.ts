import * as tf from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { runShader } from "../run_shader.ts";
import code from "./relu_gradient.wgsl" with { type: "text" };

/** The gradient by the input of a relu with output `y`. */
export function reluGradient(
  backend: WebGPUBackend,
  dy: tf.TensorInfo,
  y: tf.TensorInfo,
): tf.TensorInfo {
  const count = tf.util.sizeFromShape(dy.shape);
  return runShader(backend, {
    name: "relu_gradient",
    code,
    inputs: { dy, y },
    integers: { count },
    shape: dy.shape,
    groups: Math.ceil(count / 64),
    groupSize: 64,
  });
}
