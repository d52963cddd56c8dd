/**
 * Topologies of ONNX's light models as layers of tfjs, written from what their
 * papers say: the same networks, read another way.
 */
import * as tf from "@tensorflow/tfjs";
import { asModel, type Model } from "../../../lib/model/mod.ts";
import { apply, type Symbolic } from "../listing.ts";

type Margin = [number, number];

/** Adds layers one behind the other, and remembers those with weights. */
class Layers {
  readonly weighted: tf.layers.Layer[] = [];

  conv(
    x: Symbolic,
    filters: number,
    kernelSize: number,
    { strides = 1, useBias = true, before }: {
      readonly strides?: number;
      readonly useBias?: boolean;
      /** Zeros above and to the left; the rest of the window lies behind. */
      readonly before?: number | undefined;
    } = {},
  ): Symbolic {
    const padded = before === undefined
      ? x
      : this.#zeros(x, before, kernelSize - strides - before);
    const padding = before === undefined && strides === 1 ? "same" : "valid";
    return this.#add(
      tf.layers.conv2d({ filters, kernelSize, strides, useBias, padding }),
      padded,
    );
  }

  norm(x: Symbolic): Symbolic {
    return this.#add(tf.layers.batchNormalization({ epsilon: 1e-5 }), x);
  }

  dense(x: Symbolic, units: number): Symbolic {
    return this.#add(tf.layers.dense({ units }), x);
  }

  relu(x: Symbolic): Symbolic {
    return apply(tf.layers.reLU(), x);
  }

  /** The greatest of each 3×3, with a row and a column of zeros in front or none. */
  maxPool(x: Symbolic, poolSize: number, before?: 1): Symbolic {
    const padded = before === undefined ? x : this.#zeros(x, before, 0);
    return apply(tf.layers.maxPooling2d({ poolSize, strides: 2 }), padded);
  }

  #zeros(x: Symbolic, before: number, after: number): Symbolic {
    const margin: Margin = [before, after];
    const padding: [Margin, Margin] = [margin, margin];
    return apply(tf.layers.zeroPadding2d({ padding }), x);
  }

  #add(layer: tf.layers.Layer, x: Symbolic): Symbolic {
    this.weighted.push(layer);
    return apply(layer, x);
  }
}

type Architecture = (layers: Layers, image: Symbolic) => Symbolic;

/** Simonyan & Zisserman 2015, configuration E. */
const vgg19: Architecture = (layers, image) => {
  let x = image;
  for (
    const [filters, depth] of [[64, 2], [128, 2], [256, 4], [512, 4], [512, 4]]
  ) {
    for (let i = 0; i < depth!; i++) {
      x = layers.relu(layers.conv(x, filters!, 3));
    }
    x = layers.maxPool(x, 2);
  }
  x = apply(tf.layers.flatten(), x);
  for (let i = 0; i < 2; i++) x = layers.relu(layers.dense(x, 4096));
  return apply(tf.layers.softmax(), layers.dense(x, 1000));
};

/** Iandola et al. 2016, version 1.1. */
const squeezenet: Architecture = (layers, image) => {
  const conv = (x: Symbolic, filters: number, size: number) =>
    layers.relu(layers.conv(x, filters, size));
  const fire = (x: Symbolic, narrow: number, wide: number) => {
    const squeezed = conv(x, narrow, 1);
    const sides = [1, 3].map((size) => conv(squeezed, wide, size));
    return apply(tf.layers.concatenate(), sides);
  };
  let x = layers.relu(layers.conv(image, 64, 3, { strides: 2 }));
  for (const narrow of [16, 32]) {
    x = layers.maxPool(x, 3);
    for (let i = 0; i < 2; i++) x = fire(x, narrow, 4 * narrow);
  }
  x = layers.maxPool(x, 3);
  for (const narrow of [48, 48, 64, 64]) x = fire(x, narrow, 4 * narrow);
  x = apply(tf.layers.globalAveragePooling2d({}), conv(x, 1000, 1));
  return apply(tf.layers.softmax(), x);
};

