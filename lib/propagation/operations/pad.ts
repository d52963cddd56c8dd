import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** Zeros before and after, along every axis behind the first. */
export const pad: Operation<"pad"> = {
  forward: (node, [x]) => padAxes(x!, node.attributes.margins),
  gradient: (node, g, { inputShapes }) => {
    const { margins } = node.attributes;
    const begin = margins.map(([before]) => before);
    return [tf.slice(g, [0, ...begin], [...inputShapes[0]!])];
  },
  keeps: () => "nothing",
};

/** Zeros around every sample of `x`. */
export function padAxes(
  x: tf.Tensor,
  margins: readonly (readonly [before: number, after: number])[],
): tf.Tensor {
  return margins.every(([before, after]) => before === 0 && after === 0)
    ? x
    : tf.pad(x, [
      [0, 0],
      ...margins.map(([a, b]) => [a, b] as [number, number]),
    ]);
}
