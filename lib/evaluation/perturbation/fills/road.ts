import type { Fill } from "../fill.ts";
import { interpolate } from "./interpolate.ts";

/**
 * The noisy linear imputation of ROAD: every removed pixel is the weighted mean
 * of its neighbours, solved jointly, plus normal noise. Where all pixels are
 * removed there is nothing to interpolate, and the mean of the dataset is taken.
 */
export const road: Fill = {
  random: true,
  of: (image, { shape, mean, noise }) => (removed, random) => {
    const filled = interpolate(image, removed, shape, mean);
    const channels = shape[2];
    for (let i = 0; i < removed.length; i++) {
      if (removed[i] === 0) continue;
      for (let c = 0; c < channels; c++) {
        filled[i * channels + c]! += noise[c]! * random.normal();
      }
    }
    return filled;
  },
};
