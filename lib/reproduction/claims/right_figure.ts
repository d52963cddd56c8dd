import type { TrainSettings } from "../../training/mod.ts";

/**
 * The network that is trained again and again, and how: chosen for the accuracy
 * of the baseline alone, within what two cores can do.
 */
export const CIFAR_VGG9 = {
  width: 0.125,
  epochs: 12,
  batchSize: 64,
  optimizer: { kind: "sgdMomentum", momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: "cosine", rate: 0.1 },
  augmentation: { flip: true, crop: 2 },
} as const satisfies TrainSettings & { readonly width: number };
