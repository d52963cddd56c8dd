import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { axisProduct } from "./axis_product.ts";
import { oneHot } from "./one_hot.ts";

/**
 * The values at some indices along an axis. On the way back each index gets the
 * sum of what was made of it, by a product: the WASM backend lacks the sum over
 * segments that tfjs takes.
 */
export const gather: Operation<"gather"> = {
  forward: (node, [x]) => {
    const { axis, indices } = node.attributes;
    return tf.gather(x!, tf.tensor1d([...indices], "int32"), axis);
  },
  gradient: (node, g, { inputShapes }) => {
    const { axis, indices } = node.attributes;
    const places = oneHot(
      tf.tensor1d([...indices], "int32"),
      inputShapes[0]![axis]!,
    );
    return [axisProduct(g, tf.transpose(places) as tf.Tensor2D, axis)];
  },
  keeps: () => "nothing",
};
