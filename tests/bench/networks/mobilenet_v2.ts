import type * as tf from "@tensorflow/tfjs";
import { invertedResiduals, type InvertedStage } from "./inverted_residuals.ts";

const STAGES = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/** MobileNetV2 of Sandler et al. (2018), with random weights. */
export function mobilenetV2(seed = 1): tf.LayersModel {
  return withWidth(1, "mobilenet_v2", [1000], seed);
}

/**
 * What Teachable Machine exports: MobileNetV2 with 0.35 times the channels, and
 * two dense layers of its own, here for 3 classes.
 */
export function teachableMachine(seed = 1): tf.LayersModel {
  return withWidth(0.35, "teachable_machine", [100, 3], seed);
}

function withWidth(
  width: number,
  name: string,
  head: readonly number[],
  seed: number,
): tf.LayersModel {
  return invertedResiduals({
    name,
    stem: channels(32 * width),
    stages: STAGES.map((
      [expansion, filters, blocks, strides],
    ): InvertedStage => ({
      expansion,
      filters: channels(filters * width),
      blocks,
      strides,
      kernelSize: 3,
    })),
    activation: "relu6",
    squeezes: false,
    head,
    seed,
  });
}

/** The next multiple of 8 that is not more than a tenth less. */
function channels(wanted: number): number {
  const near = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return near < 0.9 * wanted ? near + 8 : near;
}
