import {
  gaussianWeights,
  separableFilter,
} from "../../similarity/gaussian_filter.ts";
import type { Fill } from "../fill.ts";

/** σ as a part of the shorter side: 4 pixels of 64, 14 of 224. */
const SIGMA = 1 / 16;

/** Where a Gaussian ends, in σ. */
const RADIUS = 3;

/** The fill with the image blurred. Beyond its edges it goes on mirrored. */
export const blur: Fill = {
  random: false,
  of: (image, { shape }) => {
    const blurred = blurredImage(image, shape);
    const channels = shape[2];
    return (removed) => {
      const filled = image.slice();
      for (let i = 0; i < removed.length; i++) {
        if (removed[i] === 0) continue;
        for (let at = i * channels; at < (i + 1) * channels; at++) {
          filled[at] = blurred[at]!;
        }
      }
      return filled;
    };
  },
};

function blurredImage(
  image: Float32Array,
  [height, width, channels]: readonly [number, number, number],
): Float32Array {
  const sigma = SIGMA * Math.min(height, width);
  const weights = gaussianWeights(sigma, Math.ceil(RADIUS * sigma));
  const blurred = new Float32Array(image.length);
  for (let c = 0; c < channels; c++) {
    const plane = Float64Array.from(
      { length: height * width },
      (_, i) => image[i * channels + c]!,
    );
    separableFilter(plane, [height, width], weights)
      .forEach((value, i) => blurred[i * channels + c] = value);
  }
  return blurred;
}
