/** FullGrad+ against its identities and slower derivations. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { SIZES } from "../../data/shapes_vit/network.ts";
import {
  chain,
  halfPixel,
  type SaliencyMap,
  signed,
} from "../../lib/aggregation/mod.ts";
import { decompose, type Term } from "../../lib/decomposition/mod.ts";
import { fullGrad, fullGradPlus, layerInputs } from "../../lib/methods/mod.ts";
import {
  type AnyNode,
  asModel,
  loadModel,
  type Model,
  type ModelInput,
  placementOf,
} from "../../lib/model/mod.ts";
import {
  asTarget,
  backward,
  forward,
  GRADIENT,
  LIBRA,
} from "../../lib/propagation/mod.ts";
import { smallTransformer } from "../model/graph/patches.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals, randomizeWeights } from "../propagation/cases/mod.ts";
import { biasFree, images, network, NETWORKS } from "./networks/mod.ts";

const TOKENS = { rows: 3, columns: 5, height: 6, width: 10 };
const PICTURE = normals(6 * 10 * 3, 8);

const total = (values: Iterable<number>) =>
  [...values].reduce((a, b) => a + b, 0);

/** The nodes at whose outputs the layers begin. */
function inputsOf(model: ModelInput): readonly AnyNode[] {
  const { nodes } = asModel(model).graph;
  return layerInputs(model).map(({ name }) =>
    nodes.find((node) => node.name === name)!
  );
}

/** Every layer's Σ x_l · ∇x_l f, and the sum of every site's bias terms. */
function sumsOf(model: Model, image: tf.Tensor4D, rules = GRADIENT) {
  const layers: number[] = [];
  const biases = new Map<string, number>();
  const sum = ({ product }: Term) => total(product().dataSync());
  const value = tf.tidy(() =>
    decompose(
      {
        graph: model.graph,
        image,
        target: asTarget(1),
        classes: { chosen: [1], reference: undefined },
        rules,
      },
      (term) => {
        if (term.site.kind !== "input") biases.set(term.site.name, sum(term));
      },
      { of: inputsOf(model), visit: (term) => layers.unshift(sum(term)) },
    ).value.dataSync()[0]!
  );
  return { value, layers, biases };
}

/** Nodes by the site of a bias: its name, or what is before its part. */
function biasesBehind(
  { graph: { nodes } }: Model,
  biases: ReadonlyMap<string, number>,
  id: number,
): number {
  return total([...biases].flatMap(([site, sum]) => {
    const node = nodes.find(({ name }) => name === site) ??
      nodes.find(({ name }) => site.startsWith(`${name}/`));
    return node === undefined || node.id > id ? [sum] : [];
  }));
}

const IMAGE = images(1);
const picture = () =>
  tf.tensor4d(IMAGE.data, IMAGE.shape as [number, number, number, number]);

Deno.test("every layer's input × gradient is the output less the biases behind it", () => {
  const cases: (readonly [Model, tf.Tensor4D, typeof GRADIENT])[] = [];
  for (const name of NETWORKS) {
    cases.push([asModel(network(name)), picture(), GRADIENT]);
  }
  for (const rules of [GRADIENT, LIBRA]) {
    cases.push([
      smallTransformer({ classToken: true }),
      tf.tensor4d(PICTURE, [1, 6, 10, 3]),
      rules,
    ]);
  }
  for (const [model, image, rules] of cases) {
    const { value, layers, biases } = sumsOf(model, image, rules);
    const inputs = inputsOf(model);
    assertEquals(layers.length, inputs.length);
    assert(layers.length > 2);
    const scale = total([...biases.values(), value].map(Math.abs));
    inputs.forEach(({ id, name }, l) => {
      const expected = value - biasesBehind(model, biases, id);
      assert(
        Math.abs(layers[l]! - expected) <= 1e-4 * scale,
        `${model.name}: ${name} sums to ${layers[l]} instead of ${expected}`,
      );
    });
    image.dispose();
  }
});

Deno.test("without biases every layer of a network of relus sums to the output", () => {
  for (const name of NETWORKS) {
    const model = asModel(biasFree(name));
    const image = picture();
    const { value, layers } = sumsOf(model, image);
    assertClose(layers, layers.map(() => value), 1e-4, name);
    image.dispose();
  }
});

