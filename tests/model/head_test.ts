import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { type Head, layerGraph } from "../../lib/model/mod.ts";

await startBackend("cpu");

/** Layers behind a `dense` named "logits", and what remains of them. */
interface Ending {
  readonly name: string;
  readonly layers: () => readonly tf.layers.Layer[];
  readonly head: Head | undefined;
  readonly last: string;
}

function activation(name: "softmax" | "sigmoid" | "relu"): tf.layers.Layer {
  return tf.layers.activation({ activation: name, name });
}

const ENDINGS: readonly Ending[] = [
  { name: "logits", layers: () => [], head: undefined, last: "logits" },
  {
    name: "a softmax layer",
    layers: () => [tf.layers.softmax({ name: "softmax" })],
    head: "softmax",
    last: "logits",
  },
  {
    name: "a softmax layer on the last axis by number",
    layers: () => [tf.layers.softmax({ axis: 1 })],
    head: "softmax",
    last: "logits",
  },
  {
    name: "an activation layer",
    layers: () => [activation("softmax")],
    head: "softmax",
    last: "logits",
  },
  {
    name: "a log-softmax",
    layers: () => [
      tf.layers.activation({ activation: "logSoftmax" as "softmax" }),
    ],
    head: "softmax",
    last: "logits",
  },
  {
    name: "a sigmoid",
    layers: () => [activation("sigmoid")],
    head: "sigmoid",
    last: "logits",
  },
  {
    name: "dropout behind the softmax",
    layers: () => [
      activation("softmax"),
      tf.layers.dropout({ rate: 0.5, name: "dropout" }),
    ],
    head: "softmax",
    last: "dropout",
  },
  {
    name: "a reshape behind the softmax, as in MobileNet",
    layers: () => [
      tf.layers.reshape({ targetShape: [1, 1, 4] }),
      activation("softmax"),
      tf.layers.reshape({ targetShape: [4], name: "flat" }),
    ],
    head: "softmax",
    last: "flat",
  },
  {
    name: "a reshape that mixes the classes",
    layers: () => [
      activation("softmax"),
      tf.layers.reshape({ targetShape: [2, 2], name: "square" }),
    ],
    head: undefined,
    last: "square",
  },
  {
    name: "a softmax over something else",
    layers: () => [
      tf.layers.reshape({ targetShape: [2, 2] }),
      tf.layers.softmax({ axis: 1, name: "columns" }),
    ],
    head: undefined,
    last: "columns",
  },
  {
    name: "a relu",
    layers: () => [activation("relu")],
    head: undefined,
    last: "relu",
  },
  {
    name: "one softmax of two",
    layers: () => [
      tf.layers.softmax({ name: "first" }),
      tf.layers.softmax({ name: "second" }),
    ],
    head: "softmax",
    last: "first",
  },
];

for (const { name, layers, head, last } of ENDINGS) {
  Deno.test(`a head is split off: ${name}`, () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ name: "logits", units: 4, inputShape: [3] }),
        ...layers(),
      ],
    });
    const graph = layerGraph(model);
    assertEquals(graph.head, head);
    assertEquals(graph.nodes[graph.output]!.name, last);
    assertEquals(graph.output, graph.nodes.length - 1);
    assertEquals(graph.nodes.map(({ id }) => id), [...graph.nodes.keys()]);
  });
}

Deno.test("a head is split off where it is fused into the last layer", () => {
  for (const head of ["softmax", "sigmoid"] as const) {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          filters: 4,
          kernelSize: 1,
          inputShape: [1, 1, 3],
          activation: head,
        }),
        tf.layers.flatten(),
      ],
    });
    const graph = layerGraph(model);
    assertEquals(graph.head, head);
    assertEquals(
      graph.nodes.map(({ kind }) => kind),
      ["input", "conv2d", "reshape"],
    );
  }
});

Deno.test("a head stays where a gate inside the network looks like one", () => {
  const x = tf.input({ shape: [4] });
  const gate = activation("sigmoid").apply(x) as tf.SymbolicTensor;
  const model = tf.model({
    inputs: x,
    outputs: tf.layers.multiply().apply([x, gate]) as tf.SymbolicTensor,
  });
  const graph = layerGraph(model);
  assertEquals(graph.head, undefined);
  assertEquals(
    graph.nodes.map(({ kind }) => kind),
    ["input", "activation", "gate"],
  );
});

Deno.test("a head is split off at the end of a nested model", () => {
  const classifier = tf.sequential({
    name: "classifier",
    layers: [
      tf.layers.dense({ units: 4, inputShape: [3], activation: "softmax" }),
    ],
  });
  const x = tf.input({ shape: [3] });
  const model = tf.model({
    inputs: x,
    outputs: classifier.apply(x) as tf.SymbolicTensor,
  });
  assertEquals(layerGraph(model).head, "softmax");
});
