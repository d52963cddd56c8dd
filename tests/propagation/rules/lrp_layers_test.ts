/** The rules of LRP on one layer of every kind, against the matrix of the layer. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type AnyNode,
  type GraphNode,
  type LayerGraph,
  layerGraph,
} from "../../../lib/model/mod.ts";
import {
  alphaBeta,
  backward,
  composite,
  epsilon,
  flat,
  forward,
  gamma,
  type LrpRule,
  lrpRules,
  mergeBatchNorm,
  withoutBias,
  zBox,
  zero,
  zPlus,
} from "../../../lib/propagation/mod.ts";
import { assertClose } from "../assert_close.ts";
import { normals, randomizeWeights } from "../cases/mod.ts";
import { sizeOf } from "../float64/mod.ts";
import { type Matrix, SLOW_RULES, type SlowRule } from "./slow_lrp.ts";

const LOW = [-3, -4];
const HIGH = [4, 3];

interface LayerCase {
  readonly shape: readonly number[];
  readonly layer: () => tf.layers.Layer;
}

const LAYERS: Readonly<Record<string, LayerCase>> = {
  dense: { shape: [6], layer: () => tf.layers.dense({ units: 5 }) },
  "dense on the last axis": {
    shape: [3, 4],
    layer: () => tf.layers.dense({ units: 3 }),
  },
  conv2d: {
    shape: [4, 3, 2],
    layer: () => tf.layers.conv2d({ filters: 3, kernelSize: 3 }),
  },
  "conv2d, same, stride 2": {
    shape: [5, 4, 2],
    layer: () =>
      tf.layers.conv2d({
        filters: 3,
        kernelSize: 3,
        strides: 2,
        padding: "same",
      }),
  },
  depthwiseConv2d: {
    shape: [4, 4, 2],
    layer: () =>
      tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
  },
  conv2dTranspose: {
    shape: [3, 3, 2],
    layer: () =>
      tf.layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2 }),
  },
};

const RULES: readonly (readonly [LrpRule, SlowRule])[] = [
  [zero(), SLOW_RULES.epsilon(0)],
  [epsilon(0.3), SLOW_RULES.epsilon(0.3)],
  [gamma(0.25), SLOW_RULES.gamma(0.25)],
  [alphaBeta(2, 1), SLOW_RULES.alphaBeta(2, 1)],
  [alphaBeta(1, 0), SLOW_RULES.alphaBeta(1, 0)],
  [zPlus(), SLOW_RULES.alphaBeta(1, 0)],
  [flat(), SLOW_RULES.flat()],
];

/** The matrix of a linear layer, input by input. */
async function matrixOf(
  graph: LayerGraph,
  shape: readonly number[],
): Promise<Matrix> {
  const size = sizeOf(shape);
  const [whole, bias] = tf.tidy(() => {
    const basis = tf.reshape(tf.eye(size), [size, ...shape]);
    const none = tf.zeros([1, ...shape]);
    return [forward(graph, basis).output, forward(graph, none).output];
  });
  const b = [...await bias!.data()];
  const values = await whole!.data();
  tf.dispose([whole!, bias!]);
  const weights = Array.from({ length: size }, (_, i) =>
    b.map((value, j) => {
      const weight = values[i * b.length + j]! - value;
      // What is left of a bias that was added and taken away is no weight.
      return Math.abs(weight) < 1e-6 ? 0 : weight;
    }));
  return { weights, bias: b };
}

async function relevanceOf(
  graph: LayerGraph,
  rule: LrpRule,
  x: tf.Tensor,
  relevance: tf.Tensor,
): Promise<Float32Array> {
  const result = tf.tidy(() => {
    const names = graph.nodes.map(({ name }) => name);
    const rules = lrpRules({
      graph,
      composite: composite([["any", rule]]),
      imageShape: x.shape,
      bounds: () => ({ low: LOW, high: HIGH }),
    });
    const record = forward(graph, x, { keepOutputsOf: names });
    return backward(record, relevance, { rules });
  });
  const values = await result.data() as Float32Array;
  result.dispose();
  return values;
}

