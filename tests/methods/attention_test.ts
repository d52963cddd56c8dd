/** Attention rollout and attention × gradient, against plain loops in float64. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  attentionGradient,
  attentionRollout,
  gradCam,
  METHODS,
} from "../../lib/methods/mod.ts";
import { loadModel, type Model, modelOf } from "../../lib/model/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { CHANNELS, Patches, weight } from "../model/graph/patches.ts";
import { assertClose } from "../propagation/assert_close.ts";

const [HEIGHT, WIDTH, HEADS, BLOCKS] = [3, 5, 2, 3];
const SIZE = CHANNELS / HEADS;
const IMAGES = {
  data: Float32Array.from({ length: 2 * 6 * 10 * 3 }, (_, i) => Math.sin(i)),
  shape: [2, 6, 10, 3],
};

/** What the scores of a block are added to and multiplied by. */
interface Scores {
  readonly scale: number;
  /** What is added to those of a token with itself. */
  readonly own: number;
}

interface Form {
  readonly classToken: boolean;
  readonly scores?: Scores;
  /** Heads are all given the first one's scores. */
  readonly equalHeads?: boolean;
  readonly blocks?: number;
}

/** Blocks of attention with several heads, by the kind `attention`. */
function transformer(
  {
    classToken,
    scores: { scale, own } = { scale: 3, own: 0 },
    equalHeads = false,
    blocks = BLOCKS,
  }: Form,
): Model {
  const count = HEIGHT * WIDTH + (classToken ? 1 : 0);
  const net = new Patches(HEIGHT, WIDTH).reshape(HEIGHT * WIDTH, CHANNELS);
  if (classToken) net.pad(0, 1, 0);
  net.add("elementwiseAffine", {}, undefined, {
    beta: () => weight([count, CHANNELS]),
  });
  for (let i = 0; i < blocks; i++) {
    const before = net.last;
    const normed = net.add("layerNorm", { axes: [2], epsilon: 1e-5 }).last;
    const [queries, keys, values] = [0, 1, 2].map((part) => {
      net.last = normed;
      net.add("dense", {}, undefined, {
        kernel: () =>
          tf.tidy(() => {
            const at = [CHANNELS, 1 + part + 3 * i + CHANNELS];
            return tf.slice(weight(at), [0, part + 3 * i + 1], [-1, CHANNELS]);
          }),
      });
      net.reshape(count, HEADS, SIZE).transpose(1, 0, 2);
      return part === 1 ? net.transpose(0, 2, 1).last : net.last;
    }) as [number, number, number];
    net.add("matMul", {}, [queries, keys])
      .add("rescale", { scale, offset: 0 });
    if (equalHeads) net.add("gather", { axis: 1, indices: [0, 0] });
    net.add("elementwiseAffine", {}, undefined, {
      beta: () => tf.tidy(() => tf.mul(tf.eye(count), own)),
    });
    net.add("attention", {}, [net.last, values])
      .transpose(1, 0, 2).reshape(count, CHANNELS).dense(CHANNELS);
    net.add("add", {}, [before, net.last]);
  }
  net.add("layerNorm", { axes: [2], epsilon: 1e-5 });
  if (classToken) {
    net.add("slice", {
      axes: [
        { before: 0, after: count - 1, step: 1 },
        { before: 0, after: 0, step: 1 },
      ],
    }).reshape(CHANNELS);
  } else net.add("reduce", { operation: "mean", axes: [1], keepDims: false });
  net.dense(3);
  return built(net);
}

function built(net: Patches): Model {
  return modelOf({
    graph: net.graph(),
    layersModel: undefined,
    weightLayers: [],
    dispose: () => {},
  }, { name: "transformer" });
}

type Matrix = readonly (readonly number[])[];

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) =>
    b[0]!.map((_, j) =>
      row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)
    )
  );
const identity = (size: number): Matrix =>
  Array.from(
    { length: size },
    (_, i) => Array.from({ length: size }, (_, j) => i === j ? 1 : 0),
  );
const sum = (a: Matrix, b: Matrix): Matrix =>
  a.map((row, i) => row.map((value, j) => value + b[i]![j]!));

/** Scores, values and the gradient by attention's output, of an image and head. */
interface Head {
  readonly attention: Matrix;
  readonly values: Matrix;
  readonly gradient: Matrix;
}

/** By layer, image, head. */
async function headsOf(model: Model, target: number): Promise<Head[][][]> {
  const layers: [tf.Tensor, tf.Tensor, tf.Tensor][] = [];
  tf.tidy(() => {
    const record = forward(
      model.graph,
      tf.tensor4d(IMAGES.data, [2, 6, 10, 3]),
    );
    const row = [0, 1, 2].map((i) => i === target ? 1 : 0);
    backward(record, tf.tensor2d([row, row]), {
      visit: (node, g, { inputs }) => {
        if (node.kind !== "attention") return;
        const [scores, values] = inputs as [tf.Tensor, tf.Tensor];
        layers.unshift(
          [scores, values, g].map((tensor) => tf.keep(tf.clone(tensor))) as [
            tf.Tensor,
            tf.Tensor,
            tf.Tensor,
          ],
        );
      },
    });
  });
  return await Promise.all(layers.map(async (tensors) => {
    const [scores, values, gradient] = await Promise.all(
      tensors.map((tensor) => tensor.array() as unknown as Promise<Matrix[][]>),
    ) as [Matrix[][], Matrix[][], Matrix[][]];
    tf.dispose(tensors);
    return scores.map((image, n) =>
      image.map((head, h) => ({
        attention: head.map((row) => {
          const powers = row.map((score) => Math.exp(score - Math.max(...row)));
          const total = powers.reduce((a, b) => a + b);
          return powers.map((power) => power / total);
        }),
        values: values[n]![h]!,
        gradient: gradient[n]![h]!,
      }))
    );
  }));
}

