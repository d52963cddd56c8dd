import type { Images } from "../../image/mod.ts";
import { batchOf } from "../perturbation/mod.ts";

/** Changed images, made as they are asked for, in batches of bounded bytes. */
export function* imageBatches(
  changed: Iterable<Float32Array>,
  [height, width, channels]: readonly [number, number, number],
): Generator<Images> {
  const size = height * width * channels;
  const most = batchOf(size * Float32Array.BYTES_PER_ELEMENT);
  let waiting: Float32Array[] = [];
  const batch = (): Images => {
    const values = new Float32Array(waiting.length * size);
    waiting.forEach((image, i) => values.set(image, i * size));
    const count = waiting.length;
    waiting = [];
    return {
      values,
      shape: [count, height, width, channels],
      rgb: new Uint8Array(count * height * width * 3),
      names: Array.from({ length: count }, (_, i) => `changed image ${i}`),
    };
  };
  for (const image of changed) {
    waiting.push(image);
    if (waiting.length === most) yield batch();
  }
  if (waiting.length > 0) yield batch();
}

/** A copy of an image whose pixels of a set, 1 for each, are 0. */
export function withoutPixels(
  image: Float32Array,
  removed: ArrayLike<number>,
): Float32Array {
  const changed = image.slice();
  const channels = image.length / removed.length;
  for (let pixel = 0; pixel < removed.length; pixel++) {
    if (removed[pixel] === 0) continue;
    changed.fill(0, pixel * channels, (pixel + 1) * channels);
  }
  return changed;
}
