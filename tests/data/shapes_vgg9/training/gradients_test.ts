import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { batchNormalization } from "../../../../data/shapes_vgg9/training/batch_normalization.ts";
import { convolution } from "../../../../data/shapes_vgg9/training/convolution.ts";
import { maxPooling } from "../../../../data/shapes_vgg9/training/max_pooling.ts";

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

const EPSILON = 1e-3;

Deno.test("convolution has the value and gradients of tf.conv2d", async () => {
  for (const [height, width, size] of [[5, 7, 3], [8, 8, 5], [4, 4, 1]]) {
    await compare(
      [[2, height!, width!, 3], [size!, size!, 3, 4]],
      (x, k) => convolution(x as tf.Tensor4D, k as tf.Tensor4D),
      (x, k) => tf.conv2d(x as tf.Tensor4D, k as tf.Tensor4D, 1, "same"),
    );
  }
});

Deno.test("batchNormalization has the value and gradients of its formula", async () => {
  await compare(
    [[3, 4, 5, 2], [2], [2]],
    (x, gamma, beta) =>
      batchNormalization(
        x as tf.Tensor4D,
        gamma as tf.Tensor1D,
        beta as tf.Tensor1D,
        EPSILON,
      ).value,
    (x, gamma, beta) => {
      const { mean, variance } = tf.moments(x!, [0, 1, 2]);
      const deviation = tf.sqrt(tf.add(variance, EPSILON));
      return tf.add(
        tf.mul(tf.div(tf.sub(x!, mean), deviation), gamma!),
        beta!,
      );
    },
  );
});

Deno.test("batchNormalization gives the batch's statistics", async () => {
  const x = tf.tensor4d([1, 10, 3, 20, 5, 60], [1, 3, 1, 2]);
  const { mean, variance } = batchNormalization(
    x,
    tf.ones([2]),
    tf.zeros([2]),
    EPSILON,
  );
  assertClose(await mean.data(), [3, 30], 1e-5);
  assertClose(await variance.data(), [8 / 3, 1400 / 3], 1e-3);
});

Deno.test("maxPooling after ReLU has the value and gradient of tf.maxPool", async () => {
  await compare(
    [[2, 4, 6, 3]],
    (x) => maxPooling(tf.relu(x!) as tf.Tensor4D),
    (x) => tf.maxPool(tf.relu(x!) as tf.Tensor4D, 2, 2, "valid"),
  );
});

/**
 * Fails unless the operation on the WASM backend has the value and the
 * gradients, for a random cotangent, of the reference on the CPU backend.
 */
async function compare(
  shapes: readonly number[][],
  operation: Operation,
  reference: Operation,
): Promise<void> {
  const results: Float32Array[][] = [];
  for (
    const [backend, f] of [["wasm", operation], ["cpu", reference]] as const
  ) {
    await tf.setBackend(backend);
    const inputs = shapes.map((shape, i) =>
      tf.randomNormal(shape, 0, 1, "float32", i + 1)
    );
    const value = f(...inputs);
    const cotangent = tf.randomNormal(value.shape, 0, 1, "float32", 9);
    const gradients = tf.grads(f)(inputs, cotangent);
    results.push(
      await Promise.all(
        [value, ...gradients].map((t) => t.data() as Promise<Float32Array>),
      ),
    );
  }
  const [actual, expected] = results as [Float32Array[], Float32Array[]];
  assertEquals(actual.length, expected.length);
  actual.forEach((values, i) => assertClose(values, expected[i]!, 1e-4));
}

function assertClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
): void {
  assertEquals(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assertAlmostEquals(actual[i]!, expected[i]!, tolerance);
  }
}
