import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  imagesFingerprint,
  modelFingerprint,
} from "../../../lib/evaluation/run/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";
import { asModel, type Model } from "../../../lib/model/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

/** A network whose layers get new names whenever it is made. */
function network(
  { strides = 1, kernel = [2, 1] as [number, number], value = 1 } = {},
): Model {
  return asModel(tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 2,
        kernelSize: kernel,
        strides,
        padding: "same",
        inputShape: [4, 4, 1],
        kernelInitializer: tf.initializers.constant({ value }),
      }),
      tf.layers.globalAveragePooling2d({}),
    ],
  }));
}

Deno.test("modelFingerprint is of operations and weights, whatever layers are called", async () => {
  await startBackend("cpu");
  const own = await modelFingerprint(network());
  assertEquals(await modelFingerprint(network()), own);
  assertEquals(
    await modelFingerprint(tinyNetwork()),
    await modelFingerprint(tinyNetwork()),
  );
  const all = [
    own,
    await modelFingerprint(network({ strides: 2 })),
    await modelFingerprint(network({ kernel: [1, 2] })),
    await modelFingerprint(network({ value: 2 })),
    await modelFingerprint(tinyNetwork()),
  ];
  assertEquals(new Set(all).size, all.length);
});

Deno.test("modelFingerprint is of constants that are no weights, and of infinite settings", async () => {
  await startBackend("cpu");
  const model = network();
  const withBias = (read: () => tf.Tensor): Model => ({
    ...model,
    graph: {
      ...model.graph,
      nodes: model.graph.nodes.map((node) =>
        node.kind === "conv2d"
          ? { ...node, weights: { ...node.weights, bias: read } }
          : node
      ),
    },
  });
  const held = tf.tensor1d([1, 2]);
  const { numTensors } = tf.memory();
  const own = await modelFingerprint(withBias(() => held));
  assertEquals(
    await modelFingerprint(withBias(() => tf.tensor1d([1, 2]))),
    own,
  );
  const clipped = (low: number): Model => ({
    ...model,
    graph: {
      ...model.graph,
      nodes: [...model.graph.nodes, {
        id: model.graph.nodes.length,
        name: "clip",
        layerClass: "Clip",
        kind: "activation",
        inputs: [model.graph.output],
        attributes: { fn: { name: "clip", low, high: 6 } },
        weights: {},
        shape: model.graph.nodes.at(-1)!.shape,
      }],
    },
  });
  const all = [
    own,
    await modelFingerprint(model),
    await modelFingerprint(withBias(() => tf.tensor1d([1, 3]))),
    await modelFingerprint(clipped(-Infinity)),
    await modelFingerprint(clipped(Infinity)),
  ];
  assertEquals(new Set(all).size, all.length);
  assertEquals(tf.memory().numTensors, numTensors);
  held.dispose();
});

Deno.test("imagesFingerprint is of values and shape", async () => {
  const images = await toImages(tinyImages(2), tinyNetwork());
  const own = await imagesFingerprint(images);
  assertEquals(await imagesFingerprint({ ...images, names: ["a", "b"] }), own);
  const values = images.values.map((value, i) => i === 700 ? value + 1 : value);
  const others = [
    own,
    await imagesFingerprint({ ...images, values }),
    await imagesFingerprint({ ...images, shape: [1, 32, 16, 3] }),
  ];
  assertEquals(new Set(others).size, others.length);
});