for (const [name, { shape, layer }] of Object.entries(LAYERS)) {
  Deno.test(`LRP through ${name} is the formula of every rule`, async (t) => {
    await startBackend("fullgrad-wasm");
    const before = tf.memory().numTensors;
    const model = tf.sequential({
      layers: [
        tf.layers.inputLayer({ inputShape: [...shape] }),
        layer(),
        // Keeps the layer from being the output alone.
        tf.layers.dropout({ rate: 0.5 }),
      ],
    });
    randomizeWeights(model, 3);
    const graph = layerGraph(model);
    const matrix = await matrixOf(graph, shape);
    const data = normals(2 * sizeOf(shape), 11);
    const x = tf.tensor(data, [2, ...shape]);
    const outputShape = model.outputs[0]!.shape.slice(1) as number[];
    const given = normals(2 * sizeOf(outputShape), 12);
    const relevance = tf.tensor(given, [2, ...outputShape]);
    const channels = shape.at(-1)!;
    const boxes = channels === 2
      ? [
        [
          zBox(),
          SLOW_RULES.zBox(
            Array.from(matrix.weights, (_, i) => LOW[i % 2]!),
            Array.from(matrix.weights, (_, i) => HIGH[i % 2]!),
          ),
        ] as const,
      ]
      : [];
    const unbiased = RULES.map(([rule, slow]) =>
      [
        withoutBias(rule),
        ({ weights, bias }, ...given) =>
          slow({ weights, bias: bias.map(() => 0) }, ...given),
      ] as const satisfies readonly [LrpRule, SlowRule]
    );
    for (const [rule, slow] of [...RULES, ...unbiased, ...boxes]) {
      await t.step(rule.name, async () => {
        const actual = await relevanceOf(graph, rule, x, relevance);
        const expected = [0, 1].flatMap((sample) =>
          slow(
            matrix,
            [...part(data, sample)],
            [...part(given, sample)],
          )
        );
        assertClose(actual, expected, 1e-4, rule.name);
      });
    }
    tf.dispose([x, relevance]);
    model.dispose();
    assertEquals(tf.memory().numTensors, before, "tensors are left behind");
  });
}

function part(values: Float32Array, half: number): Float32Array {
  const size = values.length / 2;
  return values.subarray(half * size, (half + 1) * size);
}

Deno.test("gamma() goes from LRP-0 to LRP-z⁺", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [tf.layers.dense({ units: 4, inputShape: [7] })],
  });
  randomizeWeights(model, 4);
  const graph = layerGraph(model);
  // Outputs above 0 only: below 0 γ favors what z⁺ leaves out.
  const x = tf.randomNormal([3, 7], 0, 1, "float32", 2);
  const relevance = tf.tidy(() => tf.relu(forward(graph, x).output));
  const at = (rule: LrpRule) => relevanceOf(graph, rule, x, relevance);
  assertClose(await at(gamma(0)), await at(zero()), 1e-5, "γ = 0");
  assertClose(await at(gamma(1e6)), await at(zPlus()), 1e-4, "γ = 1e6");
  tf.dispose([x, relevance]);
  model.dispose();
});

Deno.test("zBox() sees the padding and the scaling before the first layer", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [3, 3, 2] }),
      tf.layers.rescaling({ scale: -0.5, offset: 0.25 }),
      tf.layers.zeroPadding2d({ padding: 1 }),
      tf.layers.conv2d({ filters: 3, kernelSize: 3, useBias: false }),
    ],
  });
  randomizeWeights(model, 5);
  const graph = layerGraph(model);
  const x = tf.randomUniform([1, 3, 3, 2], -3, 3, "float32", 3);
  const relevance = tf.ones([1, 3, 3, 3]);
  const values = await relevanceOf(graph, zBox(), x, relevance);
  // Within the bounds no pixel gets negative relevance, and none is lost in
  // the padding, whose bounds are 0.
  assert(values.every((value) => value >= -1e-5));
  const sum = values.reduce((total, value) => total + value, 0);
  assert(Math.abs(sum - 27) < 1e-3, `sum ${sum}`);
  tf.dispose([x, relevance]);
  model.dispose();
});

Deno.test("mergeBatchNorm() leaves the outputs and merges what it can", async () => {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [6, 6, 3] });
  const norm = () => tf.layers.batchNormalization({ epsilon: 0.01 });
  const layers = [
    tf.layers.conv2d({ filters: 4, kernelSize: 3 }),
    norm(),
    tf.layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2 }),
    norm(),
    tf.layers.conv2dTranspose({ filters: 3, kernelSize: 3, useBias: false }),
    norm(),
    tf.layers.reLU({}),
    norm(),
    tf.layers.flatten(),
    tf.layers.dense({ units: 4 }),
    tf.layers.batchNormalization({ scale: false, center: false }),
  ];
  const outputs = layers.reduce(
    (at, layer) => layer.apply(at) as tf.SymbolicTensor,
    x as tf.SymbolicTensor,
  );
  const model = tf.model({ inputs: x, outputs });
  randomizeWeights(model, 6);
  const graph = layerGraph(model);
  const merged = mergeBatchNorm(graph);
  const kinds = merged.nodes.map(({ kind }) => kind);
  assertEquals(kinds.filter((kind) => kind === "identity").length, 4);
  assertEquals(kinds.filter((kind) => kind === "batchNorm").length, 1);
  const image = tf.randomNormal([2, 6, 6, 3], 0, 1, "float32", 1);
  const [own, other] = tf.tidy(() => [
    forward(graph, image).output,
    forward(merged, image).output,
  ]);
  assertClose(await other!.data(), await own!.data(), 1e-5, "merged");
  tf.dispose([image, own!, other!]);
  model.dispose();
});

