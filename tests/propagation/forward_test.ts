import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { chain, IMAGE, SHAPE } from "./chain.ts";

await startBackend("cpu");

Deno.test("forward() keeps what the rules read and nothing else", () => {
  const graph = layerGraph(chain(6));
  tf.tidy(() => {
    const image = tf.tensor(IMAGE, SHAPE);
    const before = tf.memory().numTensors;
    const record = forward(graph, image);
    // The outputs of six relus, scale and shift of six normalizations, and the
    // logits.
    assertEquals(tf.memory().numTensors, before + 19);
    assertEquals(record.output.shape, [2, 3]);
    assert(!image.isDisposed, "the caller's image is gone");
  });
});

Deno.test("forward() keeps the outputs that are asked for", async () => {
  const graph = layerGraph(chain(2));
  const [kept, again] = tf.tidy(() => {
    const record = forward(graph, tf.tensor(IMAGE, SHAPE), {
      keepOutputsOf: ["conv_1", "image"],
    });
    const { id } = graph.nodes.find(({ name }) => name === "conv_1")!;
    const cut = {
      ...graph,
      nodes: graph.nodes.slice(0, id + 1),
      output: id,
    };
    return [
      tf.clone(record.at(id).output),
      tf.clone(forward(cut, tf.tensor(IMAGE, SHAPE)).output),
    ];
  });
  assertEquals(await kept!.data(), await again!.data());
  tf.dispose([kept!, again!]);
});

Deno.test("forward() says that a layer to keep does not exist", () => {
  const graph = layerGraph(chain(1));
  assertThrows(
    () =>
      tf.tidy(() => {
        forward(graph, tf.tensor(IMAGE, SHAPE), { keepOutputsOf: ["conv9"] });
      }),
    RangeError,
    '"conv9"',
  );
});

Deno.test("forward() runs maps of any size where the model does", () => {
  const model = tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [null, null, 2] as unknown as number[],
        filters: 3,
        kernelSize: 3,
        padding: "same",
      }),
      tf.layers.upSampling2d({}),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.reshape({ targetShape: [1, 1, 3] }),
      tf.layers.flatten(),
    ],
  });
  const graph = layerGraph(model);
  for (const shape of [[1, 4, 7, 2], [3, 1, 2, 2]]) {
    tf.tidy(() => {
      const record = forward(graph, tf.ones(shape));
      assertEquals(record.output.shape, [shape[0]!, 3]);
      const gradient = backward(record, tf.onesLike(record.output));
      assertEquals(gradient.shape, shape);
    });
  }
});
