import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { forward } from "../../lib/propagation/mod.ts";
import { apply, listing, type Symbolic } from "./listing.ts";

await startBackend("cpu");

Deno.test("layerGraph() lists a sequential model in order", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "conv",
        filters: 2,
        kernelSize: 3,
        inputShape: [6, 6, 1],
      }),
      tf.layers.batchNormalization({ name: "norm" }),
      tf.layers.reLU({ name: "relu" }),
      tf.layers.dropout({ name: "drop", rate: 0.5 }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ name: "logits", units: 3 }),
    ],
  });
  const graph = layerGraph(model);
  assertEquals(listing(graph), [
    "input conv_input",
    "conv2d conv < conv_input",
    "batchNorm norm < conv",
    "activation relu < norm",
    "identity drop < relu",
    "reshape flat < drop",
    "dense logits < flat",
  ]);
  assertEquals([graph.input, graph.output, graph.head], [0, 6, undefined]);
  assertEquals(graph.nodes.map(({ id }) => id), [0, 1, 2, 3, 4, 5, 6]);
  assertEquals(graph.nodes[1]!.layerClass, "Conv2D");
  assertEquals(graph.nodes[1]!.shape, [null, 4, 4, 2]);
});

Deno.test("layerGraph() puts inputs before their users, whatever order the layers were made in", () => {
  const late = tf.layers.add({ name: "sum" });
  const image = tf.input({ shape: [4, 4, 2], name: "image" });
  const long = apply(
    tf.layers.reLU({ name: "b" }),
    apply(
      tf.layers.conv2d({ name: "a", filters: 2, kernelSize: 1 }),
      image,
    ),
  );
  const model = tf.model({
    inputs: image,
    outputs: apply(late, [image, long]),
  });
  assertEquals(listing(layerGraph(model)), [
    "input image",
    "conv2d a < image",
    "activation b < a",
    "add sum < image < b",
  ]);
});

Deno.test("layerGraph() splits a fused activation into a node of its own", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        name: "conv",
        filters: 2,
        kernelSize: 1,
        activation: "relu",
        inputShape: [4, 4, 1],
      }),
      tf.layers.separableConv2d({
        name: "separable",
        filters: 2,
        kernelSize: 3,
        activation: "tanh",
      }),
      tf.layers.depthwiseConv2d({
        name: "depthwise",
        kernelSize: 1,
        activation: "relu6",
      }),
      tf.layers.flatten({ name: "flat" }),
      tf.layers.dense({ name: "dense", units: 2, activation: "linear" }),
    ],
  });
  assertEquals(listing(layerGraph(model)).slice(1), [
    "conv2d conv < conv_input",
    "activation conv/activation < conv",
    "depthwiseConv2d separable/depthwise < conv/activation",
    "conv2d separable < separable/depthwise",
    "activation separable/activation < separable",
    "depthwiseConv2d depthwise < separable/activation",
    "activation depthwise/activation < depthwise",
    "reshape flat < depthwise/activation",
    "dense dense < flat",
  ]);
});

Deno.test("layerGraph() leaves out what the output does not depend on", () => {
  const image = tf.input({ shape: [4, 4, 2], name: "image" });
  const body = apply(
    tf.layers.conv2d({ name: "body", filters: 2, kernelSize: 1 }),
    image,
  );
  const flat = apply(tf.layers.flatten({ name: "flat" }), body);
  const logits = apply(tf.layers.dense({ name: "logits", units: 3 }), flat);
  const auxiliary = apply(
    tf.layers.dense({ name: "auxiliary", units: 2 }),
    apply(tf.layers.globalMaxPooling2d({ name: "pool" }), body),
  );
  const model = tf.model({ inputs: image, outputs: [logits, auxiliary] });
  assertEquals(listing(layerGraph(model)), [
    "input image",
    "conv2d body < image",
    "reshape flat < body",
    "dense logits < flat",
  ]);
  const other = [
    "input image",
    "conv2d body < image",
    "globalMaxPool pool < body",
    "dense auxiliary < pool",
  ];
  assertEquals(listing(layerGraph(model, { output: 1 })), other);
  assertEquals(listing(layerGraph(model, { output: "auxiliary" })), other);
});

