import * as tf from "@tensorflow/tfjs";
import { randomLayers } from "./random_layers.ts";

/** One convolution of a residual branch. */
export interface BranchConvolution {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
}

/** What the ResNets differ in. */
export interface ResnetOptions {
  readonly name: string;
  /** Number of residual blocks in each of the four stages. */
  readonly blocks: readonly number[];
  /** The branch of a block, given the width of its stage and its stride. */
  readonly branch: (
    width: number,
    strides: number,
  ) => readonly BranchConvolution[];
  /** Of the random weights. */
  readonly seed: number;
}

/** γ at the end of a branch: sixteen random blocks would explode with 1. */
const BRANCH_SCALE = 0.25;

/**
 * A ResNet as torchvision has it, for images `[224, 224, 3]` and 1000 classes.
 * The layers bear torchvision's names. Zeros go around a map before a window
 * strides over it, as many on every side: "same" would put fewer before it.
 */
export function resnet(
  { name, blocks, branch, seed }: ResnetOptions,
): tf.LayersModel {
  const { conv, norm, dense } = randomLayers(seed);
  const convolution = (
    x: tf.SymbolicTensor,
    { filters, kernelSize, strides }: BranchConvolution,
    [convName, normName]: readonly [conv: string, norm: string],
    scale?: number,
  ) => {
    const padded = strides > 1 && kernelSize > 1
      ? pad(x, (kernelSize - 1) / 2, `${convName}.pad`)
      : x;
    const convolved = apply(
      conv(convName, {
        filters,
        kernelSize,
        strides,
        padding: padded === x ? "same" : "valid",
        useBias: false,
      }),
      padded,
    );
    return apply(norm(normName, scale), convolved);
  };
  const residual = (
    x: tf.SymbolicTensor,
    path: string,
    parts: readonly BranchConvolution[],
  ) => {
    const { filters } = parts.at(-1)!;
    const strides = Math.max(...parts.map((part) => part.strides));
    const shortcut = strides === 1 && x.shape.at(-1) === filters
      ? x
      : convolution(x, { filters, kernelSize: 1, strides }, [
        `${path}.downsample.0`,
        `${path}.downsample.1`,
      ]);
    const end = parts.reduce((y, part, i) => {
      const names = [`${path}.conv${i + 1}`, `${path}.bn${i + 1}`] as const;
      return i < parts.length - 1
        ? relu(convolution(y, part, names), `${path}.relu${i + 1}`)
        : convolution(y, part, names, BRANCH_SCALE);
    }, x);
    const sum = apply(tf.layers.add({ name: `${path}.add` }), [end, shortcut]);
    return relu(sum, `${path}.relu`);
  };

  const image = tf.input({ shape: [224, 224, 3], name: "image" });
  const stem = { filters: 64, kernelSize: 7, strides: 2 };
  let x = relu(convolution(image, stem, ["conv1", "bn1"]), "relu");
  x = apply(
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, name: "maxpool" }),
    pad(x, 1, "maxpool.pad"),
  );
  blocks.forEach((count, stage) => {
    for (let block = 0; block < count; block++) {
      const strides = stage > 0 && block === 0 ? 2 : 1;
      const path = `layer${stage + 1}.${block}`;
      x = residual(x, path, branch(64 * 2 ** stage, strides));
    }
  });
  x = apply(tf.layers.globalAveragePooling2d({ name: "avgpool" }), x);
  return tf.model({
    inputs: image,
    outputs: apply(dense("fc", 1000), x),
    name,
  });
}

function pad(
  x: tf.SymbolicTensor,
  margin: number,
  name: string,
): tf.SymbolicTensor {
  return apply(tf.layers.zeroPadding2d({ padding: margin, name }), x);
}

function relu(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
  return apply(tf.layers.reLU({ name }), x);
}

function apply(
  layer: tf.layers.Layer,
  x: tf.SymbolicTensor | tf.SymbolicTensor[],
): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}