/** The rows that the head reads, averaged, of the whole product; by image. */
async function derived(
  model: Model,
  classToken: boolean,
  target: number,
  layerMatrix: (heads: readonly Head[]) => Matrix,
): Promise<{ readonly map: number[]; readonly rows: number[][] }> {
  const layers = await headsOf(model, target);
  const rows = [0, 1].map((n) => {
    const size = layers[0]![n]![0]!.attention.length;
    const all = layers.reduce<Matrix>(
      (before, heads) => product(layerMatrix(heads[n]!), before),
      identity(size),
    );
    const read = classToken ? [all[0]!] : all;
    return all[0]!.map((_, j) =>
      read.reduce((total, row) => total + row[j]!, 0) / read.length
    );
  });
  return { rows, map: rows.flatMap((row) => row.slice(classToken ? 1 : 0)) };
}

const FUSE = {
  mean: (values: number[]) => values.reduce((a, b) => a + b) / values.length,
  max: (values: number[]) => Math.max(...values),
  min: (values: number[]) => Math.min(...values),
} as const;

const rolled = (headFusion: keyof typeof FUSE) => (heads: readonly Head[]) =>
  heads[0]!.attention.map((row, i) => {
    const mixed = row.map((_, j) =>
      0.5 * FUSE[headFusion](heads.map(({ attention }) => attention[i]![j]!)) +
      (i === j ? 0.5 : 0)
    );
    const total = mixed.reduce((a, b) => a + b);
    return mixed.map((value) => value / total);
  });

const byGradient = (heads: readonly Head[]): Matrix =>
  sum(
    identity(heads[0]!.attention.length),
    heads[0]!.attention.map((row, i) =>
      row.map((_, j) =>
        heads.reduce((total, { attention, values, gradient }) => {
          const slope = gradient[i]!.reduce(
            (own, g, d) => own + g * values[j]![d]!,
            0,
          );
          return total + Math.max(0, slope * attention[i]![j]!);
        }, 0) / heads.length
      )
    ),
  );

for (const classToken of [true, false]) {
  const which = classToken ? "of the class token" : "of the mean over tokens";

  Deno.test(`attention rollout ${which} is the product of layers`, async () => {
    const model = transformer({ classToken });
    for (const headFusion of ["mean", "max", "min"] as const) {
      const found = await attentionRollout(model, IMAGES, { headFusion });
      const { map } = await derived(model, classToken, 0, rolled(headFusion));
      assertEquals(found.layerMap!.shape, [2, HEIGHT, WIDTH]);
      assertEquals(found.shape, [2, 6, 10]);
      assertClose(found.layerMap!.values, map, 1e-5, headFusion);
    }
  });

  Deno.test(`attention × gradient ${which} is R of the paper`, async () => {
    const model = transformer({ classToken });
    for (const target of [0, 2]) {
      const found = await attentionGradient(model, IMAGES, { target });
      const { map } = await derived(model, classToken, target, byGradient);
      assertClose(found.layerMap!.values, map, 1e-4, `target ${target}`);
      assert(map.some((value) => value > 0));
    }
  });
}

Deno.test("the share of the tokens without a place is in the notes", async () => {
  const { rows } = await derived(
    transformer({ classToken: true }),
    true,
    0,
    rolled("mean"),
  );
  const shares = rows.map(([own]) => 100 * own!).toSorted((a, b) => a - b);
  const { notes } = await attentionRollout(
    transformer({ classToken: true }),
    IMAGES,
  );
  const note = notes.find((note) => note.includes("has no place"))!;
  const said = [...note.matchAll(/([\d.]+) %/g)].map(([, share]) => +share!);
  [said[0]!, said.at(-1)!].forEach((share, i) =>
    assertAlmostEquals(share, shares[i]!, 0.051)
  );
  const { notes: others } = await attentionRollout(
    transformer({ classToken: false }),
    IMAGES,
  );
  assert(!others.some((note) => note.includes("has no place")));
});

Deno.test("uniform attention rolls out to a uniform map", async () => {
  const model = transformer({ classToken: true, scores: { scale: 0, own: 0 } });
  for (const headFusion of ["mean", "max", "min"] as const) {
    const map = await attentionRollout(model, IMAGES, { headFusion });
    const tokens = HEIGHT * WIDTH + 1;
    const [value] = map.layerMap!.values;
    assertClose(
      map.layerMap!.values,
      new Float32Array(2 * HEIGHT * WIDTH).fill(value!),
      1e-6,
      headFusion,
    );
    // Half of what is left stays with the token itself, layer by layer.
    assertAlmostEquals(value!, (1 - 0.5 ** BLOCKS) / tokens, 1e-6);
  }
});

