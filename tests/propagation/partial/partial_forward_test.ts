/** Outputs of changed images, in part and whole. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import { layerGraph } from "../../../lib/model/mod.ts";
import { explainOutputs, forward } from "../../../lib/propagation/mod.ts";
import { explainChangedOutputs } from "../../../lib/propagation/passes/mod.ts";
import { isBetterInPart } from "../../../lib/propagation/partial/cost.ts";
import { PartialForward } from "../../../lib/propagation/partial/partial_forward.ts";
import type { Rectangle } from "../../../lib/propagation/partial/region.ts";
import { Random } from "../../../lib/random/mod.ts";
import {
  buildModel,
  type Recipe,
  recipes,
} from "../../decomposition/architecture/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";
import { assertClose } from "../assert_close.ts";
import { normals } from "../cases/mod.ts";

await startBackend("fullgrad-wasm");

const [HEIGHT, WIDTH, CHANNELS] = [28, 31, 3];
const PATCHES = 4;

/** Rectangles of different sizes, at the borders too. */
function rectangles(random: Random): readonly Rectangle[] {
  const along = (side: number) => {
    const first = random.integer(side);
    return [first, Math.min(side, first + 1 + random.integer(7))] as const;
  };
  return Array.from(
    { length: PATCHES },
    () => [along(HEIGHT), along(WIDTH)] as const,
  );
}

/** Copies of an image, each with a rectangle of other values. */
function changedCopies(
  base: Float32Array,
  places: readonly Rectangle[],
): Float32Array {
  const noise = normals(places.length * base.length, 5);
  return Float32Array.from(noise, (value, i) => {
    const at = i % base.length;
    const [rows, columns] = places[Math.floor(i / base.length)]!;
    const row = Math.floor(at / (WIDTH * CHANNELS));
    const column = Math.floor(at / CHANNELS) % WIDTH;
    const isIn = row >= rows[0] && row < rows[1] && column >= columns[0] &&
      column < columns[1];
    return isIn ? value : base[at]!;
  });
}

async function check(recipe: Recipe): Promise<void> {
  tf.disposeVariables();
  const model = buildModel(recipe, [HEIGHT, WIDTH, CHANNELS]);
  const graph = layerGraph(model);
  if (graph.nodes[graph.input]!.shape[1] !== HEIGHT) return;
  const built = tf.memory().numTensors;
  const base = normals(HEIGHT * WIDTH * CHANNELS, 3, recipe.spread);
  const places = rectangles(new Random(recipe.seed, 3, 0));
  const copies = changedCopies(base, places);
  const image = tf.tensor4d(base, [1, HEIGHT, WIDTH, CHANNELS]);
  const images = tf.tensor4d(copies, [PATCHES, HEIGHT, WIDTH, CHANNELS]);
  const partial = new PartialForward(graph, image);
  const [found, expected] = tf.tidy(() => [
    tf.clone(partial.outputOf(images, places)),
    tf.clone(forward(graph, images).output),
  ]);
  partial[Symbol.dispose]();
  assertClose(
    await found!.data(),
    Float64Array.from(await expected!.data()),
    1e-4,
    "the output",
  );
  tf.dispose([image, images, found!, expected!]);
  assertEquals(tf.memory().numTensors, built, "something leaks");
  tf.disposeVariables();
}

const property = (numRuns: number) =>
  fc.assert(fc.asyncProperty(recipes, check), { seed: 2019, numRuns });

Deno.test("changed patches give the outputs of random networks", () =>
  property(60));

Deno.test("changed patches give the outputs of random networks where none of our kernels is", async () => {
  await startBackend("cpu");
  try {
    await property(10);
  } finally {
    await startBackend("fullgrad-wasm");
  }
});

exhaustiveTest({
  name: "changed patches give the outputs of many random networks",
  fn: () => property(600),
});

/** A convolution, a maximum and a convolution, before a dense layer. */
function smallNetwork(filters: number): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [HEIGHT, WIDTH, CHANNELS],
        filters,
        kernelSize: 3,
        padding: "same",
        activation: "relu",
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters, kernelSize: 3, padding: "same" }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4 }),
    ],
  });
}

/** Copies in which one of a few small places is changed. */
function smallChanges(count: number) {
  const base = normals(HEIGHT * WIDTH * CHANNELS, 3);
  const places: readonly Rectangle[] = [
    [[0, 5], [0, 5]],
    [[10, 14], [8, 13]],
    [[25, 28], [28, 31]],
    [[3, 6], [20, 21]],
  ];
  const all = Array.from({ length: count }, (_, i) => places[i % 4]!);
  return {
    base,
    images: {
      values: changedCopies(base, all),
      shape: [count, HEIGHT, WIDTH, CHANNELS] as const,
      rgb: new Uint8Array(count * HEIGHT * WIDTH * 3),
      names: all.map((_, i) => `copy ${i}`),
    },
    places: all,
  };
}

Deno.test("outputs of changed copies are those of whole passes, and most of their maps are not computed", async () => {
  const [filters, count] = [192, 32];
  const model = smallNetwork(filters);
  const { base, images } = smallChanges(count);
  const options = { target: images.names.map((_, i) => i % 4) };
  const whole = await explainOutputs(model, images, options);
  const known = tf.memory().numTensors;
  let found = whole;
  const { kernels } = await tf.profile(async () => {
    found = await explainChangedOutputs(
      model,
      images,
      images.names.map(() => base),
      options,
    );
    return tf.scalar(0);
  });
  assertEquals(tf.memory().numTensors, known + 1);
  assertClose(
    found.target.values,
    Float64Array.from(whole.target.values),
    1e-5,
    "the logits",
  );
  assertEquals(found.target.descriptions, whole.target.descriptions);
  const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b);
  const convolved = kernels.filter(({ name }) => name === "FullGradConv2D")
    .reduce((sum, { outputShapes: [shape] }) => sum + size(shape!), 0);
  const ofOne = filters * (HEIGHT * WIDTH + 14 * 15);
  // The pass of the image itself, and a few tiles of each map.
  assert(convolved > ofOne && convolved < 0.25 * count * ofOne + ofOne);
});

Deno.test("what calls cost counts: few small maps, and few copies, are computed whole", () => {
  const graph = (filters: number) => layerGraph(smallNetwork(filters));
  const changed = (count: number) => smallChanges(count).places;
  assert(isBetterInPart(graph(192), changed(32)));
  assert(!isBetterInPart(graph(192), changed(1)));
  assert(!isBetterInPart(graph(4), changed(4)));
  // Nothing is saved where all of the image is changed.
  const all: Rectangle = [[0, HEIGHT], [0, WIDTH]];
  assert(!isBetterInPart(graph(192), Array(32).fill(all)));
});

Deno.test("a change of most of an image is computed whole", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [HEIGHT, WIDTH, CHANNELS] }),
      tf.layers.dense({ units: 4 }),
    ],
  });
  const base = normals(HEIGHT * WIDTH * CHANNELS, 3);
  const images = {
    values: changedCopies(base, [[[0, 28], [0, 31]]]),
    shape: [1, HEIGHT, WIDTH, CHANNELS] as const,
    rgb: new Uint8Array(HEIGHT * WIDTH * 3),
    names: ["a"],
  };
  const found = await explainChangedOutputs(model, images, [base], {});
  assertEquals(found.logits, (await explainOutputs(model, images, {})).logits);
  assert(found.logits.values.length === 4);
});
