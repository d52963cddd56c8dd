import * as tf from "@tensorflow/tfjs";
import { SHAPE_CLASSES, SHAPE_SIZE } from "../../lib/data/mod.ts";

/** The convolutions, by their filters, and 2×2 poolings. */
export const PLAN = [16, "M", 32, "M", 64, 64, "M", 64, 64, "M"] as const;

/** Units of the dense layers below the logits. */
export const UNITS = [96, 96] as const;

/**
 * The network of this folder with initial weights that follow from a seed: a
 * small VGG as it was in 2014, without batch normalization, whose last pooled
 * maps, 4×4, go through two dense layers to the logits. The place of a neuron
 * has a weight of its own there: the gradient by a channel differs from place to
 * place, as it does not behind a global average pool.
 */
export function network(seed: number): tf.LayersModel {
  const model = tf.sequential({ name: "shapes_vgg_dense" });
  const kernel = (place: number) =>
    tf.initializers.heNormal({ seed: seed + 2 * place });
  let convolutions = 0;
  for (const step of PLAN) {
    if (step === "M") {
      model.add(tf.layers.maxPooling2d({
        name: `pool${convolutions}`,
        poolSize: 2,
      }));
      continue;
    }
    convolutions += 1;
    model.add(tf.layers.conv2d({
      name: `conv${convolutions}`,
      filters: step,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: kernel(convolutions),
      ...(convolutions === 1 && { inputShape: [SHAPE_SIZE, SHAPE_SIZE, 3] }),
    }));
    model.add(tf.layers.reLU({ name: `relu${convolutions}` }));
  }
  model.add(tf.layers.flatten({ name: "flatten" }));
  UNITS.forEach((units, i) => {
    const place = convolutions + 1 + i;
    model.add(tf.layers.dense({
      name: `dense${i + 1}`,
      units,
      kernelInitializer: kernel(place),
    }));
    model.add(tf.layers.reLU({ name: `relu${place}` }));
  });
  model.add(tf.layers.dense({
    name: "logits",
    units: SHAPE_CLASSES.length,
    kernelInitializer: kernel(convolutions + UNITS.length + 1),
  }));
  return model;
}
