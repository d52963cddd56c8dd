/** Copies never reach beyond their tensors, whatever they are asked for. */
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../../lib/backend/mod.ts";

const row = () => tf.tensor1d([1, 2, 3, 4]);
const matrix = () => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);

/** What tfjs itself lets through to a kernel, and what is said to it. */
const REFUSED: Readonly<Record<string, readonly (() => unknown)[]>> = {
  "Cannot split the tensor as the lengths of its parts must be whole numbers, none negative":
    [
      () => tf.split(row(), [40, -1]),
      () => tf.split(row(), [-2, 6]),
      () => tf.split(row(), [0, 5, -1]),
      () => tf.split(row(), [1.5, 2.5]),
      () => tf.split(row(), [0.5, -1]),
      () => tf.split(matrix(), [5, -1], 1),
    ],
  "Cannot slice the tensor as begin and size must be whole numbers, none negative":
    [
      () => tf.slice(row(), [0.5], [2]),
      () => tf.slice(row(), [1], [1.5]),
      () => tf.slice(row(), [-2], [2]),
      () => tf.slice(row(), [NaN], [2]),
      () => tf.slice(matrix(), [0, 0.5], [2, 1]),
      () => tf.slice(matrix(), [-3, 0], [1, 3]),
    ],
  "Cannot pad the tensor as its paddings must be whole numbers, none negative":
    [
      () => tf.pad(row(), [[0, -3]]),
      () => tf.pad(row(), [[-1, 0]]),
      () => tf.pad(row(), [[-9, 1]]),
      () => tf.pad(row(), [[0.5, 0.5]]),
      () => tf.pad(matrix(), [[0, 0], [2, -2]]),
    ],
  "Cannot tile the tensor as its repeats must be whole numbers, none negative":
    [
      () => tf.tile(row(), [-1]),
      () => tf.tile(row(), [1.5]),
      () => tf.tile(matrix(), [-1, -1]),
    ],
  "Cannot transpose the tensor as its permutation must name each of 2 axes once":
    [
      () => tf.transpose(matrix(), [0, 0]),
      () => tf.transpose(matrix(), [0.5, 1]),
    ],
};

for (const [words, calls] of Object.entries(REFUSED)) {
  Deno.test(`${words.split(" as ")[0]} by numbers that name no place: nothing is read or written`, async () => {
    await startBackend("fullgrad-wasm");
    const before = tf.memory();
    const beside = Array.from({ length: 60 }, (_, k) => tf.fill([8], k));
    for (const call of calls) {
      assertThrows(() => tf.tidy(() => call() as void), RangeError, words);
    }
    for (const [k, tensor] of beside.entries()) {
      assertEquals([...await tensor.data()], Array(8).fill(k));
    }
    tf.dispose(beside);
    assertEquals(tf.memory().numTensors, before.numTensors);
    assertEquals(tf.memory().numDataBuffers, before.numDataBuffers);
  });
}

Deno.test("concat of several types gives numbers of the first, as tfjs's cpu backend", async () => {
  const types = ["float32", "int32", "bool"] as const;
  const values = {
    float32: [1.5, -2.75, 1],
    int32: [7, -8, 2 ** 24 + 1],
    bool: [1, 0, 1],
  };
  for (const first of types) {
    for (const second of types) {
      const joined: number[][] = [];
      for (const backend of ["cpu", "fullgrad-wasm"] as const) {
        await startBackend(backend);
        const before = tf.memory().numDataBuffers;
        const parts = [first, second, first].map((type) =>
          tf.tensor2d(values[type], [1, 3], type)
        );
        for (const axis of [0, 1]) {
          const out = tf.concat2d(parts, axis);
          assertEquals(out.dtype, first);
          joined.push([...await out.data()]);
          out.dispose();
        }
        tf.dispose(parts);
        assertEquals(tf.memory().numDataBuffers, before);
      }
      // tfjs's cpu keeps other numbers than 0 and 1 in a bool.
      const expected = joined.slice(0, 2).map((row) =>
        first === "bool" ? row.map((value) => Number(value !== 0)) : row
      );
      assertEquals(joined.slice(2), expected, `${first}, ${second}`);
    }
  }
});
