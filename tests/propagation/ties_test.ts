import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../lib/backend/mod.ts";
import { layerGraph, type NodeKind } from "../../lib/model/mod.ts";
import {
  backward,
  forward,
  GRADIENT,
  type TieRule,
  withTies,
} from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { candidates } from "./cases/backends.ts";
import { type Case, CASES, normals } from "./cases/mod.ts";
import { sizeOf } from "./float64/mod.ts";

/** Where a maximum that several values share sends its gradient. */
interface Tie {
  readonly name: string;
  /** One channel of one image. */
  readonly image: readonly (readonly number[])[];
  readonly layer: () => tf.layers.Layer;
  /** Gradient by the image, of the sum of all outputs, to the first. */
  readonly gradient: readonly (readonly number[])[];
  /** The same, shared among the values that tie. */
  readonly shared: readonly (readonly number[])[];
}

const TIES: readonly Tie[] = [
  {
    name: "a flat window: the first value",
    image: [[3, 3, 0, 0], [3, 3, 0, 0]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[1, 0, 1, 0], [0, 0, 0, 0]],
    shared: [[0.25, 0.25, 0.25, 0.25], [0.25, 0.25, 0.25, 0.25]],
  },
  {
    name: "row by row, not column by column",
    image: [[1, 5], [5, 2]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[0, 1], [0, 0]],
    shared: [[0, 0.5], [0.5, 0]],
  },
  {
    name: "negative values only",
    image: [[-4, -1], [-1, -7]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2 }),
    gradient: [[0, 1], [0, 0]],
    shared: [[0, 0.5], [0.5, 0]],
  },
  {
    name: "windows that overlap share a value",
    image: [[0, 1, 0], [1, 2, 1], [0, 1, 0]],
    layer: () => tf.layers.maxPooling2d({ poolSize: 2, strides: 1 }),
    gradient: [[0, 0, 0], [0, 4, 0], [0, 0, 0]],
    shared: [[0, 0, 0], [0, 4, 0], [0, 0, 0]],
  },
  {
    name: "a flat map under windows that overlap",
    image: [[2, 2, 2], [2, 2, 2], [2, 2, 2]],
    layer: () =>
      tf.layers.maxPooling2d({ poolSize: 3, strides: 1, padding: "same" }),
    gradient: [[4, 2, 0], [2, 1, 0], [0, 0, 0]],
    // Windows of corners have 4 values, those of edges 6, the middle one 9.
    shared: [
      [25 / 36, 40 / 36, 25 / 36],
      [40 / 36, 64 / 36, 40 / 36],
      [25 / 36, 40 / 36, 25 / 36],
    ],
  },
  {
    name: "padding never wins over a negative value",
    image: [[-1, -2], [-3, -4]],
    layer: () =>
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
    gradient: [[1, 0], [0, 0]],
    shared: [[1, 0], [0, 0]],
  },
  {
    name: "global: the first value",
    image: [[0, 7], [7, 7]],
    layer: () => tf.layers.globalMaxPooling2d({}),
    gradient: [[0, 1], [0, 0]],
    shared: [[0, 1 / 3], [1 / 3, 1 / 3]],
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
        const gradientBy = (ties: TieRule) =>
          tf.tidy(() => {
            const image = tf.tensor(
              tie.image.flat(),
              [1, ...x.shape.slice(1)] as number[],
            );
            const record = forward(layerGraph(model), image);
            return backward(record, tf.onesLike(record.output), { ties });
          });
        const first = gradientBy("first");
        assertEquals([...await first.data()], tie.gradient.flat());
        const shared = gradientBy("share");
        assertClose(await shared.data(), tie.shared.flat(), 1e-6, "shared");
        tf.dispose([first, shared]);
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
      name: `ties on ${backend}: ${name} of equal inputs`,
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
        const gradientBy = (ties: TieRule) =>
          tf.tidy(() => {
            const record = forward(layerGraph(model), tf.tensor([[5, -3, 1]]));
            return backward(record, tf.onesLike(record.output), { ties });
          });
        const expected = first.map((own) => own ? 1 : -1);
        const [own, shared] = [gradientBy("first"), gradientBy("share")];
        assertEquals([...await own.data()], expected);
        // Half of 1 and half of −1.
        assertEquals([...await shared.data()], [...expected.slice(0, 2), 0]);
        tf.dispose([own, shared]);
        model.dispose();
      },
    });
  }

  const kinds = ["globalMaxPool", "maxPool", "maximum", "minimum", "reduce"];
  for (const kind of kinds as NodeKind[]) {
    for (const example of CASES[kind]) {
      Deno.test({
        name: `ties on ${backend} are shared without a loss: ${example.name}`,
        ignore: missing,
        fn: () => checkShares(example, backend),
      });
    }
  }
}

Deno.test("a table's own rule for a pool is kept when ties are shared", () => {
  const own = () => [];
  const rules = withTies({ ...GRADIENT, maxPool: own }, "share");
  assert(rules.maxPool === own);
  assert(rules.maximum !== GRADIENT.maximum);
  assert(rules.conv2d === GRADIENT.conv2d);
  assert(withTies(GRADIENT, "first") === GRADIENT);
});

/** Of maps full of ties: the shares add up, and are those of the CPU backend. */
async function checkShares(
  example: Case,
  backend: BackendName,
): Promise<void> {
  const values = normals(sizeOf(example.shape), 5).map(Math.round);
  const run = async (on: BackendName, ties: TieRule) => {
    await startBackend(on);
    const before = tf.memory().numTensors;
    const { graph, dispose } = example.build();
    const result = tf.tidy(() => {
      const record = forward(graph, tf.tensor(values, [...example.shape]));
      const upstream = tf.tensor(
        normals(record.output.size, 6),
        record.output.shape,
      );
      return { gradient: backward(record, upstream, { ties }) };
    });
    const gradient = await result.gradient.data();
    result.gradient.dispose();
    dispose();
    assertEquals(tf.memory().numTensors, before, "something leaks");
    return gradient;
  };
  const [first, shared] = [
    await run(backend, "first"),
    await run(backend, "share"),
  ];
  const total = (of: ArrayLike<number>) =>
    values.reduce((sum, value, i) => sum + value * of[i]!, 0);
  const size = values.reduce(
    (sum, value, i) => sum + Math.abs(value * first[i]!),
    0,
  );
  // <g, x> is f, whoever of those that tie gets the gradient.
  assert(Math.abs(total(shared) - total(first)) <= 1e-5 * size);
  if (backend === "cpu") return;
  assertClose(shared, await run("cpu", "share"), 1e-5, "shared as on cpu");
}
