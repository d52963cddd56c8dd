import type * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { cropSpatially, padSpatially } from "./spatial.ts";

/** Zeros around feature maps. */
export const pad: Operation<"pad"> = {
  forward: (node, [x]) =>
    padSpatially(x as tf.Tensor4D, node.attributes.margins),
  gradient: (node, g, { inputShapes }) => {
    const [rows, columns] = node.attributes.margins;
    const [, height, width] = inputShapes[0]!;
    return [
      cropSpatially(g as tf.Tensor4D, rows[0], columns[0], [height!, width!]),
    ];
  },
  keeps: () => "nothing",
};

/** Feature maps without some rows and columns at their sides. */
export const crop: Operation<"crop"> = {
  forward: (node, [x]) => {
    const [rows, columns] = node.attributes.margins;
    const [, height, width] = x!.shape as [number, number, number];
    return cropSpatially(x as tf.Tensor4D, rows[0], columns[0], [
      height - rows[0] - rows[1],
      width - columns[0] - columns[1],
    ]);
  },
  gradient: (
    node,
    g,
  ) => [padSpatially(g as tf.Tensor4D, node.attributes.margins)],
  keeps: () => "nothing",
};
