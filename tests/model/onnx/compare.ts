import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import {
  loadOnnx,
  type OnnxOptions,
} from "../../../lib/model/formats/onnx/load_onnx.ts";
import type { Network } from "../../../lib/model/mod.ts";
import { forward } from "../../../lib/propagation/mod.ts";
import { type Numbers, runOnnx } from "../../onnx/run_onnx.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";

/** Where files of tests would lie: nothing there is read. */
export const NOWHERE = new URL("file:///nowhere/model.onnx");

/** Reads a file, hands the network to `use`, and frees it. */
export async function withNetwork<T>(
  file: Uint8Array,
  use: (network: Network) => Promise<T> | T,
  options: OnnxOptions = {},
): Promise<T> {
  const network = await loadOnnx(file, NOWHERE, options);
  try {
    return await use(network);
  } finally {
    network.dispose();
  }
}

/** The probabilities, or the row of numbers, that a network gives for images. */
export function outputsOf(
  { graph }: Network,
  images: tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const logits = forward(graph, images).output;
    if (graph.head === undefined) return tf.clone(logits);
    return graph.head === "softmax" ? tf.softmax(logits) : tf.sigmoid(logits);
  });
}

/**
 * Fails unless a network gives for two images of noise, at once, what
 * onnxruntime-web gives for each of them.
 */
export async function assertLikeRuntime(
  file: Uint8Array,
  shape: readonly number[],
  message: string,
  { spread = 1, ...options }: OnnxOptions & { readonly spread?: number } = {},
): Promise<void> {
  const values = normals(2 * sizeOf(shape), 3, spread);
  const size = sizeOf(shape);
  const expected: Numbers[] = [];
  for (const i of [0, 1]) {
    expected.push(
      await runOnnx(file, {
        shape,
        values: values.slice(i * size, (i + 1) * size),
      }),
    );
  }
  await withNetwork(file, async (network) => {
    const images = inLayoutOf(network, values, shape);
    const output = outputsOf(network, images);
    assertEquals(output.shape[0], 2, message);
    assertClose(
      await output.data(),
      expected.flatMap(({ values }) => [...values]),
      1e-4,
      message,
    );
    tf.dispose([images, output]);
  }, options);
}

/** Two images of a file's shape as the network takes them, channels last. */
function inLayoutOf(
  { graph }: Network,
  values: Float32Array,
  [, ...shape]: readonly number[],
): tf.Tensor {
  const [, height, width, channels] = graph.nodes[graph.input]!.shape;
  return tf.tidy(() => {
    const images = tf.tensor(values, [2, ...shape]);
    const isFirst = shape[0] === channels && shape[1] === height &&
      shape[2] === width && !(shape[0] === height && shape[2] === channels);
    return isFirst ? tf.transpose(images, [0, 2, 3, 1]) : images;
  });
}
