/** The rules of rectifiers, each against its formula on one layer. */
import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { layerGraph } from "../../../lib/model/mod.ts";
import {
  backward,
  DECONV_NET,
  forward,
  GUIDED_BACKPROP,
  rectGradRules,
  type RuleTable,
} from "../../../lib/propagation/mod.ts";
import { assertClose } from "../assert_close.ts";
import { normals, randomizeWeights } from "../cases/mod.ts";

const SHAPE = [3, 4, 5];
const COUNT = 2;
const SIZE = COUNT * 3 * 4 * 5;

interface Elementwise {
  readonly layer: () => tf.layers.Layer;
  readonly rectifies: boolean;
}

const LAYERS: Readonly<Record<string, Elementwise>> = {
  relu: { layer: () => tf.layers.reLU({}), rectifies: true },
  relu6: { layer: () => tf.layers.reLU({ maxValue: 1 }), rectifies: true },
  leakyRelu: { layer: () => tf.layers.leakyReLU({}), rectifies: true },
  prelu: {
    layer: () => tf.layers.prelu({ alphaInitializer: "ones" }),
    rectifies: true,
  },
  elu: { layer: () => tf.layers.elu({}), rectifies: true },
  swish: {
    layer: () => tf.layers.activation({ activation: "swish" }),
    rectifies: true,
  },
  sigmoid: {
    layer: () => tf.layers.activation({ activation: "sigmoid" }),
    rectifies: false,
  },
  tanh: {
    layer: () => tf.layers.activation({ activation: "tanh" }),
    rectifies: false,
  },
};

/** What a table lets through the layer, what the gradient does, and its output. */
async function through({ layer }: Elementwise, rules: RuleTable) {
  await startBackend("fullgrad-wasm");
  const model = tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: SHAPE }),
      layer(),
      // Keeps a sigmoid from being split off.
      tf.layers.rescaling({ scale: 1 }),
    ],
  });
  randomizeWeights(model, 1);
  const graph = layerGraph(model);
  const g = normals(SIZE, 3);
  const tensors = tf.tidy(() => {
    const x = tf.tensor(normals(SIZE, 2), [COUNT, ...SHAPE]);
    const record = forward(graph, x);
    const gradient = (values: Float32Array) =>
      tf.tensor(values, [COUNT, ...SHAPE]);
    return {
      actual: backward(record, gradient(g), { rules }),
      plain: backward(record, gradient(g)),
      guided: backward(record, gradient(g.map((value) => Math.max(value, 0)))),
      a: tf.clone(record.output),
    };
  });
  const read = async (tensor: tf.Tensor) => await tensor.data() as Float32Array;
  const result = {
    g,
    actual: await read(tensors.actual),
    plain: await read(tensors.plain),
    guided: await read(tensors.guided),
    a: await read(tensors.a),
  };
  tf.dispose(tensors);
  model.dispose();
  return result;
}

for (const [name, layer] of Object.entries(LAYERS)) {
  Deno.test(`Guided Backprop passes φ' · ReLU(g) through ${name} if it rectifies`, async () => {
    const { actual, plain, guided } = await through(layer, GUIDED_BACKPROP);
    assertClose(actual, layer.rectifies ? guided : plain, 1e-6, name);
  });

  Deno.test(`DeconvNet passes ReLU(g) through ${name} if it rectifies`, async () => {
    const { actual, plain, g } = await through(layer, DECONV_NET);
    const expected = layer.rectifies ? g.map((v) => Math.max(v, 0)) : plain;
    assertClose(actual, expected, 1e-6, name);
  });

  Deno.test(`RectGrad passes the most important of ${name} if it rectifies`, async () => {
    for (const percentile of [0, 33, 80, 98, 100]) {
      const rules = rectGradRules("signed", { percentile });
      const { actual, plain, g, a } = await through(layer, rules);
      const expected = layer.rectifies
        ? kept(g, a.map((value, i) => value * g[i]!), percentile)
        : plain;
      assertClose(actual, expected, 1e-6, `${name}, q = ${percentile}`);
    }
  });

  Deno.test(`RectGradAbs passes the most important of ${name} if it rectifies`, async () => {
    const rules = rectGradRules("absolute", { percentile: 90 });
    const { actual, plain, g, a } = await through(layer, rules);
    const importances = a.map((value, i) => value * Math.abs(g[i]!));
    const expected = layer.rectifies ? kept(g, importances, 90) : plain;
    assertClose(actual, expected, 1e-6, name);
  });
}

/** g where its importance is over the percentile of its image's, sorted. */
function kept(
  g: Float32Array,
  importances: Float32Array,
  percentile: number,
): Float32Array {
  const size = g.length / COUNT;
  return g.map((value, i) => {
    const image = Math.floor(i / size);
    const own = importances.slice(image * size, (image + 1) * size).sort();
    const threshold = own[Math.floor((size - 1) * percentile / 100)]!;
    return importances[i]! > threshold ? value : 0;
  });
}

Deno.test("RectGrad at τ = 0 is Guided Backprop on a relu", async () => {
  const zero = rectGradRules("signed", { value: 0 });
  const { actual } = await through(LAYERS["relu"]!, zero);
  const { actual: guided } = await through(LAYERS["relu"]!, GUIDED_BACKPROP);
  assertClose(actual, guided, 0, "RectGrad");
  assert(actual.some((value) => value > 0));
});

Deno.test("RectGradAbs keeps gradients of both signs", async () => {
  const rules = rectGradRules("absolute", { percentile: 80 });
  const { actual } = await through(LAYERS["relu"]!, rules);
  assert(actual.some((value) => value > 0) && actual.some((v) => v < 0));
});
