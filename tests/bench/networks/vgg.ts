import * as tf from "@tensorflow/tfjs";
import { randomLayers } from "./random_layers.ts";

/** Widths of the convolutions of VGG-16, stage by stage. */
const STAGES = [
  [64, 64],
  [128, 128],
  [256, 256, 256],
  [512, 512, 512],
  [512, 512, 512],
];

/** What the VGG networks differ in. */
export interface VggOptions {
  readonly name: string;
  /** Whether a batch normalization follows every convolution. */
  readonly batchNorm: boolean;
  /** Of the random weights. */
  readonly seed: number;
}

/**
 * VGG-16 as torchvision has it, for images `[224, 224, 3]` and 1000 classes.
 * The layers bear torchvision's names.
 */
export function vgg({ name, batchNorm, seed }: VggOptions): tf.Sequential {
  const { conv, norm, dense } = randomLayers(seed);
  const model = tf.sequential({ name });
  const feature = counter("features");
  const classifier = counter("classifier");
  model.add(tf.layers.inputLayer({ inputShape: [224, 224, 3], name: "image" }));
  for (const widths of STAGES) {
    for (const filters of widths) {
      model.add(conv(feature(), { filters, kernelSize: 3, padding: "same" }));
      if (batchNorm) model.add(norm(feature()));
      model.add(tf.layers.reLU({ name: feature() }));
    }
    model.add(
      tf.layers.maxPooling2d({ poolSize: 2, strides: 2, name: feature() }),
    );
  }
  model.add(tf.layers.flatten({ name: "flatten" }));
  for (let hidden = 0; hidden < 2; hidden++) {
    model.add(dense(classifier(), 4096));
    model.add(tf.layers.reLU({ name: classifier() }));
    model.add(tf.layers.dropout({ rate: 0.5, name: classifier() }));
  }
  model.add(dense(classifier(), 1000));
  return model;
}

/** Names as those of a torch.nn.Sequential: `prefix.0`, `prefix.1`, … */
function counter(prefix: string): () => string {
  let next = 0;
  return () => `${prefix}.${next++}`;
}