Deno.test("layers begin at convolutions, blocks, and the residual stream", async () => {
  const kinds = (model: ModelInput) => layerInputs(model).map((x) => x.kind);
  assertEquals(
    kinds(network("plain")),
    ["input", "maxPool", "reshape", "activation"],
  );
  // Stem, two blocks, and the classifier: nothing inside of a block.
  assertEquals(
    kinds(network("residual")),
    ["input", "activation", "activation", "globalAveragePool"],
  );
  const vit = await loadModel(
    new URL("../../data/shapes_vit/", import.meta.url),
  );
  const { stem, layers } = SIZES;
  assertEquals(kinds(vit), [
    "input",
    ...stem.map(() => "activation"),
    "elementwiseAffine", // patches with their positions
    ...Array(2 * layers - 1).fill("add"),
    "reshape", // the class token
  ]);
  assertEquals(
    inputsOf(vit).map(({ id }) => placementOf(vit.graph, id) !== undefined),
    inputsOf(vit).map(({ kind }) => kind !== "reshape"),
  );
});

const SIZE = 6;

/** Two convolutions and a classifier, no map of them smaller than the image. */
function convolutions(): tf.LayersModel {
  const conv = (name: string) =>
    tf.layers.conv2d({
      name,
      filters: 4,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      ...(name === "one" && { inputShape: [SIZE, SIZE, 3] }),
    });
  const model = tf.sequential({
    layers: [
      conv("one"),
      conv("two"),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 3 }),
    ],
  });
  randomizeWeights(model, 4);
  return model;
}

Deno.test("on a small CNN it is what tf.grads says", async () => {
  const model = convolutions();
  const image = normals(SIZE * SIZE * 3, 3);
  for (const from of [0, 1]) {
    const map = await fullGradPlus(model, image, { target: 2, from });
    const expected = tf.tidy(() => {
      const [k1, b1, k2, b2, k3, b3] = model.getWeights() as [
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Tensor4D,
        tf.Tensor1D,
        tf.Tensor2D,
        tf.Tensor1D,
      ];
      const x = tf.tensor4d(image, [1, SIZE, SIZE, 3]);
      // What is added to every value of a layer, so that its bias has a place.
      const zeros = tf.zeros<tf.Rank.R4>([1, SIZE, SIZE, 4]);
      const second = (h: tf.Tensor, add: tf.Tensor) => {
        const z = tf.add(tf.conv2d(h as tf.Tensor4D, k2, 1, "same"), b2);
        const pooled = tf.mean(tf.relu(tf.add(z, add)), [1, 2]) as tf.Tensor2D;
        return tf.sum(
          tf.slice(tf.add(tf.matMul(pooled, k3), b3), [0, 2], [1, 1]),
        );
      };
      const first = (x: tf.Tensor, add: tf.Tensor) =>
        tf.relu(
          tf.add(tf.add(tf.conv2d(x as tf.Tensor4D, k1, 1, "same"), b1), add),
        );
      const h = first(x, zeros);
      // Of the bias of the first layer only: another tensor than the second's.
      const [gx, gb1] = tf.grads((x, add) => second(first(x, add), zeros))(
        [x, tf.zerosLike(zeros)],
      );
      const [gh, gb2] = tf.grads(second)([h, zeros]);
      const terms = [tf.mul(gh!, h), tf.mul(gb2!, b2)];
      if (from === 0) terms.push(tf.mul(gx!, x), tf.mul(gb1!, b1));
      return tf.addN(terms.map((term) => tf.sum(term, 3))).dataSync();
    });
    assertClose(map.values, expected, 1e-5, `from ${from}`);
  }
  model.dispose();
});

/** Σ_c g ⊙ x of tokens at their patches, between pixel centers: plain loops. */
function tokenMap(
  values: Float32Array,
  g: Float32Array,
  tokens: number,
): Float64Array {
  const { rows, columns, height, width } = TOKENS;
  const channels = values.length / tokens;
  const first = tokens - rows * columns;
  const cell = (y: number, x: number) => {
    const row = Math.min(Math.max(y, 0), rows - 1);
    const column = Math.min(Math.max(x, 0), columns - 1);
    const at = (first + row * columns + column) * channels;
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += values[at + c]! * g[at + c]!;
    return sum;
  };
  return Float64Array.from({ length: height * width }, (_, i) => {
    const y = (Math.floor(i / width) + 0.5) * rows / height - 0.5;
    const x = (i % width + 0.5) * columns / width - 0.5;
    const [top, left] = [Math.floor(y), Math.floor(x)];
    const [v, u] = [y - top, x - left];
    return (1 - v) * ((1 - u) * cell(top, left) + u * cell(top, left + 1)) +
      v * ((1 - u) * cell(top + 1, left) + u * cell(top + 1, left + 1));
  });
}

