/** Networks whose input is not `[N, H, W, C]` take pictures that are. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { toImages } from "../../lib/image/mod.ts";
import { fullGrad, gradCam } from "../../lib/methods/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { randomizeWeights } from "../propagation/cases/mod.ts";

await startBackend("fullgrad-wasm");

type Format = "channelsFirst" | "channelsLast";

/** The same layers in either layout, around what `first` does to the input. */
function network(
  dataFormat: Format,
  shape: readonly number[],
  first: readonly tf.layers.Layer[] = [],
): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.inputLayer({ inputShape: [...shape] }));
  for (const layer of first) model.add(layer);
  model.add(
    tf.layers.conv2d({
      filters: 4,
      kernelSize: 3,
      activation: "relu",
      dataFormat,
    }),
  );
  model.add(tf.layers.maxPooling2d({ poolSize: 2, dataFormat }));
  model.add(tf.layers.globalAveragePooling2d({ dataFormat }));
  model.add(tf.layers.dense({ units: 3 }));
  randomizeWeights(model, 1);
  return model;
}

const [H, W, C] = [8, 10, 3];
const LAST = Float32Array.from(
  { length: 2 * H * W * C },
  (_, i) => Math.sin(i * i),
);
/** `[2, C, H, W]` of the same pictures. */
const FIRST = LAST.map((_, i) => {
  const [x, y] = [i % W, Math.floor(i / W) % H];
  const [c, n] = [Math.floor(i / (W * H)) % C, Math.floor(i / (W * H * C))];
  return LAST[((n * H + y) * W + x) * C + c]!;
});
const PICTURES = { data: LAST, shape: [2, H, W, C] };

/** Networks that compute one function of pictures, by what they take. */
const SAME: Readonly<Record<string, () => tf.LayersModel>> = {
  "channels first": () => network("channelsFirst", [C, H, W]),
  "channels first of any size": () => {
    const x = tf.input({ shape: [C, null, null] });
    const whole = network("channelsFirst", [C, H, W]);
    const y = whole.layers.slice(1).reduce(
      (x, layer) => layer.apply(x) as tf.SymbolicTensor,
      x,
    );
    return tf.model({ inputs: x, outputs: y });
  },
  "channels first behind layers that keep the axes": () =>
    network("channelsFirst", [C, H, W], [
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.activation({ activation: "linear" }),
    ]),
  "channels first, permuted by a layer": () =>
    network("channelsLast", [C, H, W], [
      tf.layers.permute({ dims: [2, 3, 1] }),
    ]),
  "channels last, permuted by a layer": () =>
    network("channelsFirst", [H, W, C], [
      tf.layers.permute({ dims: [3, 1, 2] }),
    ]),
  "channels between": () =>
    network("channelsLast", [H, C, W], [
      tf.layers.permute({ dims: [1, 3, 2] }),
    ]),
  "channels first in a model inside": () => {
    const x = tf.input({ shape: [C, H, W] });
    const inside = network("channelsFirst", [C, H, W]);
    return tf.model({
      inputs: x,
      outputs: inside.apply(x) as tf.SymbolicTensor,
    });
  },
};

for (const [what, build] of Object.entries(SAME)) {
  Deno.test(`a network that takes ${what} is explained like one that takes them last`, async () => {
    const reference = network("channelsLast", [H, W, C]);
    const model = asModel(build());
    assertEquals(model.inputShape.length, 3);
    assertEquals(model.inputShape[2], C);
    for (const method of [fullGrad, gradCam]) {
      const expected = await method(reference, PICTURES);
      for (const input of [PICTURES, { data: FIRST, shape: [2, C, H, W] }]) {
        const map = await method(model, input);
        assertEquals(map.shape, [2, H, W]);
        const worst = Math.max(
          ...map.values.map((value, i) =>
            Math.abs(value - expected.values[i]!)
          ),
        );
        assert(worst <= 1e-5 * Math.max(...expected.values), `${worst}`);
      }
    }
    // The logits are those that the network itself predicts.
    const shape = model.layersModel!.inputs[0]!.shape;
    if (shape[1] === C) {
      const predicted = tf.tidy(() =>
        model.layersModel!.predict(tf.tensor(FIRST, [2, C, H, W])) as tf.Tensor
      );
      const { logits } = await fullGrad(model, PICTURES);
      (await predicted.data()).forEach((value, i) =>
        assert(Math.abs(value - logits.values[i]!) < 1e-5)
      );
      predicted.dispose();
    }
    reference.dispose();
    model.dispose();
  });
}

Deno.test("a shape that reads either way is taken as the layers take it", () => {
  const [first, last] = [
    asModel(network("channelsFirst", [3, 8, 3], [
      tf.layers.zeroPadding2d({ padding: 2, dataFormat: "channelsFirst" }),
    ])),
    asModel(network("channelsLast", [3, 8, 3], [
      tf.layers.zeroPadding2d({ padding: 2 }),
    ])),
  ];
  assertEquals(first.inputShape, [8, 3, 3]);
  assertEquals(last.inputShape, [3, 8, 3]);
  const flat = asModel(tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [3, 8, 8] }),
      tf.layers.dense({ units: 2 }),
    ],
  }));
  assertEquals(flat.inputShape, [3, 8, 8]);
  for (const model of [first, last, flat]) model.dispose();
});

Deno.test("a network of gray images without an axis for channels takes them", async () => {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [5, 6] }),
      tf.layers.dense({ units: 7, activation: "relu" }),
      tf.layers.dense({ units: 3 }),
    ],
  });
  randomizeWeights(model, 2);
  const { inputShape } = asModel(model);
  assertEquals(inputShape, [5, 6, 1]);
  const data = LAST.slice(0, 60);
  const maps = await Promise.all(
    [[2, 5, 6], [2, 5, 6, 1], [2, 1, 5, 6]].map((shape) =>
      fullGrad(model, { data, shape })
    ),
  );
  for (const map of maps) {
    assertEquals(map.shape, [2, 5, 6]);
    assertEquals(map.values, maps[0]!.values);
    for (const { relativeToTerms } of map.completeness!) {
      assert(Math.abs(relativeToTerms) < 1e-5);
    }
  }
  const predicted = tf.tidy(() =>
    model.predict(tf.tensor3d(data, [2, 5, 6])) as tf.Tensor
  );
  (await predicted.data()).forEach((value, i) =>
    assert(Math.abs(value - maps[0]!.logits.values[i]!) < 1e-5)
  );
  const bytes = { data: new Uint8Array(60).fill(9), shape: [2, 5, 6] };
  const images = await toImages(bytes, asModel(model), {
    preprocessing: "unit",
  });
  assertEquals(images.shape, [2, 5, 6, 1]);
  predicted.dispose();
  model.dispose();
});

Deno.test("a network of other inputs than pictures is refused", () => {
  const dense = tf.layers.dense({ units: 2, inputShape: [12] });
  const flatten = tf.layers.flatten({ inputShape: [2, 3, 4, 1] });
  for (const layer of [dense, flatten]) {
    const model = tf.sequential({ layers: [layer] });
    assertThrows(
      () => asModel(model),
      TypeError,
      "its input must be images [N, H, W, C], [N, C, H, W] or, of one channel, [N, H, W]",
    );
    model.dispose();
  }
});