Deno.test("attention of every token on itself stays at the token", async () => {
  const scores = { scale: 0, own: 200 };
  const one = await attentionRollout(
    transformer({ classToken: true, scores }),
    IMAGES,
  );
  assert(one.values.every((value) => value === 0));
  assert(
    one.notes.some((note) =>
      note.includes("100.0 % of the relevance of all tokens has no place")
    ),
  );
  assert(one.notes.some((note) => note.includes("0 everywhere")));
  const all = await attentionRollout(
    transformer({ classToken: false, scores }),
    IMAGES,
  );
  assertClose(
    all.layerMap!.values,
    new Float32Array(2 * HEIGHT * WIDTH).fill(1 / (HEIGHT * WIDTH)),
    1e-6,
    "mean over tokens",
  );
});

Deno.test("of heads that are equal every fusion is the same", async () => {
  const model = transformer({ classToken: true, equalHeads: true });
  const [mean, max, min] = await Promise.all(
    (["mean", "max", "min"] as const).map((headFusion) =>
      attentionRollout(model, IMAGES, { headFusion })
    ),
  );
  assertClose(max!.values, mean!.values, 1e-6, "max");
  assertClose(min!.values, mean!.values, 1e-6, "min");
});

Deno.test("attention × gradient sees the target, rollout does not; none leaves tensors", async () => {
  const model = transformer({ classToken: true });
  const before = tf.memory().numTensors;
  const [one, two] = [
    await attentionRollout(model, IMAGES, { target: 1 }),
    await attentionRollout(model, IMAGES, { target: 2, chunkSize: 1 }),
  ];
  assertClose(one.values, two.values, 1e-6, "rollout");
  assert(one.notes.some((note) => note.includes("class-agnostic")));
  const [a, b] = [
    await attentionGradient(model, IMAGES, { target: 1 }),
    await attentionGradient(model, IMAGES, { target: 2 }),
  ];
  assert(a.values.some((value, i) => Math.abs(value - b.values[i]!) > 1e-3));
  const bad = { ...IMAGES, data: IMAGES.data.with(0, NaN) };
  await assertRejects(() => attentionGradient(model, bad));
  assertEquals(tf.memory().numTensors, before);
});

Deno.test("what is no attention of all tokens on all is refused with the reason", async () => {
  const windows = new Patches(4, 4).reshape(2, 2, 2, 2, CHANNELS)
    .transpose(0, 2, 1, 3, 4).reshape(4, 4, CHANNELS);
  const values = windows.last;
  const turned = windows.transpose(0, 2, 1).last;
  windows.add("matMul", {}, [values, turned]);
  windows.add("attention", {}, [windows.last, values]);
  windows.reshape(16 * CHANNELS).dense(3);

  const pooled = new Patches(2, 4).reshape(8, CHANNELS);
  const attend = (queries: number, keys: number) => {
    pooled.last = keys;
    const columns = pooled.transpose(1, 0).last;
    pooled.add("matMul", {}, [queries, columns]);
    return pooled.add("attention", {}, [pooled.last, keys]).last;
  };
  const first = attend(pooled.last, pooled.last);
  const half = pooled.add("gather", { axis: 1, indices: [0, 1, 2, 3] }).last;
  attend(half, first);
  pooled.reshape(4 * CHANNELS).dense(3);

  const plain = new Patches(2, 2).reshape(4 * CHANNELS).dense(3);
  for (const { run } of [METHODS.attentionRollout, METHODS.attentionGradient]) {
    for (
      const [net, reason] of [
        [windows, "is of 4 at a time, and 16 have a place"],
        [pooled, "with the same T in all layers: the scores of"],
        [plain, "must have attention"],
      ] as const
    ) {
      const [height, width] = [net.height * 2, net.width * 2];
      const image = new Float32Array(height * width * 3);
      await assertRejects(() => run(built(net), image), TypeError, reason);
    }
  }
});

Deno.test("a class activation map is of what the last attention is computed from", async () => {
  const model = transformer({ classToken: true });
  const { graph } = model;
  const attention = graph.nodes.findLast(({ kind }) => kind === "attention")!;
  const norm = graph.nodes.findLast(({ id, kind }) =>
    id < attention.id && kind === "layerNorm"
  )!;
  const map = await gradCam(model, IMAGES, { target: 1 });
  assertEquals(map.settings.layer, norm.name);
});

Deno.test("a trained transformer has both maps, of its patches", async () => {
  const model = await loadModel("data/shapes_vit");
  const image = Float32Array.from({ length: 64 * 64 * 3 }, (_, i) => i % 7 / 7);
  for (const { run } of [METHODS.attentionRollout, METHODS.attentionGradient]) {
    const map = await run(model, image, { target: 2 });
    assertEquals(map.layerMap!.shape.length, 3);
    assert(map.values.some((value) => value > 0));
  }
});
