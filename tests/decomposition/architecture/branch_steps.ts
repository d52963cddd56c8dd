import * as tf from "@tensorflow/tfjs";
import type { Random } from "../../../lib/random/mod.ts";
import { fused, LAYER_STEPS, type MapShape } from "./layer_steps.ts";

type Symbolic = tf.SymbolicTensor;

/** A part of a functional network, from maps to maps. */
export type BranchStep = (x: Symbolic, random: Random) => Symbolic;

/** The layer's output for `x`. */
export function apply(
  layer: tf.layers.Layer,
  x: Symbolic | Symbolic[],
): Symbolic {
  return layer.apply(x) as Symbolic;
}

/** Shape of the maps of `x`. */
export function mapShape(x: Symbolic): MapShape {
  return x.shape.slice(1) as unknown as MapShape;
}

/** A convolution that keeps the shape of the maps of `x`. */
function sameConv(x: Symbolic, random: Random): tf.layers.Layer {
  return tf.layers.conv2d({
    filters: mapShape(x)[2],
    kernelSize: 1 + random.integer(3),
    padding: "same",
    activation: fused(random),
  });
}

/** Conv, batch norm and relu as a model of its own that keeps the shape. */
function block(x: Symbolic, random: Random): tf.LayersModel {
  const [height, width, channels] = mapShape(x);
  const inputShape = [height, width, channels];
  if (random.integer(2) === 0) {
    return tf.sequential({
      layers: [
        tf.layers.conv2d({
          inputShape,
          filters: channels,
          kernelSize: 2,
          padding: "same",
        }),
        LAYER_STEPS.batchNorm(random),
        tf.layers.reLU(),
      ],
    });
  }
  const inner = tf.input({ shape: inputShape });
  const first = apply(sameConv(x, random), inner);
  const second = apply(LAYER_STEPS.batchNorm(random), first);
  // A second output, which nothing uses.
  const unused = apply(tf.layers.flatten(), second);
  const sum = apply(tf.layers.add(), [inner, second]);
  return tf.model({ inputs: inner, outputs: [unused, sum] });
}

/** The last output of a model on `x`: the one that keeps the shape. */
function throughBlock(model: tf.LayersModel, x: Symbolic): Symbolic {
  const outputs = model.apply(x) as Symbolic | Symbolic[];
  return Array.isArray(outputs) ? outputs.at(-1)! : outputs;
}

/** Everything that a list of layers cannot say. */
export const BRANCH_STEPS = {
  residual: (x, random) =>
    apply(tf.layers.add(), [x, apply(sameConv(x, random), x)]),
  concat: (x, random) => {
    const conv = tf.layers.conv2d({
      filters: 2,
      kernelSize: 3,
      padding: "same",
      activation: fused(random),
    });
    return apply(tf.layers.concatenate(), [apply(conv, x), x]);
  },
  concatRows: (x, random) =>
    apply(tf.layers.concatenate({ axis: 1 }), [
      x,
      apply(sameConv(x, random), x),
    ]),
  gate: (x, random) => {
    const channels = mapShape(x)[2];
    const pooled = apply(tf.layers.globalAveragePooling2d({}), x);
    const dense = apply(
      tf.layers.dense({ units: channels, activation: fused(random) }),
      pooled,
    );
    const raised = apply(
      tf.layers.reshape({ targetShape: [1, 1, channels] }),
      dense,
    );
    return apply(tf.layers.multiply(), [x, raised]);
  },
  threeWayProduct: (x, random) =>
    apply(tf.layers.multiply(), [
      apply(sameConv(x, random), x),
      apply(sameConv(x, random), x),
      apply(tf.layers.activation({ activation: "sigmoid" }), x),
    ]),
  square: (x) => apply(tf.layers.multiply(), [x, x]),
  merge: (x, random) => {
    const merge = random.pick([
      tf.layers.average,
      tf.layers.maximum,
      tf.layers.minimum,
    ]);
    return apply(merge(), [x, apply(sameConv(x, random), x)]);
  },
  sharedLayer: (x, random) => {
    const conv = sameConv(x, random);
    return apply(conv, apply(conv, x));
  },
  sharedSideBySide: (x, random) => {
    const conv = sameConv(x, random);
    const turned = apply(tf.layers.rescaling({ scale: -1 }), x);
    return apply(tf.layers.add(), [apply(conv, x), apply(conv, turned)]);
  },
  nested: (x, random) => throughBlock(block(x, random), x),
  nestedTwice: (x, random) => {
    const model = block(x, random);
    return throughBlock(model, throughBlock(model, x));
  },
  nestedInNested: (x, random) => {
    const inner = block(x, random);
    const image = tf.input({ shape: [...mapShape(x)] });
    const output = apply(tf.layers.reLU(), throughBlock(inner, image));
    const outer = tf.model({ inputs: image, outputs: output });
    return apply(tf.layers.add(), [throughBlock(inner, x), apply(outer, x)]);
  },
  frozen: (x, random) => {
    const conv = sameConv(x, random);
    conv.trainable = false;
    return apply(conv, x);
  },
} satisfies Readonly<Record<string, BranchStep>>;
