import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph, UnsupportedLayerError } from "../../lib/model/mod.ts";
import { backward, forward } from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { normals, randomizeWeights } from "./cases/mod.ts";
import {
  type Float64Network,
  generate,
  type NdArray,
  numericalGradient,
  sizeOf,
} from "./float64/mod.ts";

/** Output and gradient of a layer that runs itself, by the loops of `network`. */
async function check(
  model: tf.LayersModel,
  shape: readonly number[],
  network: (weights: readonly NdArray[]) => Float64Network,
): Promise<void> {
  randomizeWeights(model, 1);
  const weights = await Promise.all(
    model.getWeights().map(async (weight) => ({
      shape: weight.shape,
      data: Float64Array.from(await weight.data()),
    })),
  );
  const image = normals(sizeOf(shape), 2);
  const x = { shape, data: Float64Array.from(image) };
  const run = network(weights);
  const expected = run(x);
  const upstream = normals(expected.data.length, 3);
  const graph = layerGraph(model);
  assertEquals(graph.nodes.map(({ kind }) => kind), ["input", "other"]);
  const [output, gradient] = tf.tidy(() => {
    const record = forward(graph, tf.tensor(image, [...shape]));
    const g = tf.tensor(upstream, record.output.shape);
    return [tf.clone(record.output), backward(record, g)];
  });
  assertClose(await output!.data(), expected.data, 1e-5, "forward");
  assertClose(
    await gradient!.data(),
    numericalGradient(run, x, upstream),
    2e-5,
    "gradient",
  );
  tf.dispose([output!, gradient!]);
  model.dispose();
}

for (const backend of ["cpu", "fullgrad-wasm", "wasm"] as const) {
  Deno.test(`a layer applied at every step is run by itself on ${backend}`, async () => {
    await startBackend(backend);
    const model = tf.sequential({
      layers: [
        tf.layers.timeDistributed({
          layer: tf.layers.dense({ units: 3, activation: "tanh" }),
          inputShape: [4, 2],
        }),
      ],
    });
    await check(
      model,
      [2, 4, 2],
      ([kernel, bias]) => (x) =>
        generate([2, 4, 3], ([n, t, o]) => {
          let sum = bias!.data[o!]!;
          for (let i = 0; i < 2; i++) {
            sum += x.data[(n! * 4 + t!) * 2 + i]! * kernel!.data[i * 3 + o!]!;
          }
          return Math.tanh(sum);
        }),
    );
  });

  Deno.test(`a recurrent layer is run by itself on ${backend}`, async () => {
    await startBackend(backend);
    const model = tf.sequential({
      layers: [tf.layers.simpleRNN({ units: 3, inputShape: [4, 2] })],
    });
    await check(model, [2, 4, 2], ([kernel, recurrent, bias]) => (x) => {
      const step = (state: NdArray, t: number) =>
        generate([2, 3], ([n, o]) => {
          let sum = bias!.data[o!]!;
          for (let i = 0; i < 2; i++) {
            sum += x.data[(n! * 4 + t) * 2 + i]! * kernel!.data[i * 3 + o!]!;
          }
          for (let i = 0; i < 3; i++) {
            sum += state.data[n! * 3 + i]! * recurrent!.data[i * 3 + o!]!;
          }
          return Math.tanh(sum);
        });
      return [0, 1, 2, 3].reduce(step, generate([2, 3], () => 0));
    });
  });
}

/** Explains the first layer of a kind of its own; leaves nothing behind. */
function explain(layer: tf.layers.Layer, shape: readonly number[]): void {
  const x = tf.input({ shape: [...shape] });
  const model = tf.model({
    inputs: x,
    outputs: layer.apply(x) as tf.SymbolicTensor,
  });
  const graph = layerGraph(model);
  const before = tf.memory().numTensors;
  try {
    tf.tidy(() => {
      const record = forward(graph, tf.ones([1, ...shape]));
      backward(record, tf.onesLike(record.output));
    });
  } finally {
    assertEquals(tf.memory().numTensors, before, "tensors are left behind");
    model.dispose();
  }
}

Deno.test("a layer whose gradient is wrong on wasm is turned down there", async () => {
  const conv = () =>
    tf.layers.conv3d({ name: "volume", filters: 1, kernelSize: 2 });
  await startBackend("fullgrad-wasm");
  const error = assertThrows(
    () => explain(conv(), [3, 3, 3, 1]),
    UnsupportedLayerError,
    "start the cpu or webgpu backend",
  );
  assertEquals([error.layer, error.layerClass], ["volume", "Conv3D"]);
  await startBackend("cpu");
  explain(conv(), [3, 3, 3, 1]);
});

Deno.test("a layer without a gradient on the backend is named", async () => {
  class Sorted extends tf.layers.Layer {
    static className = "Sorted";
    override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
      const x = Array.isArray(inputs) ? inputs[0]! : inputs;
      return tf.topk(x, x.shape.at(-1)!).values;
    }
    override computeOutputShape(shape: tf.Shape): tf.Shape {
      return shape;
    }
  }
  await startBackend("fullgrad-wasm");
  const error = assertThrows(
    () => explain(new Sorted({ name: "sorted" }), [3]),
    UnsupportedLayerError,
    "the fullgrad-wasm backend has no gradient for it",
  );
  assertEquals([error.layer, error.layerClass], ["sorted", "Sorted"]);
  assertStringIncludes(String(error.cause), "gradient");
});

Deno.test("a layer runs as at inference", async () => {
  const seen: unknown[] = [];
  class Asking extends tf.layers.Layer {
    static className = "Asking";
    override call(
      inputs: tf.Tensor | tf.Tensor[],
      kwargs: Record<string, unknown>,
    ): tf.Tensor {
      seen.push(kwargs["training"]);
      return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, 2);
    }
    override computeOutputShape(shape: tf.Shape): tf.Shape {
      return shape;
    }
  }
  await startBackend("cpu");
  explain(new Asking({}), [3]);
  assertEquals(seen, [false, false]);
});