Deno.test("mergeBatchNorm() leaves a layer that others use too", async () => {
  await startBackend("fullgrad-wasm");
  const x = tf.input({ shape: [4, 4, 2] });
  const shared = tf.layers.conv2d({ filters: 2, kernelSize: 1 }).apply(x);
  const normal = tf.layers.batchNormalization({}).apply(shared);
  const outputs = tf.layers.add().apply(
    [shared, normal] as tf.SymbolicTensor[],
  ) as tf.SymbolicTensor;
  const model = tf.model({ inputs: x, outputs });
  const merged = mergeBatchNorm(layerGraph(model));
  assert(merged.nodes.some(({ kind }) => kind === "batchNorm"));
  model.dispose();
});

Deno.test("composite() takes the first entry that matches", () => {
  const mixed = composite([
    ["first", flat()],
    [({ name }) => name === "special", gamma(0.5)],
    ["conv2d", zPlus()],
  ]);
  const node = (name: string, kind: string) =>
    ({ name, kind }) as Parameters<typeof mixed.ruleOf>[0];
  assertEquals(mixed.ruleOf(node("a", "conv2d"), true).name, "flat");
  assertEquals(mixed.ruleOf(node("special", "dense"), false).name, "γ(0.5)");
  assertEquals(mixed.ruleOf(node("a", "conv2d"), false).name, "z⁺");
  assertThrows(
    () => mixed.ruleOf(node("fc", "dense"), false),
    RangeError,
    'through the layer "fc" (dense)',
  );
});

Deno.test("rules and composites refuse parameters that are not valid", () => {
  assertThrows(
    () => epsilon(-1),
    RangeError,
    "ε must be a non-negative number",
  );
  assertThrows(() => gamma(NaN), RangeError, "γ must be a non-negative number");
  assertThrows(() => alphaBeta(2, 2), RangeError, "α − β must be 1");
  assertThrows(
    () => composite([]),
    RangeError,
    "entries must be a list, not empty",
  );
  assertThrows(
    () => composite([["relu" as "any", zero()]]),
    RangeError,
    'current value is "relu"',
  );
});

/** The graph with the normalization on axis 1, between two transpositions. */
function channelsFirst(graph: LayerGraph): LayerGraph {
  const at = graph.nodes.findIndex(({ kind }) => kind === "batchNorm");
  const norm = graph.nodes[at] as GraphNode<"batchNorm">;
  const [n, height, width, channels] = norm.shape;
  const moved = (
    name: string,
    permutation: readonly number[],
    id: number,
    shape: GraphNode["shape"],
  ): GraphNode<"transpose"> => ({
    name,
    layerClass: "Permute",
    kind: "transpose",
    inputs: [id - 1],
    attributes: { permutation },
    weights: {},
    shape,
    id,
  });
  const first = [n!, channels!, height!, width!];
  const later = (id: number) => id >= at ? id + 2 : id;
  const nodes = [
    ...graph.nodes.slice(0, at),
    moved("first", [0, 3, 1, 2], at, first),
    {
      ...norm,
      attributes: { ...norm.attributes, axis: 1 },
      inputs: [at],
      shape: first,
      id: at + 1,
    },
    moved("last", [0, 2, 3, 1], at + 2, norm.shape),
    ...graph.nodes.slice(at + 1).map((node) => ({
      ...node,
      inputs: node.inputs.map(later),
      id: later(node.id),
    })),
  ] as AnyNode[];
  return { ...graph, nodes, output: later(graph.output) };
}

Deno.test("LRP merges a normalization with the channels first as one with the channels last", async () => {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [7, 6, 3] }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
    ],
  });
  randomizeWeights(model, 3);
  const last = layerGraph(model);
  const x = tf.tensor(normals(2 * 126, 11), [2, 7, 6, 3]);
  const relevance = tf.tensor(normals(4, 12), [2, 2]);
  for (const [rule] of RULES) {
    const expected = await relevanceOf(last, rule, x, relevance);
    const actual = await relevanceOf(channelsFirst(last), rule, x, relevance);
    assertClose(actual, expected, 1e-6, "relevance");
  }
  tf.dispose([x, relevance]);
  model.dispose();
});
