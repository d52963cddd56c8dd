import * as tf from "@tensorflow/tfjs";
import type { Operation } from "../operation.ts";
import { axisProduct } from "./axis_product.ts";

/** Feature maps enlarged by whole factors. */
export const upsample: Operation<"upsample"> = {
  forward: (node, [x]) => {
    const map = x as tf.Tensor4D;
    const { size, interpolation, coordinates } = node.attributes;
    const target: [number, number] = [
      map.shape[1] * size[0],
      map.shape[2] * size[1],
    ];
    return interpolation === "bilinear"
      ? tf.image.resizeBilinear(map, target, false, coordinates === "halfPixel")
      : tf.image.resizeNearestNeighbor(map, target);
  },
  gradient: (node, g, { inputShapes }) => {
    const [, height, width] = inputShapes[0]! as [number, number, number];
    const { size, interpolation, coordinates } = node.attributes;
    const weights = (length: number, factor: number) =>
      interpolation === "bilinear"
        ? bilinearWeights(length, factor, coordinates)
        : nearestWeights(length, factor);
    const narrowed = axisProduct(g, weights(height, size[0]), 1);
    return [axisProduct(narrowed, weights(width, size[1]), 2)];
  },
  keeps: () => "nothing",
};

/** How much each of `length` values gives to each of `length * factor`. */
function nearestWeights(length: number, factor: number): tf.Tensor2D {
  return fill(length, factor, (i) => [[Math.floor(i / factor), 1]]);
}

/** As {@linkcode nearestWeights}: linear between the values on both sides. */
function bilinearWeights(
  length: number,
  factor: number,
  coordinates: "halfPixel" | "asymmetric",
): tf.Tensor2D {
  return fill(length, factor, (i) => {
    const place = coordinates === "halfPixel"
      ? Math.max(0, (i + 0.5) / factor - 0.5)
      : i / factor;
    const before = Math.floor(place);
    const after = Math.min(before + 1, length - 1);
    const share = place - before;
    return [[before, 1 - share], [after, share]];
  });
}

function fill(
  length: number,
  factor: number,
  sources: (
    i: number,
  ) => readonly (readonly [source: number, weight: number])[],
): tf.Tensor2D {
  const values = new Float32Array(length * length * factor);
  for (let i = 0; i < length * factor; i++) {
    for (const [source, weight] of sources(i)) {
      values[source * length * factor + i]! += weight;
    }
  }
  return tf.tensor2d(values, [length, length * factor]);
}
