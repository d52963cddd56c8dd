/** A constant of a file is one weight, however many layers use it. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel, type Network } from "../../lib/model/mod.ts";
import { Draft as GraphDraft, integers, text } from "./graph_model/draft.ts";
import { withGraphModel } from "./graph_model/compare.ts";
import { withNetwork } from "./onnx/compare.ts";
import { Draft as OnnxDraft } from "./onnx/draft.ts";

const MODELS = fileURLToPath(
  new URL("../../../shared/models/", import.meta.url),
);
const BYTES_PER_FLOAT = 4;

/** Fails unless both convolutions hold one kernel and one bias. */
function assertShared(
  { graph, weightLayers }: Network,
  before: tf.MemoryInfo,
): void {
  const convolutions = graph.nodes.filter(({ kind }) => kind === "conv2d");
  assertEquals(convolutions.length, 2);
  const [first, second] = convolutions.map(({ weights }) => weights);
  assert(first!.kernel?.() === second!.kernel?.(), "there are two kernels");
  assert(first!.bias?.() === second!.bias?.(), "there are two biases");
  assertEquals(
    weightLayers.map(({ position, weights }) => [
      position,
      weights.map(({ name }) => name),
    ]),
    [[convolutions[1]!.id, ["kernel", "bias"]]],
  );
  const floats = 3 * 3 * 4 * 4 + 4;
  assertEquals(
    tf.memory().numBytes - before.numBytes,
    BYTES_PER_FLOAT * floats,
  );
}

Deno.test("two convolutions of an ONNX file share a kernel and a bias", async () => {
  await startBackend("fullgrad-wasm");
  // A bias of the node, or added behind it.
  for (const isApart of [false, true]) {
    const draft = new OnnxDraft(1, [1, 4, 6, 6]);
    const kernel = draft.weight([4, 4, 3, 3]);
    const bias = draft.weight(isApart ? [1, 4, 1, 1] : [4]);
    const convolve = (input: string) => {
      const attributes = { pads: [1, 1, 1, 1] };
      if (!isApart) {
        return draft.node("Conv", [input, kernel, bias], { attributes });
      }
      const maps = draft.node("Conv", [input, kernel], { attributes });
      return draft.node("Add", [maps, bias]);
    };
    const end = convolve(draft.node("Relu", [convolve("image")]));
    const before = tf.memory();
    await withNetwork(
      draft.file(draft.node("GlobalAveragePool", [end])),
      (network) => assertShared(network, before),
    );
    assertEquals(tf.memory().numBytes, before.numBytes);
  }
});

Deno.test("two convolutions of a graph model share a kernel and a bias", async () => {
  await startBackend("fullgrad-wasm");
  const draft = new GraphDraft(1, [6, 6, 4]);
  const kernel = draft.weight([3, 3, 4, 4]);
  const bias = draft.weight([4]);
  const settings = {
    padding: text("SAME"),
    data_format: text("NHWC"),
    strides: integers([1, 1, 1, 1]),
    dilations: integers([1, 1, 1, 1]),
  };
  const convolve = (input: string) =>
    draft.node("BiasAdd", [
      draft.node("Conv2D", [input, kernel], settings),
      bias,
    ]);
  const end = convolve(draft.node("Relu", [convolve("image")]));
  const mean = draft.node("Mean", [end, draft.integers([1, 2])]);
  const before = tf.memory();
  await withGraphModel(
    draft.model(mean),
    (network) => assertShared(network, before),
  );
  assertEquals(tf.memory().numBytes, before.numBytes);
});

for (
  const file of [
    "mobilenet025/model.json",
    "nsfwjs_mobilenet_v2_mid/model.json",
    "photo_gender/model.json",
    "human_emotion/emotion.json",
    "mini_xception/",
    "dianna_mnist/mnist_model.onnx",
    "winml/ImageClassifier.onnx",
    "mesonet/model.onnx",
    "resnet_cifar_pth/",
  ]
) {
  const path = await modelFile(MODELS + file);
  Deno.test({
    name: `${file}: weights are held once, and no longer than the model`,
    ignore: path === undefined,
    fn: async () => {
      await startBackend("fullgrad-wasm");
      const before = tf.memory();
      const model = await loadModel(path!);
      const floats = [...heldBy(model)]
        .reduce((sum, { size }) => sum + size, 0);
      assertEquals(
        tf.memory().numBytes - before.numBytes,
        BYTES_PER_FLOAT * floats,
      );
      model.dispose();
      assertEquals(tf.memory().numTensors, before.numTensors);
      assertEquals(tf.memory().numBytes, before.numBytes);
    },
  });
}

/** The weights, and constants that an architecture has beside them. */
function heldBy({ graph, weightLayers }: Network): ReadonlySet<tf.Tensor> {
  const held = new Set<tf.Tensor>(
    weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    ),
  );
  tf.tidy(() => {
    for (const { weights } of graph.nodes) {
      for (const read of Object.values(weights)) {
        // What is made for the occasion is another tensor each time.
        if (read && read() === read()) held.add(read());
      }
    }
  });
  return held;
}

/** A file, or the first of weights in a folder. */
async function modelFile(path: string): Promise<string | undefined> {
  if (!path.endsWith("/")) {
    return await Deno.stat(path).then(() => path, () => undefined);
  }
  const entries = await Array.fromAsync(Deno.readDir(path)).catch(() => []);
  const [name] = entries.map(({ name }) => name)
    .filter((name) => /\.(hdf5|th)$/.test(name)).toSorted();
  return name && path + name;
}
