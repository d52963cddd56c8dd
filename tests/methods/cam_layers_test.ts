/** Which layer a class activation map is of, averages over layers, and which are equal. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  classAgnosticCam,
  eigenCam,
  gradCam,
  halfPixel,
  layerCam,
  loadModel,
  probability,
  startBackend,
} from "fullgrad";
import { CAM_VARIANTS } from "fullgrad/methods";
import { asModel } from "../../lib/model/mod.ts";
import { equalWeights, layerNamed } from "../../lib/methods/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";

/** A fully convolutional network: behind `before`, `classes` has a channel a class. */
async function fullyConvolutional(
  ends: (classes: tf.SymbolicTensor) => tf.SymbolicTensor,
  kernelSize = 1,
): Promise<tf.LayersModel> {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [8, 8, 3] });
  const before = tf.layers.conv2d({
    filters: 6,
    kernelSize: 3,
    activation: "relu",
    name: "before",
  }).apply(x) as tf.SymbolicTensor;
  const dropped = tf.layers.dropout({ rate: 0.5 }).apply(before);
  const classes = tf.layers.conv2d({
    filters: 4,
    kernelSize,
    name: "classes",
  }).apply(dropped) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs: ends(classes), name: "head" });
  randomizeWeights(model, 3);
  return model;
}

function apply(
  ...layers: readonly tf.layers.Layer[]
): (x: tf.SymbolicTensor) => tf.SymbolicTensor {
  return (x) =>
    layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, x);
}

/** As SqueezeNet, and as Tiny Darknet. */
const HEADS = {
  "relu, global average": () =>
    apply(
      tf.layers.reLU({ name: "relu" }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.softmax(),
    ),
  "average over a window of all": () =>
    apply(
      tf.layers.averagePooling2d({ poolSize: [6, 6], strides: 1 }),
      tf.layers.flatten(),
    ),
  "global maximum": () => apply(tf.layers.globalMaxPooling2d({})),
} as const;

const image = () => tf.randomNormal([2, 8, 8, 3], 0, 1, "float32", 5);

for (const [name, head] of Object.entries(HEADS)) {
  Deno.test(`the layer before the classes is the default: ${name}`, async () => {
    const model = await fullyConvolutional(head());
    const map = await gradCam(model, image());
    assertEquals(
      layerNamed(asModel(model), `${map.settings.layer}`).layerClass,
      "Conv2D",
    );
    assert(String(map.settings.layer).startsWith("before"));
    const note = map.notes.find((note) => note.includes("are the classes"));
    assert(note?.startsWith('The map is of "before'), note);
    // Named, the class layer has its map, of one channel.
    const named = await gradCam(model, image(), { layer: "classes" });
    assert(
      named.notes.some((note) =>
        note.startsWith('The channels of "classes" are the classes')
      ),
      named.notes.join(),
    );
    // Named, the layer before needs no word on what is behind it.
    const again = await gradCam(model, image(), {
      layer: `${map.settings.layer}`,
    });
    assertEquals(again.values, map.values);
    assert(!again.notes.some((note) => note.includes("are the classes")));
    model.dispose();
  });
}

Deno.test("a head that mixes channels has no class layer", async () => {
  const model = await fullyConvolutional(
    apply(
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 4 }),
    ),
  );
  const map = await gradCam(model, image());
  assertEquals(map.settings.layer, "classes");
  assert(!map.notes.some((note) => note.includes("are the classes")));
  model.dispose();
});

Deno.test("a map of several layers is the mean of theirs, each scaled and then resized", async () => {
  const model = await loadModel("shapes_vgg9");
  const batch = tf.randomNormal([2, 64, 64, 3], 0, 1, "float32", 8);
  const layer = ["relu4", "relu8", "relu6"];
  for (const method of [gradCam, layerCam, classAgnosticCam, eigenCam]) {
    for (const rectify of [true, false]) {
      const of = { target: 2, rectify, upsample: halfPixel };
      const map = await method(model, batch, { ...of, layer });
      assertEquals([map.settings.layer, map.layerMap], [layer, undefined]);
      const expected = new Float32Array(2 * 64 * 64);
      for (const name of layer) {
        const { layerMap } = await method(model, batch, { ...of, layer: name });
        const { values, shape: [count, height, width] } = layerMap!;
        const size = height! * width!;
        for (let i = 0; i < count!; i++) {
          const own = [...values.subarray(i * size, (i + 1) * size)];
          const least = Math.min(...own);
          const most = Math.max(...own.map(Math.abs));
          const unit = own.map((x) =>
            rectify ? (x - least) / (Math.max(...own) - least + 1e-7) : x / most
          );
          enlarged(unit, width!, 64).forEach((x, p) =>
            expected[i * 4096 + p]! += x / layer.length
          );
        }
      }
      assertClose(map.values, expected, 1e-5, `${map.method} ${rectify}`);
    }
  }
  batch.dispose();
});

