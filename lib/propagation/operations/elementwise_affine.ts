import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";

/** γ ⊙ x + β, with weights that broadcast to a sample of x. */
export const elementwiseAffine: Operation<"elementwiseAffine"> = {
  forward: (node, [x]) => {
    const { gamma, beta } = node.weights;
    const scaled = gamma ? tf.mul(x!, gamma()) : x!;
    return beta ? tf.add(scaled, beta()) : scaled;
  },
  gradient: (node, g) => {
    const { gamma } = node.weights;
    return [gamma ? tf.mul(g, gamma()) : g];
  },
  keeps: () => "nothing",
};
