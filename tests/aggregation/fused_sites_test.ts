import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fusedSites } from "../../lib/aggregation/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";

await startBackend("cpu");

type Step = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

function step(layer: tf.layers.Layer): Step {
  return (x) => layer.apply(x) as tf.SymbolicTensor;
}

function conv(options: Partial<Parameters<typeof tf.layers.conv2d>[0]> = {}) {
  return step(tf.layers.conv2d({
    name: "linear",
    filters: 2,
    kernelSize: 1,
    ...options,
  }));
}

const bn = () => step(tf.layers.batchNormalization({ name: "bn" }));
const relu = () => step(tf.layers.reLU());

function pairs(connect: Step): [string, string][] {
  const x = tf.input({ shape: [4, 4, 2] });
  const model = tf.model({ inputs: x, outputs: connect(x) });
  const found = [...fusedSites(layerGraph(model))];
  model.dispose();
  return found;
}

const FUSED: Readonly<Record<string, () => Step>> = {
  "a convolution": () => (x) => bn()(conv()(x)),
  "a depthwise convolution": () => (x) =>
    bn()(step(tf.layers.depthwiseConv2d({ name: "linear", kernelSize: 1 }))(x)),
  "a transposed convolution": () => (x) =>
    bn()(
      step(
        tf.layers.conv2dTranspose({
          name: "linear",
          filters: 2,
          kernelSize: 1,
        }),
      )(x),
    ),
  "a dense layer": () => (x) =>
    bn()(
      step(tf.layers.dense({ name: "linear", units: 3 }))(
        step(tf.layers.flatten())(x),
      ),
    ),
};

const SEPARATE: Readonly<Record<string, () => Step>> = {
  "a convolution without a bias, which has no term": () => (x) =>
    bn()(conv({ useBias: false })(x)),
  "a convolution with an activation": () => (x) =>
    bn()(conv({ activation: "relu" })(x)),
  "an activation between the two": () => (x) => bn()(relu()(conv()(x))),
  "a convolution that another layer reads": () => (x) => {
    const y = conv()(x);
    return tf.layers.add().apply([bn()(y), y]) as tf.SymbolicTensor;
  },
  "the image": () => (x) => bn()(x),
};

for (const [name, connect] of Object.entries(FUSED)) {
  Deno.test(`batch normalization is fused with ${name}`, () =>
    assertEquals(pairs(connect()), [["bn", "linear"]]));
}

for (const [name, connect] of Object.entries(SEPARATE)) {
  Deno.test(`batch normalization is not fused with ${name}`, () =>
    assertEquals(pairs(connect()), []));
}

Deno.test("every call of a shared pair is fused with its own", () => {
  const shared = [
    tf.layers.conv2d({ name: "c", filters: 2, kernelSize: 1 }),
    tf.layers.batchNormalization({ name: "b" }),
  ];
  const block: Step = (x) =>
    shared.reduce((y, layer) => layer.apply(y) as tf.SymbolicTensor, x);
  const found = pairs((x) => block(block(x)));
  assertEquals(found.length, 2);
  assertEquals(new Set(found.flat()).size, 4);
});
