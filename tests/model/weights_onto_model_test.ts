/** Weights of PyTorch onto a model of tfjs that says the architecture. */
import { assertEquals, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { weightsByModule } from "../../lib/model/formats/state_dict/read_state_dict.ts";
import {
  fromPyTorch,
  ontoLayersModel,
} from "../../lib/model/weights/onto_layers_model.ts";
import type { StateDict } from "../../lib/model/formats/state_dict/stored_tensor.ts";
import { asModel } from "../../lib/model/mod.ts";
import { drawn } from "./state_dict/drawn.ts";

await startBackend("cpu");

const { conv2d, conv2dTranspose, dense, depthwiseConv2d } = tf.layers;

type Shapes = Readonly<Record<string, readonly number[]>>;

function weights(shapes: Shapes): StateDict {
  return new Map(
    Object.entries(shapes).map(([name, shape], i) => {
      const size = shape.reduce((size, length) => size * length, 1);
      return [name, {
        shape,
        type: "float32" as const,
        read: () => drawn(i + 1, size),
      }];
    }),
  );
}

function network(layers: readonly tf.layers.Layer[]): tf.LayersModel {
  return tf.sequential({ layers: [...layers] });
}

/** The value of a stored tensor at an index of its axes. */
function at(tensors: StateDict, name: string, ...index: number[]): number {
  const { shape, read } = tensors.get(name)!;
  const place = index.reduce((at, i, axis) => at * shape[axis]! + i, 0);
  return read()[place]!;
}

async function valueAt(
  model: tf.LayersModel,
  layer: string,
  weight: number,
  ...index: number[]
): Promise<number> {
  const tensor = model.getLayer(layer).weights[weight]!.read();
  const place = index.reduce((at, i, axis) => at * tensor.shape[axis]! + i, 0);
  return (await tensor.data())[place]!;
}

Deno.test("every layer's weights come to the axes where tfjs has them", async () => {
  const model = network([
    conv2d({
      filters: 3,
      kernelSize: [2, 3],
      inputShape: [6, 7, 2],
      name: "a",
    }),
    depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, name: "b" }),
    conv2dTranspose({ filters: 5, kernelSize: [2, 3], name: "c" }),
    tf.layers.batchNormalization({ name: "d" }),
    tf.layers.flatten(),
    tf.layers.dropout({ rate: 0.5 }),
    dense({ units: 4, name: "e" }),
    dense({ units: 2, useBias: false, name: "f" }),
  ]);
  const [, height, width, channels] = model.layers[3]!.outputShape as number[];
  const flat = height! * width! * channels!;
  const tensors = weights({
    "net.a.weight": [3, 2, 2, 3],
    "net.a.bias": [3],
    "net.b.weight": [6, 1, 2, 2],
    "net.b.bias": [6],
    "net.c.weight": [6, 5, 2, 3],
    "net.c.bias": [5],
    "net.d.weight": [5],
    "net.d.bias": [5],
    "net.d.running_mean": [5],
    "net.d.running_var": [5],
    "net.d.num_batches_tracked": [],
    "net.e.weight": [4, flat],
    "net.e.bias": [4],
    "net.f.weight": [2, 4],
  });
  ontoLayersModel(
    asModel(model),
    weightsByModule(tensors),
    fromPyTorch,
    "a file",
  );
  const equal = async (name: string, from: number[], ...to: unknown[]) =>
    assertEquals(
      await valueAt(
        model,
        ...to as Parameters<typeof valueAt> extends [unknown, ...infer Rest]
          ? Rest
          : never,
      ),
      at(tensors, name, ...from),
      name,
    );
  await equal("net.a.weight", [2, 1, 1, 2], "a", 0, 1, 2, 1, 2);
  await equal("net.a.bias", [1], "a", 1, 1);
  // Channel 2 of the input makes the channels 4 and 5 of the output.
  await equal("net.b.weight", [5, 0, 1, 0], "b", 0, 1, 0, 2, 1);
  await equal("net.c.weight", [4, 3, 1, 2], "c", 0, 1, 2, 3, 4);
  await equal("net.d.weight", [3], "d", 0, 3);
  await equal("net.d.bias", [3], "d", 1, 3);
  await equal("net.d.running_mean", [3], "d", 2, 3);
  await equal("net.d.running_var", [3], "d", 3, 3);
  // PyTorch flattens channel by channel, tfjs pixel by pixel.
  const [row, column, channel] = [1, 2, 3];
  await equal(
    "net.e.weight",
    [2, (channel * height! + row) * width! + column],
    ...["e", 0, (row * width! + column) * channels! + channel, 2],
  );
  await equal("net.f.weight", [1, 3], "f", 0, 3, 1);
  model.dispose();
});

Deno.test("layers named like modules take these, in whatever order the file has them", async () => {
  const model = network([
    dense({ units: 3, inputShape: [4, 4, 3], name: "block_0_first" }),
    dense({ units: 3, name: "block_0_second" }),
  ]);
  const tensors = weights({
    "block.0.second.weight": [3, 3],
    "block.0.second.bias": [3],
    "block.0.first.weight": [3, 3],
    "block.0.first.bias": [3],
  });
  ontoLayersModel(
    asModel(model),
    weightsByModule(tensors),
    fromPyTorch,
    "a file",
  );
  assertEquals(
    await valueAt(model, "block_0_first", 1, 2),
    at(tensors, "block.0.first.bias", 2),
  );
  model.dispose();
});

Deno.test("what is missing, left over or of another shape is listed, and nothing changed", async () => {
  const model = network([
    dense({ units: 3, inputShape: [4, 4, 3], name: "first" }),
    dense({ units: 2, name: "second" }),
  ]);
  const before = await Promise.all(model.getWeights().map((w) => w.array()));
  const right: Shapes = {
    "first.weight": [3, 3],
    "first.bias": [3],
    "second.weight": [2, 3],
    "second.bias": [2],
  };
  const { "second.bias": _, ...short } = right;
  const wrong: readonly [Shapes, RegExp][] = [
    [short, /second\.bias is missing/],
    [
      { ...right, "second.weight": [3, 2] },
      /second\.weight is \[3,2\], not \[2,3\]/,
    ],
    [
      { ...right, "second.running_mean": [2] },
      /second\.running_mean is left over/,
    ],
    [
      { ...right, "third.weight": [2, 2] },
      /has the modules first, second, third, and the architecture the layers first, second/,
    ],
    [{ ...short, "other.bias": [2] }, /has the modules/],
  ];
  for (const [shapes, says] of wrong) {
    const error = assertThrows(
      () =>
        ontoLayersModel(
          asModel(model),
          weightsByModule(weights(shapes)),
          fromPyTorch,
          "a.pth",
        ),
      SyntaxError,
      "as a.pth must hold those of the architecture",
    );
    assertEquals(says.test(error.message), true, error.message);
  }
  const after = await Promise.all(model.getWeights().map((w) => w.array()));
  assertEquals(after, before);
  model.dispose();
});
