import type { Dataset } from "../../lib/data/mod.ts";
import { Random } from "../../lib/random/mod.ts";

/**
 * Noisy images `[6, 6, 2]` of three classes, told apart by which third of the
 * columns is brighter. A mirrored image may be of another class.
 */
export function stripes(size: number, seed: number): Dataset {
  const images = Array.from({ length: size }, (_, index) => {
    const random = new Random(seed, index, 0);
    const label = index % 3;
    const pixels = Float32Array.from(
      { length: 72 },
      (_, i) =>
        0.5 * random.between(0, 1) +
        (Math.floor(i / 4) % 3 === label ? 0.5 : 0),
    );
    return { label, pixels };
  });
  return {
    name: "stripes",
    classes: ["left", "middle", "right"],
    size,
    imageShape: [6, 6, 2],
    read: (indices) => {
      const pixels = new Float32Array(indices.length * 72);
      indices.forEach((index, i) => pixels.set(images[index]!.pixels, i * 72));
      return Promise.resolve({
        pixels,
        labels: Int32Array.from(indices, (index) => images[index]!.label),
      });
    },
  };
}