Deno.test("layerGraph() hands the state of a recurrent layer on", async () => {
  const x = tf.input({ shape: [4, 2], name: "x" });
  const state = apply(tf.layers.globalMaxPooling1d({ name: "state" }), x);
  const rnn = tf.layers.simpleRNN({ name: "rnn", units: 2 });
  const output = rnn.apply(x, { initialState: state }) as Symbolic;
  const model = tf.model({ inputs: x, outputs: output });
  const graph = layerGraph(model);
  assertEquals(listing(graph).at(-1), "other rnn < x < state");
  const image = tf.randomNormal([2, 4, 2], 0, 1, "float32", 1);
  const [own, theirs] = tf.tidy(() => [
    tf.clone(forward(graph, image).output),
    model.predict(image) as tf.Tensor,
  ]);
  assertEquals(await own!.data(), await theirs!.data());
});

Deno.test("layerGraph() makes a node of every output of a layer that is used", async () => {
  const x = tf.input({ shape: [4, 3], name: "x" });
  const rnn = tf.layers.simpleRNN({
    name: "rnn",
    units: 2,
    returnSequences: true,
    returnState: true,
  });
  const [sequence, state] = rnn.apply(x) as Symbolic[];
  const rows = apply(tf.layers.flatten({ name: "rows" }), sequence!);
  const joined = apply(
    tf.layers.concatenate({ name: "joined" }),
    [rows, state!],
  );
  const model = tf.model({ inputs: x, outputs: joined });
  const graph = layerGraph(model);
  assertEquals(listing(graph), [
    "input x",
    "other rnn < x",
    "reshape rows < rnn",
    "other rnn:1 < x",
    "concat joined < rows < rnn:1",
  ]);
  const image = tf.randomNormal([2, 4, 3], 0, 1, "float32", 1);
  const [own, theirs] = tf.tidy(() => [
    tf.clone(forward(graph, image).output),
    model.predict(image) as tf.Tensor,
  ]);
  assertEquals(await own!.data(), await theirs!.data());
});

Deno.test("layerGraph() keeps names apart that would be the same", () => {
  const image = tf.input({ shape: [3], name: "image" });
  const dense = tf.layers.dense({
    name: "dense",
    units: 3,
    activation: "relu",
  });
  const twice = apply(dense, apply(dense, image));
  const named = ["dense/activation", "dense/activation_1"].reduce(
    (x, name) => apply(tf.layers.reLU({ name }), x),
    twice,
  );
  const { nodes } = layerGraph(tf.model({ inputs: image, outputs: named }));
  assertEquals(new Set(nodes.map(({ name }) => name)).size, nodes.length);
});

Deno.test("layerGraph() walks a thousand layers", () => {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [2] }));
  for (let i = 0; i < 1000; i++) {
    model.add(tf.layers.reLU({ name: `relu_${i}` }));
  }
  assertEquals(layerGraph(model).nodes.length, 1001);
});

Deno.test("layerGraph() neither runs nor changes the model", () => {
  class Untouchable extends tf.layers.Layer {
    static className = "Untouchable";
    override call(): tf.Tensor {
      throw new Error("it was run");
    }
  }
  const model = tf.sequential({
    layers: [
      tf.layers.conv1d({ filters: 2, kernelSize: 2, inputShape: [5, 3] }),
      new Untouchable({}),
      tf.layers.dense({ units: 2, activation: "softmax" }),
    ],
  });
  const before = JSON.stringify(model.toJSON(null, false));
  const { numTensors } = tf.memory();
  const calls = model.layers.map((layer) => layer.inboundNodes.length);
  layerGraph(model);
  assertEquals(tf.memory().numTensors, numTensors);
  assertEquals(JSON.stringify(model.toJSON(null, false)), before);
  assertEquals(
    model.layers.map((layer) => layer.inboundNodes.length),
    calls,
  );
});
