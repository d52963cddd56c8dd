import * as tf from "@tensorflow/tfjs";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  only,
  unsupported,
} from "../layer_view.ts";
import { addTranspose } from "./layout.ts";

const batchNorm: LayerConverter = (view, inputs) => {
  const { config, weights } = view;
  const input = only(view, inputs);
  const axis = config.axis("axis", rankOf(view, input), -1);
  const shape = [sizeOf(view, input, axis)];
  if (view.dialect === "tfjs" && axis !== rankOf(view, input) - 1) {
    throw unsupported(
      view,
      `tfjs computes other values along the axis ${axis} than its definition on some backends; permute the axes before it`,
    );
  }
  // At inference it is as without renormalization.
  config.ignore("renorm", "renorm_clipping", "renorm_momentum");
  return addNode(view, "batchNorm", [input], {
    attributes: { axis, epsilon: config.number("epsilon", 1e-3) },
    weights: {
      ...affine(view, shape),
      mean: weights.read("moving_mean", shape),
      variance: weights.read("moving_variance", shape),
    },
  });
};

const layerNorm: LayerConverter = (view, inputs) => {
  const { config } = view;
  const input = only(view, inputs);
  const axes = config.axes("axis", rankOf(view, input), -1);
  const shape = axes.map((axis) => sizeOf(view, input, axis));
  const epsilon = config.number("epsilon", 1e-3);
  if (config.flag("rms_scaling", false)) {
    config.ignore("center", "scale");
    const gamma = view.weights.read("gamma", shape);
    return addOther(view, [input], view.builder.shapeOf(input), ([x]) => {
      const { variance } = tf.moments(x!, [...axes], true);
      const scaled = tf.mul(x!, tf.rsqrt(tf.add(variance, epsilon)));
      const sizes = x!.shape.map((size, axis) =>
        axes.includes(axis) ? size : 1
      );
      return tf.mul(scaled, tf.reshape(gamma(), sizes));
    });
  }
  return addNode(view, "layerNorm", [input], {
    attributes: { axes, epsilon },
    weights: affine(view, shape),
  });
};

/** Over all axes but the first, in groups of channels. */
const groupNorm: LayerConverter = (view, inputs) => {
  const { config } = view;
  const input = only(view, inputs);
  const rank = rankOf(view, input);
  const axis = config.axis("axis", rank, -1);
  const channels = sizeOf(view, input, axis);
  const value = config.integer("groups", { from: -1 }, 32);
  const groups = value === -1 ? channels : value;
  if (groups < 1 || channels % groups !== 0) {
    throw config.malformed("groups", `−1 or a divisor of ${channels} channels`);
  }
  // As channels last, whichever axis they are on.
  const axes = Array.from({ length: rank }, (_, i) => i);
  const permutation = [...axes.toSpliced(axis, 1), axis];
  const moved = axis !== rank - 1;
  const last = moved
    ? addTranspose(view, "channels_last", input, permutation)
    : input;
  const { gamma, beta } = affine(view, [channels]);
  const normalized = addNode(view, "groupNorm", [last], {
    attributes: { groups, epsilon: config.number("epsilon", 1e-3) },
    weights: { gamma },
  });
  const id = beta === undefined
    ? normalized
    : addNode(view, "elementwiseAffine", [normalized], {
      part: "beta",
      weights: { beta },
    });
  if (!moved) return id;
  const back = permutation.map((_, i) => permutation.indexOf(i));
  return addTranspose(view, "channels_back", id, back);
};

const rmsNorm: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const axes = view.config.axes("axis", rankOf(view, input), -1);
  const shape = axes.map((axis) => sizeOf(view, input, axis));
  return addNode(view, "rmsNorm", [input], {
    attributes: { axes, epsilon: view.config.number("epsilon", 1e-6) },
    weights: { gamma: view.weights.read("scale", shape) },
  });
};

/** x over its length along some axes. */
const unitNorm: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const axes = view.config.axes("axis", rankOf(view, input), -1);
  // TensorFlow takes its 1e-12 for the square of the length, Keras 3 does not.
  const least = view.dialect === "keras3" ? 1e-24 : 1e-12;
  return addOther(view, [input], view.builder.shapeOf(input), ([x]) => {
    const squares = tf.sum(tf.square(x!), [...axes], true);
    return tf.mul(x!, tf.rsqrt(tf.maximum(squares, least)));
  });
};

function affine(
  view: LayerView,
  shape: readonly number[],
): { readonly gamma?: LiveWeight; readonly beta?: LiveWeight } {
  const { config, weights } = view;
  return {
    ...(config.flag("scale", true) && { gamma: weights.read("gamma", shape) }),
    ...(config.flag("center", true) && { beta: weights.read("beta", shape) }),
  };
}

function rankOf(view: LayerView, id: number): number {
  return view.builder.shapeOf(id).length;
}

function sizeOf(view: LayerView, id: number, axis: number): number {
  const size = view.builder.shapeOf(id)[axis];
  if (typeof size === "number") return size;
  throw unsupported(view, `the size of axis ${axis} must be known`);
}

/** Converters of the layers that normalize. */
export const NORMALIZATION_CONVERTERS: Readonly<
  Record<string, LayerConverter>
> = {
  BatchNormalization: batchNorm,
  BatchNormalizationV1: batchNorm,
  BatchNormalizationV2: batchNorm,
  SyncBatchNormalization: batchNorm,
  LayerNormalization: layerNorm,
  GroupNormalization: groupNorm,
  RMSNormalization: rmsNorm,
  UnitNormalization: unitNorm,
};
