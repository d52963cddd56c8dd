import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph, UnsupportedLayerError } from "../../lib/model/mod.ts";
import { apply, listing } from "./listing.ts";

await startBackend("cpu");

Deno.test("layerGraph() names the outputs that there are", () => {
  const model = tf.sequential({
    layers: [tf.layers.dense({ name: "only", units: 2, inputShape: [3] })],
  });
  for (const output of [1, -1, 0.5, "nothing"]) {
    assertThrows(
      () => layerGraph(model, { output }),
      RangeError,
      "must be one of 0 (only)",
    );
  }
  assertEquals(listing(layerGraph(model, { output: "only" })).length, 2);
});

Deno.test("layerGraph() turns down a model with two inputs, and one that is not built", () => {
  const a = tf.input({ shape: [3] });
  const b = tf.input({ shape: [3] });
  const two = tf.model({
    inputs: [a, b],
    outputs: apply(tf.layers.add(), [a, b]),
  });
  assertThrows(() => layerGraph(two), TypeError, "one input");
  assertThrows(() => layerGraph(tf.sequential()), TypeError, "must be built");
  const shapeless = tf.sequential();
  shapeless.add(tf.layers.inputLayer({ inputShape: [3] }));
  assertEquals(listing(layerGraph(shapeless)).length, 1);
});

Deno.test("layerGraph() says which layer masks", () => {
  const masking = tf.sequential({
    layers: [
      tf.layers.masking({ name: "mask", inputShape: [4, 3] }),
      tf.layers.simpleRNN({ units: 2 }),
    ],
  });
  const error = assertThrows(
    () => layerGraph(masking),
    UnsupportedLayerError,
    "masks are not carried",
  );
  assertEquals([error.layer, error.layerClass], ["mask", "Masking"]);
  const embedding = tf.sequential({
    layers: [
      tf.layers.embedding({
        inputDim: 9,
        outputDim: 3,
        maskZero: true,
        inputShape: [4],
      }),
    ],
  });
  assertThrows(() => layerGraph(embedding), UnsupportedLayerError, "Embedding");
});

Deno.test("layerGraph() turns down a 1-D layer with the channels first", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv1d({
        name: "first",
        filters: 2,
        kernelSize: 2,
        inputShape: [2, 8],
        dataFormat: "channelsFirst",
      }),
    ],
  });
  const error = assertThrows(
    () => layerGraph(model),
    UnsupportedLayerError,
    "channels last only",
  );
  assertEquals([error.layer, error.layerClass], ["first", "Conv1D"]);
});

Deno.test("layerGraph() says which activation it does not know", () => {
  const layer = tf.layers.dense({ name: "odd", units: 2, inputShape: [3] });
  const config = layer.getConfig();
  layer.getConfig = () => ({ ...config, activation: "wobble" });
  const model = tf.sequential({ layers: [layer] });
  const error = assertThrows(
    () => layerGraph(model),
    UnsupportedLayerError,
    'its "activation" must be one of celu, elu',
  );
  assertEquals([error.layer, error.layerClass], ["odd", "Dense"]);
  assert(error.message.includes('current value is "wobble"'));
});

Deno.test("layerGraph() turns down what tfjs computes with the bias along another axis", () => {
  const { layers } = tf;
  const model = (
    dataFormat: "channelsFirst" | "channelsLast",
    useBias: boolean,
  ) =>
    tf.sequential({
      layers: [
        layers.separableConv2d({
          name: "separable",
          filters: 4,
          kernelSize: 3,
          dataFormat,
          useBias,
          inputShape: [6, 6, 6],
        }),
        layers.flatten(),
      ],
    });
  const { layer, message } = assertThrows(
    () => layerGraph(model("channelsFirst", true)),
    UnsupportedLayerError,
    "adds its bias",
  );
  assertEquals(layer, "separable");
  assert(message.includes("separable"));
  layerGraph(model("channelsFirst", false));
  layerGraph(model("channelsLast", true));
});
