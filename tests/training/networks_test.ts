import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { resNet8, vgg9 } from "../../lib/training/mod.ts";

await startBackend("wasm");

Deno.test("vgg9() has the layers of the paper", () => {
  const model = vgg9({ classes: 100 });
  const filters = [64, 128, 256, 256, 512, 512, 512, 512];
  let [parameters, channels] = [0, 3];
  filters.forEach((count, i) => {
    const { shape } = model.getLayer(`conv${i + 1}`).getWeights()[0]!;
    assertEquals(shape, [3, 3, channels, count]);
    parameters += 9 * channels * count + count + 4 * count;
    channels = count;
  });
  assertEquals(model.countParams(), parameters + 512 * 100 + 100);
  const names = model.layers.map(({ name }) => name);
  assertEquals(
    names.join(" ").replaceAll(/conv(\d) bn\1 relu\1/g, "$1"),
    "1 pool1 2 pool2 3 4 pool4 5 6 pool6 7 8 pool8 gap logits",
  );
  assertEquals(model.getLayer("pool8").outputShape, [null, 1, 1, 512]);
  model.dispose();
});

Deno.test("vgg9() takes any width and size of image", () => {
  for (
    const [imageShape, width, sides] of [
      [[28, 28, 1], 0.5, "14 7 4 2 1"],
      [[64, 48, 3], 0.01, "32 16 8 4 2"],
      [[1, 1, 3], 0.125, "1 1 1 1 1"],
    ] as const
  ) {
    const model = vgg9({ classes: 7, imageShape, width });
    const heights = [1, 2, 4, 6, 8].map((i) =>
      (model.getLayer(`pool${i}`).outputShape as number[])[1]
    );
    assertEquals(heights.join(" "), sides);
    const filters = model.getLayer("conv8").getWeights()[0]!.shape[3];
    assertEquals(filters, Math.max(1, Math.round(512 * width)));
    const output = tf.tidy(() =>
      (model.predict(tf.zeros([2, ...imageShape])) as tf.Tensor).shape
    );
    assertEquals(output, [2, 7]);
    model.dispose();
  }
});

Deno.test("resNet8() has eight layers with weights on its longest way", () => {
  const model = resNet8({ classes: 10, width: 0.5, imageShape: [33, 32, 3] });
  const { graph } = asModel(model);
  const depth: number[] = [];
  for (const { id, kind, inputs } of graph.nodes) {
    const own = kind === "conv2d" || kind === "dense" ? 1 : 0;
    depth[id] = own + Math.max(0, ...inputs.map((from) => depth[from]!));
  }
  assertEquals(depth[graph.output], 8);
  assertEquals(graph.nodes.filter(({ kind }) => kind === "add").length, 3);
  assertEquals(graph.nodes.filter(({ kind }) => kind === "conv2d").length, 9);
  assertEquals(model.getLayer("add3").outputShape, [null, 9, 8, 32]);
  model.dispose();
});

Deno.test("networks follow from their seed", async () => {
  for (const make of [vgg9, resNet8]) {
    const weights = await Promise.all([1, 1, 2, 0, 0].map(async (seed) => {
      const model = make({ classes: 3, width: 0.05, seed });
      const values = await Promise.all(
        model.getWeights().map((weight) => weight.data()),
      );
      model.dispose();
      return values.join();
    }));
    assertEquals(weights[0], weights[1]);
    assert(weights[0] !== weights[2]);
    assertEquals(weights[3], weights[4]);
  }
});

Deno.test("networks refuse sizes that there are not", () => {
  assertThrows(
    () => vgg9({ classes: 1 }),
    RangeError,
    "Cannot make a network as classes must be an integer of 2 or more: current value is 1",
  );
  assertThrows(() => vgg9({ classes: 2, width: 0 }), RangeError, "width");
  assertThrows(
    () => resNet8({ classes: 2, imageShape: [0, 3, 3] }),
    RangeError,
    "imageShape must be three positive integers",
  );
  assertThrows(
    () => resNet8({ classes: 2, wide: 2 } as never),
    TypeError,
    'did you mean "width"?',
  );
  assertThrows(() => vgg9({} as never), TypeError, "classes must be");
  for (const plan of [[], ["M", 4], [4, 0], [4, "M", "M"]] as const) {
    assertThrows(() => vgg9({ classes: 2, plan }), RangeError, "plan must be");
  }
});
