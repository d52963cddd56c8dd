import * as tf from "@tensorflow/tfjs";
import {
  checkOptions,
  checkValue,
  integer,
  number,
  type OptionRequirements,
  positive,
  type Requirement,
  text,
} from "../../options/mod.ts";

/** What every network of ours is made from. */
export interface NetworkOptions {
  /** How many classes it tells apart: its logits, 2 or more. */
  readonly classes: number;
  /**
   * Size of its images.
   *
   * @default {[32, 32, 3]}
   */
  readonly imageShape?: readonly [
    height: number,
    width: number,
    channels: number,
  ];
  /**
   * Factor on the number of filters of every convolution, over 0.
   *
   * @default {1}
   */
  readonly width?: number;
  /**
   * Chooses the initial weights: an integer.
   *
   * @default {0}
   */
  readonly seed?: number;
  /**
   * Its name.
   *
   * @default that of the function
   */
  readonly name?: string;
}

const sides: Requirement = {
  expected: "three positive integers: height, width and channels",
  isType: Array.isArray,
  isValue: (shape: readonly unknown[]) =>
    shape.length === 3 &&
    shape.every((side) => Number.isSafeInteger(side) && side as number >= 1),
};

const NETWORK: OptionRequirements<NetworkOptions> = {
  classes: number(
    "an integer of 2 or more",
    (classes) => Number.isSafeInteger(classes) && classes >= 2,
  ),
  imageShape: sides,
  width: positive,
  seed: integer,
  name: text,
};

/**
 * Checks the options of a network.
 *
 * @param others What the network's own options must be.
 * @throws {TypeError} If there is no such option, one has another type, or the
 * number of classes is missing.
 * @throws {RangeError} If one is out of its range.
 */
export function checkNetwork<Options extends NetworkOptions>(
  options: Options,
  others: OptionRequirements<Omit<Options, keyof NetworkOptions>>,
): void {
  const action = "make a network";
  checkOptions<NetworkOptions>(action, options, { ...NETWORK, ...others });
  checkValue(action, "classes", options.classes, NETWORK.classes);
}

/** What a convolution with batch normalization is made from. */
export interface ConvolutionParts {
  /** Put behind `conv`, `bn` and `relu` for their names. */
  readonly suffix: string;
  /** Channels of its input. */
  readonly channels: number;
  /** How many filters it has. */
  readonly filters: number;
  /** Side of the kernel. */
  readonly size: number;
  /** Step of the kernel. */
  readonly stride: number;
  /** Chooses the weights: that of the kernel, and the next one for the bias. */
  readonly seed: number;
  /** Size of the images, for the first layer of a `tf.sequential`. */
  readonly inputShape?: readonly number[];
}

/**
 * A convolution with He's initial weights. Its bias gets no gradient before a
 * batch normalization: it keeps the value that it is given here, whose range is
 * PyTorch's default.
 */
export function convolution(
  { suffix, channels, filters, size, stride, seed, inputShape }:
    ConvolutionParts,
): tf.layers.Layer {
  const range = 1 / Math.sqrt(size * size * channels);
  return tf.layers.conv2d({
    name: `conv${suffix}`,
    ...(inputShape && { inputShape: [...inputShape] }),
    filters,
    kernelSize: size,
    strides: stride,
    padding: "same",
    kernelInitializer: tf.initializers.heNormal({
      seed: initializerSeed(seed),
    }),
    biasInitializer: tf.initializers.randomUniform({
      minval: -range,
      maxval: range,
      seed: initializerSeed(seed + 1),
    }),
  });
}

/** Batch normalization as in the networks of the paper. */
export function normalization(suffix: string): tf.layers.Layer {
  return tf.layers.batchNormalization({ name: `bn${suffix}`, epsilon: 1e-3 });
}

/** A ReLU. */
export function rectifier(suffix: string): tf.layers.Layer {
  return tf.layers.activation({ name: `relu${suffix}`, activation: "relu" });
}

/** The dense layer whose outputs are the logits. */
export function classifier(classes: number, seed: number): tf.layers.Layer {
  return tf.layers.dense({
    name: "logits",
    units: classes,
    kernelInitializer: tf.initializers.glorotUniform({
      seed: initializerSeed(seed),
    }),
  });
}

/** A number of filters times a width, at least one. */
export function filtersOf(count: number, width: number): number {
  return Math.max(1, Math.round(count * width));
}

/** A seed for an initializer of tfjs, which takes 0 for none. */
function initializerSeed(seed: number): number {
  return seed === 0 ? 2 ** 31 - 1 : seed;
}
