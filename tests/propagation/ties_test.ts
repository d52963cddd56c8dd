import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { candidates } from "./cases/backends.ts";

/** Where a maximum that several values share sends its gradient. */
interface Tie {
  readonly name: string;
  /** One channel of one image. */
  readonly image: readonly (readonly number[])[];
  readonly layer: () => tf.layers.Layer;
  /** Gradient by the image, of the sum of all outputs. */
  readonly gradient: readonly (readonly number[])[];
}

const TIES: readonly Tie[] = [
  {
    name: "a flat window: the first value",
    image: [[3, 3, 0, 0], [3, 3, 0, 0]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[1, 0, 1, 0], [0, 0, 0, 0]],
  },
  {
    name: "row by row, not column by column",
    image: [[1, 5], [5, 2]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[0, 1], [0, 0]],
  },
  {
    name: "negative values only",
    image: [[-4, -1], [-1, -7]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[0, 1], [0, 0]],
  },
  {
    name: "windows that overlap share a value",
    image: [[0, 1, 0], [1, 2, 1], [0, 1, 0]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
    gradient: [[0, 0, 0], [0, 4, 0], [0, 0, 0]],
  },
  {
    name: "a flat map under windows that overlap",
    image: [[2, 2, 2], [2, 2, 2], [2, 2, 2]],
    layer: () =>
      tf.layers.maxPooling2d({ poolSize: 3, strides: 1, padding: "same" }),
    gradient: [[4, 2, 0], [2, 1, 0], [0, 0, 0]],
  },
  {
    name: "padding never wins over a negative value",
    image: [[-1, -2], [-3, -4]],
    layer: () =>
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    gradient: [[1, 0], [0, 0]],
  },
  {
    name: "global: the first value",
    image: [[0, 7], [7, 7]],
    layer: () => tf.layers.globalMaxPooling2d({}),
    gradient: [[0, 1], [0, 0]],
  },
];

for (const { backend, missing } of await candidates()) {
  for (const tie of TIES) {
    Deno.test({
      name: `ties on ${backend}: ${tie.name}`,
      ignore: missing,
      async fn() {
        await startBackend(backend);
        const x = tf.input({
          shape: [tie.image.length, tie.image[0]!.length, 1],
        });
        const model = tf.model({
          inputs: x,
          outputs: tie.layer().apply(x) as tf.SymbolicTensor,
        });
        const gradient = tf.tidy(() => {
          const image = tf.tensor(
            tie.image.flat(),
            [1, ...x.shape.slice(1)] as number[],
          );
          const record = forward(layerGraph(model), image);
          return backward(record, tf.onesLike(record.output));
        });
        assertEquals([...await gradient.data()], tie.gradient.flat());
        gradient.dispose();
        model.dispose();
      },
    });
  }

  for (
    const [name, layer, first] of [
      ["maximum", tf.layers.maximum, [1, 0, 1]],
      ["minimum", tf.layers.minimum, [0, 1, 1]],
    ] as const
  ) {
    Deno.test({
      name: `ties on ${backend}: ${name} of equal inputs goes to the first`,
      ignore: missing,
      async fn() {
        await startBackend(backend);
        // Two factors meet where x and 2 − x are the same.
        const x = tf.input({ shape: [3] });
        const other = tf.layers.rescaling({ scale: -1, offset: 2 }).apply(x);
        const model = tf.model({
          inputs: x,
          outputs: layer().apply([
            x,
            other as tf.SymbolicTensor,
          ]) as tf.SymbolicTensor,
        });
        const gradient = tf.tidy(() => {
          const record = forward(layerGraph(model), tf.tensor([[5, -3, 1]]));
          return backward(record, tf.onesLike(record.output));
        });
        const expected = first.map((own) => own ? 1 : -1);
        assertEquals([...await gradient.data()], expected);
        gradient.dispose();
        model.dispose();
      },
    });
  }
}