for (const classToken of [true, false]) {
  for (const [rulesName, rules] of Object.entries({ GRADIENT, LIBRA })) {
    Deno.test(`on a transformer by ${rulesName} ${classToken ? "with" : "without"} a class token, a layer adds its tokens' maps and its biases`, async () => {
      const model = smallTransformer({ classToken });
      const { graph } = model;
      const inputs = inputsOf(model);
      const whole = inputs.map((_, from) =>
        fullGradPlus(model, PICTURE, { target: 2, rules, from })
      );
      const maps = await Promise.all(whole);
      const count = TOKENS.rows * TOKENS.columns + Number(classToken);
      const layers = inputs.flatMap(({ shape }, l) =>
        shape[1] === count && l + 1 < inputs.length ? [l] : []
      );
      assert(layers.length > 0);
      for (const l of layers) {
        const { id } = inputs[l]!;
        const next = inputs[l + 1]!.id;
        const [values, g] = tf.tidy(() => {
          const record = forward(graph, tf.tensor4d(PICTURE, [1, 6, 10, 3]), {
            keepOutputsOf: graph.nodes.map(({ name }) => name),
          });
          const gradient = backward(record, tf.tensor2d([[0, 0, 1]]), {
            to: id,
            rules,
          });
          return [record.at(id).output, gradient].map((t) =>
            t.dataSync() as Float32Array
          );
        }) as unknown as Float32Array[];
        const own = tokenMap(values!, g!, count);
        const names = graph.nodes.filter((node) =>
          node.id > id && node.id <= next
        ).map(({ name }) => name);
        const biases = await fullGrad(model, PICTURE, {
          target: 2,
          rules,
          psi: chain(signed, halfPixel),
          terms: ({ name, kind }) =>
            kind !== "input" && kind !== "target" &&
            names.some((node) => name === node || name.startsWith(`${node}/`)),
        });
        const expected = own.map((value, i) =>
          value + biases.values[i]! + maps[l + 1]!.values[i]!
        );
        assert(own.some((value) => value !== 0));
        assertClose(maps[l]!.values, expected, 1e-4, inputs[l]!.name);
      }
      const notes = maps[0]!.notes.filter((note) => note.includes("no place"));
      assertEquals(notes.length, 1);
    });
  }
}

Deno.test("from takes an index or a name, and the last leaves the last layer", async () => {
  const model = convolutions();
  const image = normals(SIZE * SIZE * 3, 3);
  const run = (from?: number | string) =>
    fullGradPlus(model, image, {
      target: 0,
      ...(from !== undefined && { from }),
    });
  const inputs = layerInputs(model).map(({ name }) => name);
  assertEquals(inputs.length, 3);
  const same = (a: SaliencyMap, b: SaliencyMap) => {
    assertEquals(a.values, b.values);
    assertEquals(a.settings, b.settings);
  };
  same(await run(), await run(0));
  same(await run(), await run(inputs[0]));
  same(await run(1), await run(inputs[1]));
  // The convolution before its activation: the next layer begins behind it.
  same(await run(1), await run("one"));
  const last = await run(2);
  assertEquals(last.settings["layers"], [inputs[2]]);
  // The dense layer's input has no place.
  assert(last.values.every((value) => value === 0));
  assert(last.notes.some((note) => note.startsWith("100.0 %")));
  assert(last.notes.some((note) => note.includes("0 everywhere")));
  const output = asModel(model).graph.nodes.at(-1)!.name;
  for (const from of [3, output]) {
    await assertRejects(() => run(from), RangeError, "must be at most 2");
  }
  await assertRejects(() => run("three"), RangeError, "find the layer");
  for (const from of [-1, 0.5]) {
    await assertRejects(() => run(from), RangeError, "from must be");
  }
  model.dispose();
});

Deno.test("with one layer it is the signed full-gradient", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        padding: "same",
        inputShape: [SIZE, SIZE, 3],
      }),
      tf.layers.globalAveragePooling2d({}),
    ],
  });
  randomizeWeights(model, 2);
  const image = normals(SIZE * SIZE * 3, 3);
  assertEquals(layerInputs(model).length, 1);
  const plus = await fullGradPlus(model, image);
  const full = await fullGrad(model, image, { psi: chain(signed, halfPixel) });
  assertClose(plus.values, full.values, 1e-6, "map");
  assertClose([total(plus.values)], plus.target.values, 1e-5, "sum");
  model.dispose();
});

Deno.test("fullGradPlus() leaves no tensor", async () => {
  const model = smallTransformer({ classToken: true });
  const before = tf.memory().numTensors;
  await fullGradPlus(model, PICTURE, { rules: LIBRA, from: 1 });
  assertEquals(tf.memory().numTensors, before);
});
