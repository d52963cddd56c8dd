import * as tf from "@tensorflow/tfjs";
import { randomizeWeights } from "../../propagation/cases/mod.ts";

type Symbolic = tf.SymbolicTensor;

/** Shape of the images of these networks. */
export const IMAGE = [12, 10, 3] as const;

const CLASSES = 4;

function apply(
  layer: tf.layers.Layer,
  ...inputs: readonly Symbolic[]
): Symbolic {
  return layer.apply(
    inputs.length === 1 ? inputs[0]! : [...inputs],
  ) as Symbolic;
}

function conv(x: Symbolic, filters: number, kernelSize = 3, strides = 1) {
  return apply(
    tf.layers.conv2d({ filters, kernelSize, strides, padding: "same" }),
    x,
  );
}

function convBnRelu(x: Symbolic, filters: number, strides = 1): Symbolic {
  const normal = apply(
    tf.layers.batchNormalization({}),
    conv(x, filters, 3, strides),
  );
  return apply(tf.layers.reLU({}), normal);
}

function classify(x: Symbolic): Symbolic {
  const pooled = apply(tf.layers.globalAveragePooling2d({}), x);
  return apply(tf.layers.dense({ units: CLASSES }), pooled);
}

function plain(x: Symbolic): Symbolic {
  const one = conv(x, 8);
  const two = apply(
    tf.layers.maxPooling2d({ poolSize: 2 }),
    apply(tf.layers.reLU({}), one),
  );
  const three = apply(tf.layers.reLU({ name: "last" }), conv(two, 12));
  const flat = apply(tf.layers.flatten(), three);
  const hidden = apply(
    tf.layers.dense({ units: 16, activation: "relu" }),
    flat,
  );
  return apply(tf.layers.dense({ units: CLASSES }), hidden);
}

function residual(x: Symbolic): Symbolic {
  const stem = convBnRelu(x, 8);
  const inner = apply(
    tf.layers.batchNormalization({}),
    conv(convBnRelu(stem, 8), 8),
  );
  const sum = apply(tf.layers.add(), inner, stem);
  const block = apply(tf.layers.reLU({}), sum);
  const shortcut = apply(
    tf.layers.batchNormalization({}),
    conv(block, 12, 1, 2),
  );
  const narrow = apply(tf.layers.batchNormalization({}), conv(block, 12, 3, 2));
  const end = apply(
    tf.layers.reLU({}),
    apply(tf.layers.add(), narrow, shortcut),
  );
  return classify(end);
}

function concatenated(x: Symbolic): Symbolic {
  const squeezed = apply(tf.layers.reLU({}), conv(x, 6, 1));
  const wide = apply(tf.layers.reLU({}), conv(squeezed, 8));
  const thin = apply(tf.layers.reLU({}), conv(squeezed, 8, 1));
  const both = apply(tf.layers.concatenate(), wide, thin);
  const pooled = apply(tf.layers.averagePooling2d({ poolSize: 2 }), both);
  return classify(apply(tf.layers.reLU({}), conv(pooled, 12)));
}

function depthwise(x: Symbolic): Symbolic {
  const stem = convBnRelu(x, 12, 2);
  const spatial = apply(
    tf.layers.depthwiseConv2d({ kernelSize: 3, padding: "same" }),
    stem,
  );
  const normal = apply(tf.layers.batchNormalization({}), spatial);
  return classify(convBnRelu(apply(tf.layers.reLU({}), normal), 12));
}

/** Networks of relus, one a way to connect layers. */
const CONNECT = { plain, residual, concatenated, depthwise } as const;

/** The names of the networks. */
export type NetworkName = keyof typeof CONNECT;

/** The names of the networks. */
export const NETWORKS = Object.keys(CONNECT) as readonly NetworkName[];

/** A network with random weights, all of which count. */
export function network(name: NetworkName, seed = 1): tf.LayersModel {
  const inputs = tf.input({ shape: [...IMAGE] });
  const model = tf.model({ inputs, outputs: CONNECT[name](inputs), name });
  randomizeWeights(model, seed);
  return model;
}

/** As {@linkcode network}, with every bias, β and running mean 0. */
export function biasFree(name: NetworkName, seed = 1): tf.LayersModel {
  const model = network(name, seed);
  const values = model.getWeights().map((value, i) =>
    /bias|beta|mean/.test(model.weights[i]!.originalName)
      ? tf.zerosLike(value)
      : tf.clone(value)
  );
  model.setWeights(values);
  tf.dispose(values);
  return model;
}
