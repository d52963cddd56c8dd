/** A `tf.LayersModel` means what its own `predict` says, also against Keras. */
import { assert, assertThrows } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { asModel, UnsupportedLayerError } from "../../lib/model/mod.ts";
import { normals, randomizeWeights } from "../propagation/cases/mod.ts";
import { outputOf } from "./output_of.ts";

await startBackend("fullgrad-wasm");

const { layers } = tf;

/** Layers whose options tfjs-layers reads otherwise than Keras, or not at all. */
const LAYERS: Readonly<Record<string, () => tf.layers.Layer[]>> = {
  "a dilated depthwise convolution": () => [
    layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2 }),
  ],
  "a dilated separable convolution": () => [
    layers.separableConv2d({ filters: 3, kernelSize: 3, dilationRate: 2 }),
  ],
  "a dilated convolution": () => [
    layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2 }),
  ],
  "a transposed convolution": () => [
    layers.conv2dTranspose({
      filters: 3,
      kernelSize: 3,
      strides: 2,
      padding: "same",
    }),
  ],
  "bilinear upsampling": () => [
    layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }),
  ],
  "nearest upsampling": () => [
    layers.upSampling2d({ size: [2, 3], interpolation: "nearest" }),
  ],
  "rescaling": () => [layers.rescaling({ scale: 2, offset: -1 })],
  "a bounded ReLU": () => [layers.reLU({ maxValue: 0.5 })],
  "a leaky ReLU": () => [layers.leakyReLU({ alpha: 0.3 })],
  "an ELU": () => [layers.elu()],
  "a thresholded ReLU": () => [layers.thresholdedReLU({ theta: 0.4 })],
  "a softmax of channels": () => [layers.softmax({ axis: -1 })],
  "batch normalization": () => [layers.batchNormalization()],
  "layer normalization of rows": () => [
    layers.layerNormalization({ axis: [1, 2, 3] }),
  ],
  "max pooling with same padding": () => [
    layers.maxPooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ],
  "average pooling with same padding": () => [
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
  ],
  "a permutation": () => [layers.permute({ dims: [3, 1, 2] })],
  "noise and dropout": () =>
    [
      layers.gaussianNoise({ stddev: 1 }),
      layers.gaussianDropout({ rate: 0.5 }),
      layers.alphaDropout({ rate: 0.5 }),
      layers.dropout({ rate: 0.5 }),
      layers.spatialDropout1d({ rate: 0.5 }),
    ].slice(0, 4),
};

/** The shape of the image. */
const SHAPE = [7, 8, 2];

function networkOf(made: readonly tf.layers.Layer[]): tf.LayersModel {
  const image = tf.input({ shape: SHAPE });
  const output = made.reduce<tf.SymbolicTensor>(
    (value, layer) => layer.apply(value) as tf.SymbolicTensor,
    image,
  );
  return tf.model({ inputs: image, outputs: output });
}

for (const [name, make] of Object.entries(LAYERS)) {
  Deno.test(`${name} is explained as it predicts`, async () => {
    const model = networkOf(make());
    if (model.weights.length > 0) randomizeWeights(model, 4);
    const data = Float32Array.from(normals(2 * 7 * 8 * 2, 9));
    const shape = [2, ...SHAPE];
    const actual = await outputOf(asModel(model), { data, shape });
    const expected = tf.tidy(() => {
      const value = model.predict(tf.tensor(data, shape)) as tf.Tensor;
      return { data: value.dataSync(), shape: value.shape };
    });
    assert(
      `${actual.shape}` === `${expected.shape}`,
      `${actual.shape} is not ${expected.shape}`,
    );
    actual.data.forEach((value, i) =>
      assert(
        Math.abs(value - expected.data[i]!) < 1e-5,
        `at ${i}: ${value} is not ${expected.data[i]}`,
      )
    );
    model.dispose();
  });
}

/** Layers whose prediction is drawn by chance, or is not even tfjs's own. */
const REFUSED: Readonly<Record<string, () => tf.layers.Layer>> = {
  RandomWidth: () => layers.randomWidth({ factor: 0.5 }),
  BatchNormalization: () => layers.batchNormalization({ axis: 1 }),
  Resizing: () => layers.resizing({ height: 14, width: 16 }),
};

for (const [name, make] of Object.entries(REFUSED)) {
  Deno.test(`${name} is refused where tfjs predicts what nobody defines`, () => {
    const model = networkOf([make()]);
    assertThrows(() => asModel(model), UnsupportedLayerError, name);
    model.dispose();
  });
}