/** He et al. 2016: the step of a stage is in its second convolution. */
const resnet50: Architecture = (layers, image) => {
  const conv = (
    x: Symbolic,
    filters: number,
    size: number,
    strides = 1,
    before?: number,
  ) =>
    layers.norm(
      layers.conv(x, filters, size, { strides, before, useBias: false }),
    );
  const block = (
    x: Symbolic,
    filters: number,
    strides: number,
    first: boolean,
  ) => {
    const narrow = layers.relu(conv(x, filters, 1));
    const padding = strides === 2 ? 1 : undefined;
    const middle = layers.relu(conv(narrow, filters, 3, strides, padding));
    const wide = conv(middle, 4 * filters, 1);
    const shortcut = first ? conv(x, 4 * filters, 1, strides) : x;
    return layers.relu(apply(tf.layers.add(), [wide, shortcut]));
  };
  let x = layers.maxPool(layers.relu(conv(image, 64, 7, 2, 3)), 3, 1);
  for (const [stage, depth] of [3, 4, 6, 3].entries()) {
    for (let i = 0; i < depth; i++) {
      x = block(x, 64 * 2 ** stage, stage > 0 && i === 0 ? 2 : 1, i === 0);
    }
  }
  x = apply(tf.layers.averagePooling2d({ poolSize: 7, strides: 1 }), x);
  x = layers.dense(apply(tf.layers.flatten(), x), 1000);
  return apply(tf.layers.softmax(), x);
};

/** Huang et al. 2017, with the classes by a convolution. */
const densenet121: Architecture = (layers, image) => {
  const active = (x: Symbolic) => layers.relu(layers.norm(x));
  const bare = { useBias: false };
  let x = layers.conv(image, 64, 7, { strides: 2, before: 3, ...bare });
  x = layers.maxPool(active(x), 3, 1);
  let channels = 64;
  for (const [stage, depth] of [6, 12, 24, 16].entries()) {
    if (stage > 0) {
      channels /= 2;
      x = layers.conv(active(x), channels, 1, bare);
      x = apply(tf.layers.averagePooling2d({ poolSize: 2, strides: 2 }), x);
    }
    for (let i = 0; i < depth; i++) {
      const narrow = layers.conv(active(x), 128, 1, bare);
      const added = layers.conv(active(narrow), 32, 3, bare);
      x = apply(tf.layers.concatenate(), [x, added]);
      channels += 32;
    }
  }
  x = apply(tf.layers.globalAveragePooling2d({}), active(x));
  x = apply(tf.layers.reshape({ targetShape: [1, 1, channels] }), x);
  return apply(tf.layers.flatten(), layers.conv(x, 1000, 1));
};

const ARCHITECTURES: Readonly<Record<string, Architecture>> = {
  vgg19,
  squeezenet,
  resnet50,
  densenet121,
};

/** Topologies that are written as layers, too. */
export const TWINS: readonly string[] = Object.keys(ARCHITECTURES);

/** A topology as layers, with the weights of the network that was imported. */
export function layersTwin(topology: string, imported: Model): Model {
  const layers = new Layers();
  const image = tf.input({ shape: [...imported.inputShape] });
  const output = ARCHITECTURES[topology]!(layers, image);
  const given = imported.weightLayers;
  if (given.length !== layers.weighted.length) {
    throw new RangeError(
      `${topology} has ${given.length} layers with weights, and ${layers.weighted.length} as layers`,
    );
  }
  given.forEach(({ name, weights }, i) => {
    const layer = layers.weighted[i]!;
    const values = new Map(
      weights.map(({ name, variable }) =>
        [OWN_NAMES[name] ?? name, variable] as const
      ),
    );
    // In the order in which the layer has them.
    layer.setWeights(layer.weights.map(({ originalName }) => {
      const own = originalName.split("/").at(-1)!;
      const value = values.get(own);
      if (value === undefined) throw new RangeError(`${name} has no ${own}`);
      return value;
    }));
  });
  return asModel(tf.model({ inputs: image, outputs: output }));
}

/** The names of tfjs where they are others. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  mean: "moving_mean",
  variance: "moving_variance",
};
