import * as tf from "@tensorflow/tfjs";
import type { Resampling } from "../../model/mod.ts";
import type { Operation } from "../operation.ts";
import { axisProduct } from "./axis_product.ts";

/** Feature maps of another size: a matrix for the rows, one for the columns. */
export const resize: Operation<"resize"> = {
  forward: (node, [x]) => {
    const { rows, columns } = node.attributes;
    return axisProduct(
      axisProduct(x!, matrixOf(rows), 1),
      matrixOf(columns),
      2,
    );
  },
  gradient: (node, g) => {
    const { rows, columns } = node.attributes;
    return [
      axisProduct(
        axisProduct(g, tf.transpose(matrixOf(columns)), 2),
        tf.transpose(matrixOf(rows)),
        1,
      ),
    ];
  },
  keeps: () => "nothing",
};

function matrixOf({ from, to, matrix }: Resampling): tf.Tensor2D {
  return tf.tensor2d(matrix, [to, from]);
}
