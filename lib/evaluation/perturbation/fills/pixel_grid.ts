const EDGE = 1 / 6;
const CORNER = 1 / 12;

/**
 * The removed pixels of an image and what they owe to their neighbours.
 *
 * Numbers of pixels are kept in planes with a border of one pixel, so that no
 * neighbour has to be asked for whether it exists; the border is 0.
 */
export class PixelGrid {
  /** How many numbers a plane has. */
  readonly size: number;
  /** How far apart two rows are in a plane. */
  readonly stride: number;
  /** Where the removed pixels are in a plane, row by row. */
  readonly places: Int32Array;
  /** Σ of the weights of a removed pixel's neighbours: 1, less at the edge. */
  readonly weights: Float64Array;
  readonly #removed: Uint8Array;
  readonly #width: number;

  /** @param removed 1 where a pixel is removed, else 0, `[H, W]`. */
  constructor(removed: Uint8Array, height: number, width: number) {
    this.#removed = removed;
    this.#width = width;
    this.stride = width + 2;
    this.size = (height + 2) * this.stride;
    const places: number[] = [];
    const inside = new Float64Array(this.size);
    for (let i = 0; i < removed.length; i++) {
      const place = this.placeOf(i);
      inside[place] = 1;
      if (removed[i] !== 0) places.push(place);
    }
    this.places = Int32Array.from(places);
    this.weights = this.neighbourSum(inside);
  }

  /** Where a pixel of the image is in a plane. */
  placeOf(pixel: number): number {
    const y = Math.floor(pixel / this.#width);
    return (y + 1) * this.stride + pixel - y * this.#width + 1;
  }

  /** A plane of the pixels that are left; 0 where one is removed. */
  plane(valueOf: (pixel: number) => number): Float64Array {
    const plane = new Float64Array(this.size);
    for (let i = 0; i < this.#removed.length; i++) {
      if (this.#removed[i] === 0) plane[this.placeOf(i)] = valueOf(i);
    }
    return plane;
  }

  /** Of every removed pixel: the weighted sum of its neighbours. */
  neighbourSum(plane: Float64Array): Float64Array {
    const sums = new Float64Array(this.size);
    const { places, stride } = this;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      sums[at] = before(plane, at, stride) + after(plane, at, stride);
    }
    return sums;
  }
}

/** The weighted sum of the four neighbours that come before in a plane. */
export function before(
  plane: Float64Array,
  at: number,
  stride: number,
): number {
  const above = at - stride;
  return EDGE * (plane[above]! + plane[at - 1]!) +
    CORNER * (plane[above - 1]! + plane[above + 1]!);
}

/** The weighted sum of the four neighbours that come after. */
export function after(
  plane: Float64Array,
  at: number,
  stride: number,
): number {
  const below = at + stride;
  return EDGE * (plane[at + 1]! + plane[below]!) +
    CORNER * (plane[below - 1]! + plane[below + 1]!);
}
