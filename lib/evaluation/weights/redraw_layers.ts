import * as tf from "@tensorflow/tfjs";
import type { WeightLayer } from "../../model/mod.ts";
import { Random } from "../../random/mod.ts";
import { drawWeight, type WeightDraw } from "./weight_draw.ts";

/** What happens to the running mean and variance of a batch normalization. */
export type BatchNormStatistics = "keep" | "reset";

/** How layers are re-drawn. */
export interface RedrawSettings {
  readonly draw: WeightDraw;
  readonly batchNormStatistics: BatchNormStatistics;
  readonly seed: number;
}

/**
 * Re-draws every weight of some layers: kernels as a whole, biases, γ and β.
 *
 * A weight's stream of random numbers follows from the seed and its layer's
 * place in the network, so that a layer gets the same new weights in whatever
 * order layers are re-drawn.
 *
 * @throws {RangeError} If a weight's initializer is not known.
 */
export async function redrawLayers(
  layers: readonly WeightLayer[],
  { draw, batchNormStatistics, seed }: RedrawSettings,
): Promise<void> {
  for (const layer of layers) {
    for (const [i, weight] of layer.weights.entries()) {
      const { variable, statistic } = weight;
      if (statistic !== undefined && batchNormStatistics === "keep") continue;
      const values = Float32Array.from(await variable.data());
      const drawn = statistic !== undefined
        ? values.fill(statistic)
        : drawWeight(
          draw,
          { layer, weight, values },
          new Random(seed, layer.position, i),
        );
      const tensor = tf.tensor(drawn, variable.shape);
      variable.assign(tensor);
      tensor.dispose();
    }
  }
}
