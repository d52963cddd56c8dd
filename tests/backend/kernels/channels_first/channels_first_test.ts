import * as tf from "@tensorflow/tfjs";
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../../lib/backend/mod.ts";
import { assertNear } from "../assert_near.ts";
import { seededValues } from "../seeded_values.ts";

type Zeros = [number, number];

const CASES: readonly {
  readonly strides: number;
  readonly pad:
    | "same"
    | "valid"
    | number
    | readonly [rows: Zeros, columns: Zeros];
}[] = [
  { strides: 1, pad: "same" },
  { strides: 2, pad: "valid" },
  { strides: 1, pad: 2 },
  { strides: 2, pad: [[1, 0], [2, 1]] },
];

Deno.test("channels first: a convolution and its gradients are those with channels last", async () => {
  await startBackend("fullgrad-wasm");
  const before = tf.backend().numDataIds();
  for (const { strides, pad } of CASES) {
    const image = random([2, 7, 9, 3], 1);
    const filter = random([3, 3, 3, 5], 2);
    const last = run(image, filter, (x, filter) =>
      tf.conv2d(
        x,
        filter,
        strides,
        typeof pad === "object" ? [[0, 0], ...pad, [0, 0]] : pad,
      ));
    const first = run(image, filter, (x, filter) => {
      const y = tf.conv2d(
        tf.transpose(x, [0, 3, 1, 2]),
        filter,
        strides,
        typeof pad === "object" ? [[0, 0], [0, 0], ...pad] : pad,
        "NCHW",
      );
      return tf.transpose(y, [0, 2, 3, 1]);
    });
    for (const [i, want] of last.entries()) {
      assertEquals(first[i]!.shape, want.shape);
      assertNear(
        await first[i]!.data() as Float32Array,
        await want.data() as Float32Array,
        1e-6,
      );
    }
    tf.dispose([image, filter, first, last]);
  }
  assertEquals(tf.backend().numDataIds(), before);
});

/** The output, and the gradients of the sum of its squares. */
function run(
  image: tf.Tensor4D,
  filter: tf.Tensor4D,
  convolve: (x: tf.Tensor4D, filter: tf.Tensor4D) => tf.Tensor4D,
): tf.Tensor[] {
  return tf.tidy(() => {
    const { grads } = tf.valueAndGrads((x, filter) =>
      tf.sum(tf.square(convolve(x as tf.Tensor4D, filter as tf.Tensor4D)))
    )([image, filter]);
    return [convolve(image, filter), ...grads];
  });
}

function random(
  shape: [number, number, number, number],
  seed: number,
): tf.Tensor4D {
  return tf.tensor4d(seededValues(tf.util.sizeFromShape(shape), seed), shape);
}
