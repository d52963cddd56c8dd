import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { apply, listing, type Symbolic } from "./listing.ts";

await startBackend("cpu");

Deno.test("layerGraph() makes a node of every call of a shared layer", () => {
  const image = tf.input({ shape: [4, 4, 2], name: "image" });
  const conv = tf.layers.conv2d({
    name: "conv",
    filters: 2,
    kernelSize: 1,
    activation: "relu",
  });
  const first = apply(conv, image);
  const between = apply(tf.layers.reLU({ name: "between" }), first);
  const second = apply(conv, between);
  const sum = apply(tf.layers.add({ name: "sum" }), [first, second]);
  const graph = layerGraph(tf.model({ inputs: image, outputs: sum }));
  assertEquals(listing(graph).slice(1), [
    "conv2d conv < image",
    "activation conv/activation < conv",
    "activation between < conv/activation",
    "conv2d conv:1 < between",
    "activation conv/activation:1 < conv:1",
    "add sum < conv/activation < conv/activation:1",
  ]);
  const [a, b] = [graph.nodes[1]!, graph.nodes[4]!];
  assert(a.weights.kernel!() === b.weights.kernel!(), "the weights are shared");
});

Deno.test("layerGraph() flattens nested models, each call with nodes of its own", () => {
  const inner = tf.sequential({
    name: "inner",
    layers: [
      tf.layers.conv2d({
        name: "conv",
        filters: 2,
        kernelSize: 1,
        inputShape: [4, 4, 2],
      }),
      tf.layers.reLU({ name: "relu" }),
    ],
  });
  const middle = tf.input({ shape: [4, 4, 2], name: "middle_image" });
  const outer = tf.model({
    name: "outer",
    inputs: middle,
    outputs: apply(
      tf.layers.add({ name: "sum" }),
      [apply(inner, middle), middle],
    ),
  });
  const image = tf.input({ shape: [4, 4, 2], name: "image" });
  const model = tf.model({
    inputs: image,
    outputs: apply(outer, apply(outer, image)),
  });
  assertEquals(listing(layerGraph(model)), [
    "input image",
    "conv2d outer/inner/conv < image",
    "activation outer/inner/relu < outer/inner/conv",
    "add outer/sum < outer/inner/relu < image",
    "conv2d outer/inner/conv:1 < outer/sum",
    "activation outer/inner/relu:1 < outer/inner/conv:1",
    "add outer/sum:1 < outer/inner/relu:1 < outer/sum",
  ]);
});

Deno.test("layerGraph() reads a sequential model that begins with a model", () => {
  const base = tf.sequential({
    name: "base",
    layers: [
      tf.layers.conv2d({
        name: "conv",
        filters: 2,
        kernelSize: 1,
        inputShape: [4, 4, 2],
      }),
      tf.layers.reLU({ name: "relu" }),
    ],
  });
  const model = tf.sequential({ layers: [base] });
  model.add(tf.layers.globalAveragePooling2d({ name: "pool" }));
  model.add(tf.layers.dense({ name: "logits", units: 3 }));
  const names = layerGraph(model).nodes.map(({ kind }) => kind);
  assertEquals(names, [
    "input",
    "conv2d",
    "activation",
    "globalAveragePool",
    "dense",
  ]);
});

Deno.test("layerGraph() reads a model cut out of another, and one that was popped", () => {
  const whole = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "conv",
        filters: 2,
        kernelSize: 1,
        inputShape: [4, 4, 2],
      }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ name: "old", units: 9, activation: "softmax" }),
    ],
  });
  const features = tf.model({
    inputs: whole.inputs,
    outputs: whole.getLayer("flat").output as Symbolic,
  });
  assertEquals(listing(layerGraph(features)), [
    "input conv_input",
    "conv2d conv < conv_input",
    "reshape flat < conv",
  ]);
  whole.pop();
  whole.add(tf.layers.dense({ name: "new", units: 2 }));
  assertEquals(listing(layerGraph(whole)).at(-1), "dense new < flat");
});

Deno.test("layerGraph() follows the call of a layer that another model has, too", () => {
  const dense = tf.layers.dense({ name: "dense", units: 3 });
  const first = tf.input({ shape: [3], name: "first" });
  tf.model({ inputs: first, outputs: apply(dense, first) });
  const second = tf.input({ shape: [3], name: "second" });
  const model = tf.model({
    inputs: second,
    outputs: apply(dense, apply(tf.layers.reLU({ name: "relu" }), second)),
  });
  assertEquals(listing(layerGraph(model)), [
    "input second",
    "activation relu < second",
    "dense dense < relu",
  ]);
});

Deno.test("layerGraph() flattens a nested model with two inputs and one that begins with a model", () => {
  const a = tf.input({ shape: [3], name: "a" });
  const b = tf.input({ shape: [3], name: "b" });
  const pair = tf.model({
    name: "pair",
    inputs: [a, b],
    outputs: apply(tf.layers.multiply({ name: "product" }), [b, a]),
  });
  const base = tf.sequential({
    name: "base",
    layers: [
      tf.layers.dense({ name: "base_dense", units: 3, inputShape: [3] }),
    ],
  });
  const tail = tf.sequential({ name: "tail", layers: [base] });
  tail.add(tf.layers.reLU({ name: "relu" }));
  const x = tf.input({ shape: [3], name: "x" });
  const model = tf.model({
    inputs: x,
    outputs: apply(pair, [x, apply(tail, x)]),
  });
  assertEquals(listing(layerGraph(model)), [
    "input x",
    "dense tail/base_dense < x",
    "activation tail/relu < tail/base_dense",
    "multiply pair/product < tail/relu < x",
  ]);
});
