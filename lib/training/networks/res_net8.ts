import * as tf from "@tensorflow/tfjs";
import {
  checkNetwork,
  classifier,
  convolution,
  filtersOf,
  type NetworkOptions,
  normalization,
  rectifier,
} from "./network_layers.ts";

/** Filters of the three stages, at width 1. */
const STAGES = [16, 32, 64] as const;

/**
 * Returns the residual network of eight layers for small images with random
 * weights: a convolution of 16 filters, one block of two convolutions in each
 * of three stages with 16, 32 and 64 filters, of which the second and third
 * halve the size, then global average pooling and a dense layer whose outputs
 * are the logits. Where a block changes the size, a convolution 1×1 stands in
 * its shortcut. A backend must have been started.
 *
 * Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016,
 * section 4.2, n = 1.
 *
 * @param options Classes, size of the images, width, seed.
 * @returns The network; dispose it when done.
 * @throws {TypeError} If there is no such option, or one has another type.
 * @throws {RangeError} If an option is not in its range.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { resNet8 } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const network = resNet8({ classes: 10, seed: 1 });
 * assertEquals(network.getLayer("add3").outputShape, [null, 8, 8, 64]);
 * network.dispose();
 * ```
 */
export function resNet8(
  options: NetworkOptions,
): tf.LayersModel {
  checkNetwork(options, {});
  const {
    classes,
    imageShape = [32, 32, 3],
    width = 1,
    seed = 0,
    name = "res_net8",
  } = options;
  const input = tf.input({ shape: [...imageShape], name: "image" });
  let [x, drawn] = [input, seed];

  const convolve = (
    from: tf.SymbolicTensor,
    suffix: string,
    filters: number,
    { size = 3, stride = 1 } = {},
  ): tf.SymbolicTensor => {
    const layer = convolution({
      suffix,
      channels: from.shape.at(-1)!,
      filters,
      size,
      stride,
      seed: drawn,
    });
    drawn += 2;
    return apply(normalization(suffix), apply(layer, from));
  };

  x = apply(rectifier("1"), convolve(x, "1", filtersOf(STAGES[0], width)));

  STAGES.forEach((count, i) => {
    const filters = filtersOf(count, width);
    const stride = i === 0 ? 1 : 2;
    const block = `${i + 2}`;
    const first = apply(
      rectifier(`${block}a`),
      convolve(x, `${block}a`, filters, { stride }),
    );
    const second = convolve(first, `${block}b`, filters);
    const shortcut = stride === 1
      ? x
      : convolve(x, `${block}s`, filters, { size: 1, stride });
    const sum = tf.layers.add({ name: `add${i + 1}` })
      .apply([second, shortcut]) as tf.SymbolicTensor;
    x = apply(rectifier(block), sum);
  });
  const pooled = apply(tf.layers.globalAveragePooling2d({ name: "gap" }), x);
  const logits = apply(classifier(classes, drawn), pooled);
  return tf.model({ inputs: input, outputs: logits, name });
}

function apply(
  layer: tf.layers.Layer,
  x: tf.SymbolicTensor,
): tf.SymbolicTensor {
  return layer.apply(x) as tf.SymbolicTensor;
}