/** Bilinear between pixel centers, as plain loops. */
function enlarged(map: number[], from: number, to: number): number[] {
  const place = (i: number) => {
    const at = Math.min(Math.max((i + 0.5) * from / to - 0.5, 0), from - 1);
    const low = Math.floor(at);
    return [low, Math.min(low + 1, from - 1), at - low] as const;
  };
  return Array.from({ length: to * to }, (_, p) => {
    const [top, bottom, v] = place(Math.floor(p / to));
    const [left, right, h] = place(p % to);
    const row = (y: number) =>
      map[y * from + left]! * (1 - h) + map[y * from + right]! * h;
    return row(top) * (1 - v) + row(bottom) * v;
  });
}

Deno.test("layers are refused that are none, or of no name", async () => {
  const model = await loadModel("shapes_vgg9");
  const image = new Float32Array(64 * 64 * 3);
  await assertRejects(
    () => gradCam(model, image, { layer: ["relu8", "relu0"] }),
    RangeError,
    'Cannot find the layer "relu0"',
  );
  await assertRejects(
    () => gradCam(model, image, { layer: [] }),
    RangeError,
    "Cannot run gradCam as layer must be a string that is not empty, or a list",
  );
});

/** What differs between two maps, over the greatest value. */
function distance(a: Float32Array, b: Float32Array): number {
  const most = a.reduce((most, x) => Math.max(most, Math.abs(x)), 1e-30);
  return a.reduce((far, x, i) => Math.max(far, Math.abs(x - b[i]!)), 0) / most;
}

/** The layers that are tried, with how many groups of equal weights each has. */
const CASES: readonly (readonly [
  name: string,
  model: () => Promise<tf.LayersModel>,
  prefix: string,
  groups: number,
])[] = [
  [
    "classes",
    () => fullyConvolutional(HEADS["relu, global average"]()),
    "classes",
    1,
  ],
  [
    "classes, behind relu",
    () => fullyConvolutional(HEADS["relu, global average"]()),
    "relu",
    1,
  ],
  [
    "a maximum",
    () => fullyConvolutional(HEADS["global maximum"]()),
    "classes",
    1,
  ],
  [
    "before a global average",
    () =>
      fullyConvolutional(apply(
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 4 }),
      )),
    "classes",
    2,
  ],
  [
    "before relu and a global average",
    () =>
      fullyConvolutional(apply(
        tf.layers.reLU({}),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 4 }),
      )),
    "classes",
    1,
  ],
  [
    "before batch norm, pool and a global average",
    () =>
      fullyConvolutional(apply(
        tf.layers.batchNormalization({}),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 4 }),
      )),
    "classes",
    1,
  ],
  [
    "before a convolution of 1×1",
    () => fullyConvolutional(apply(tf.layers.globalAveragePooling2d({}))),
    "before",
    2,
  ],
  [
    "before a convolution of 1×1 and relu",
    () => fullyConvolutional(HEADS["relu, global average"]()),
    "before",
    1,
  ],
  [
    "before two convolutions of 1×1 and relu",
    () =>
      fullyConvolutional(
        apply(
          tf.layers.reLU({}),
          tf.layers.conv2d({ filters: 4, kernelSize: 1 }),
          tf.layers.globalAveragePooling2d({}),
        ),
      ),
    "before",
    0,
  ],
  [
    "before a convolution of 3×3",
    () => fullyConvolutional(apply(tf.layers.globalAveragePooling2d({})), 3),
    "before",
    0,
  ],
];

for (const [name, make, prefix, groups] of CASES) {
  Deno.test(`weights that the graph calls equal make the same maps, ${name}`, async () => {
    const model = await make();
    const loaded = asModel(model);
    const { nodes } = loaded.graph;
    // An activation in it is a layer of its own.
    const node = nodes.findLast(({ name }) => name.startsWith(prefix))!;
    const layer = node.name;
    const equals = equalWeights(loaded.graph, node, undefined);
    assertEquals(equals.length, groups);
    const maps = new Map<string, Float32Array>();
    for (const method of [...Object.values(CAM_VARIANTS), layerCam]) {
      const map = await method(model, image(), { layer, target: [1, 2] });
      if (map.signed) continue;
      maps.set(`${map.settings.weights}`, map.values);
    }
    const found = new Set<string>();
    for (const { weights } of equals) {
      const own = weights.filter((name) => maps.has(name));
      for (const other of own.slice(1)) {
        const [a, b] = [maps.get(own[0]!)!, maps.get(other)!];
        assert(distance(a, b) < 1e-5, `${own[0]} and ${other}`);
        found.add(`${own[0]} ${other}`);
      }
    }
    // Where nothing is said to be equal, the positive variants differ.
    if (groups === 0) {
      const [a, b] = ["mean ReLU(g)", "ReLU(mean g)"];
      assert(distance(maps.get(a)!, maps.get(b)!) > 1e-3);
    } else assert(found.size > 0);
    model.dispose();
  });
}

Deno.test("a target that is no logit has a gradient by every class", async () => {
  const model = await fullyConvolutional(HEADS["relu, global average"]());
  const loaded = asModel(model);
  const layer = layerNamed(loaded, "relu");
  const [ofLogit] = equalWeights(loaded.graph, layer, 1);
  assert(ofLogit!.weights.includes("mean |g|"));
  const others = equalWeights(loaded.graph, layer, probability(1));
  assertEquals(others.length, 2);
  assert(!others.some(({ weights }) => weights.includes("mean |g|")));
  model.dispose();
});
