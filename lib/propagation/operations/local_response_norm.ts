import * as tf from "@tensorflow/tfjs";
import type { GraphNode } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { axisProduct } from "./axis_product.ts";

/** Division by a power of the sum of squares over neighboring channels. */
export const localResponseNorm: Operation<"localResponseNorm"> = {
  forward: (node, [x]) =>
    tf.mul(x!, tf.pow(denominator(node, x!), -node.attributes.beta)),
  gradient: (node, g, { inputs: [x] }) => {
    const { size, alpha, beta } = node.attributes;
    const d = denominator(node, x!);
    const power = tf.pow(d, -beta);
    const pull = tf.div(tf.mul(tf.mul(g, x!), power), d);
    const spread = axisProduct(
      pull,
      tf.transpose(neighbors(node, x!)),
      x!.rank - 1,
    );
    return [
      tf.sub(
        tf.mul(g, power),
        tf.mul(tf.mul(x!, spread), 2 * alpha * beta / size),
      ),
    ];
  },
  keeps: () => "both",
};

/** What a change `t` of x changes, to first order. */
export function localResponseTangent(
  node: GraphNode<"localResponseNorm">,
  t: tf.Tensor,
  x: tf.Tensor,
): tf.Tensor {
  const { size, alpha, beta } = node.attributes;
  const d = denominator(node, x);
  const power = tf.pow(d, -beta);
  const spread = axisProduct(tf.mul(x, t), neighbors(node, x), x.rank - 1);
  const pull = tf.mul(tf.div(tf.mul(x, power), d), spread);
  return tf.sub(tf.mul(t, power), tf.mul(pull, 2 * alpha * beta / size));
}

/** `bias + alpha / size · Σ x²` over the channels around each. */
function denominator(
  node: GraphNode<"localResponseNorm">,
  x: tf.Tensor,
): tf.Tensor {
  const { size, alpha, bias } = node.attributes;
  const sums = axisProduct(tf.square(x), neighbors(node, x), x.rank - 1);
  return tf.add(tf.mul(sums, alpha / size), bias);
}

/** 1 where the channel of the column counts for that of the row. */
function neighbors(
  { attributes: { size } }: GraphNode<"localResponseNorm">,
  x: tf.Tensor,
): tf.Tensor2D {
  const channels = x.shape.at(-1)!;
  const [before, after] = [
    Math.floor((size - 1) / 2),
    Math.ceil((size - 1) / 2),
  ];
  const values = new Float32Array(channels * channels);
  for (let c = 0; c < channels; c++) {
    const end = Math.min(c + after, channels - 1);
    for (let k = Math.max(0, c - before); k <= end; k++) {
      values[c * channels + k] = 1;
    }
  }
  return tf.tensor2d(values, [channels, channels]);
}
