import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../../lib/backend/mod.ts";

const CASTS: readonly {
  readonly from: tf.NumericDataType;
  readonly to: tf.NumericDataType;
  readonly values: readonly number[];
  readonly want: readonly number[];
}[] = [
  {
    from: "float32",
    to: "int32",
    values: [1.9, -1.9, 0, NaN],
    want: [1, -1, 0, 0],
  },
  {
    from: "float32",
    to: "bool",
    values: [0.5, -0, 0, NaN, 256],
    want: [1, 0, 0, 1, 1],
  },
  { from: "int32", to: "bool", values: [0, 256, -1], want: [0, 1, 1] },
  { from: "bool", to: "float32", values: [0, 1], want: [0, 1] },
  { from: "float32", to: "float32", values: [1.5, NaN], want: [1.5, NaN] },
];

Deno.test("cast: values of every type in every other", async () => {
  await startBackend("fullgrad-wasm");
  for (const { from, to, values, want } of CASTS) {
    const tensor = tf.tensor1d([...values], from);
    const cast = tf.cast(tensor, to);
    assertEquals(cast.dtype, to);
    assertEquals([...await cast.data()], want, `${from} to ${to}`);
    tf.dispose([tensor, cast]);
  }
});

Deno.test("identity: a clone shares its values and outlives its source", async () => {
  await startBackend("fullgrad-wasm");
  const before = tf.backend().numDataIds();
  const source = tf.tensor1d([1, 2, 3]);
  const clone = tf.clone(source);
  assertEquals(tf.backend().numDataIds(), before + 1);
  source.dispose();
  const other = tf.ones([3]);
  assertEquals([...await clone.data()], [1, 2, 3]);
  tf.dispose([clone, other]);
  assertEquals(tf.backend().numDataIds(), before);
});
