/** FullGrad's control: its aggregation, of activations. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  absolute,
  chain,
  classAgnosticFullGrad,
  fullGrad,
  halfPixel,
  noRescale,
  startBackend,
} from "fullgrad";
import { layersOf } from "fullgrad/methods";
import { assertClose } from "../propagation/assert_close.ts";
import { images, network } from "./networks/mod.ts";

await startBackend("fullgrad-wasm");

Deno.test("classAgnosticFullGrad() adds up the activations of every layer with a bias, once", async () => {
  const model = network("residual");
  const batch = images(2);
  const of = { psi: chain(absolute, noRescale, halfPixel) };
  const map = await classAgnosticFullGrad(model, batch, of);
  const layers = map.settings.layers as string[];
  // Behind every convolution comes batch norm, and behind that, in a block, relu.
  const kinds = new Map(layersOf(model).map(({ name, kind }) => [name, kind]));
  assertEquals(layers.map((name) => kinds.get(name)), [
    "activation",
    "activation",
    "batchNorm",
    "batchNorm",
    "batchNorm",
    "dense",
  ]);
  const outputs = layers.slice(0, -1).map((name) =>
    model.getLayer(name).output as tf.SymbolicTensor
  );
  const expected = tf.tidy(() => {
    const x = tf.tensor4d(
      batch.data,
      batch.shape as [number, number, number, number],
    );
    const values = tf.model({ inputs: model.inputs, outputs })
      .predict(x) as tf.Tensor4D[];
    return [x, ...values].map((value) =>
      tf.image.resizeBilinear(
        tf.sum(tf.abs(value), 3, true) as tf.Tensor4D,
        [12, 10],
        false,
        true,
      ).dataSync()
    ).reduce((sum, map) => sum.map((value, i) => value + map[i]!));
  });
  assertClose(map.values, expected, 1e-5, "sum");
  model.dispose();
});

Deno.test("classAgnosticFullGrad() has FullGrad's options, and neither class nor head changes it", async () => {
  const model = network("residual");
  const batch = images(2);
  const control = await classAgnosticFullGrad(model, batch);
  const other = await classAgnosticFullGrad(model, batch, { target: [3, 0] });
  assertEquals(control.values, other.values);
  const [one, two] = [
    await fullGrad(model, batch, { target: 1 }),
    await fullGrad(model, batch, { target: 2 }),
  ];
  assert(one.values.some((value, i) => value !== two.values[i]));
  assertEquals(control.settings.psi, one.settings.psi);
  const image = await classAgnosticFullGrad(model, batch, {
    preset: "paper",
    terms: ({ kind }) => kind === "input",
  });
  assertEquals(image.settings.layers, []);
  const head = model.layers.at(-1)!;
  const before = head.getWeights().map((weight) => weight.clone());
  head.setWeights(before.map((weight) => tf.mul(weight, -3)));
  const redrawn = await classAgnosticFullGrad(model, batch);
  assertEquals(redrawn.values, control.values);
  model.dispose();
});
