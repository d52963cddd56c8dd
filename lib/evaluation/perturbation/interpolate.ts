const EDGE = 1 / 6;
const CORNER = 1 / 12;

/** How small the remainder has to become, as a part of where it started. */
const TOLERANCE = 1e-8;

/** How far a sweep goes beyond the neighbors' mean, 1 to 2: found by trial. */
const OVER = 1.8;

/**
 * An image whose removed pixels are each the weighted mean of their eight
 * neighbors, removed ones included: weight 1/6 for those at an edge, 1/12 for
 * those at a corner, in proportion where the image ends.
 *
 * Source: Rong et al., "A Consistent and Efficient Evaluation Strategy for
 * Attribution Methods", ICML 2022, section 5. The weights of two neighbors are
 * mutual, so that the system is symmetric, and positive definite as long as one
 * pixel is left: from there every removed pixel is reached.
 *
 * @param image `[H, W, C]`; not changed.
 * @param removed 1 where a pixel is removed, else 0, `[H, W]`.
 * @param shape `[H, W, C]`.
 * @param blank What every pixel becomes when all are removed, by channel.
 * @returns A new image, equal to the old one outside of `removed`.
 */
export function interpolate(
  image: Float32Array,
  removed: Uint8Array,
  shape: readonly [height: number, width: number, channels: number],
  blank: readonly number[],
): Float32Array {
  const [height, width, channels] = shape;
  const filled = image.slice();
  const grid = new PixelGrid(removed, height, width);
  if (grid.places.length === 0) return filled;
  if (grid.places.length === removed.length) {
    return filled.map((_, i) => blank[i % channels]!);
  }
  for (let c = 0; c < channels; c++) {
    const known = grid.plane((at) => image[at * channels + c]!);
    const solution = conjugateGradient(grid, grid.neighborSum(known));
    for (let i = 0; i < removed.length; i++) {
      if (removed[i] === 0) continue;
      filled[i * channels + c] = solution[grid.placeOf(i)]!;
    }
  }
  return filled;
}

/**
 * The plane whose removed pixels are each the weighted mean of their
 * neighbors, given what the known ones contribute: conjugate gradients
 * (Hestenes & Stiefel 1952), preconditioned by a symmetric sweep of successive
 * over-relaxation, which carries a value across a hole in one step.
 *
 * In exact arithmetic it ends after as many steps as there are unknowns; the
 * limit is twice that.
 *
 * @param sums Of every removed pixel: the weighted sum of its known neighbors.
 */
function conjugateGradient(
  grid: PixelGrid,
  sums: Float64Array,
): Float64Array {
  const { places, size } = grid;
  const solution = new Float64Array(size);
  const remainder = sums.slice();
  const enough = dot(places, sums, sums) * TOLERANCE ** 2;
  const [change, swept] = [new Float64Array(size), new Float64Array(size)];
  sweep(grid, remainder, swept);
  const direction = swept.slice();
  let product = dot(places, remainder, swept);
  for (let step = 0; step < 2 * places.length && product > 0; step++) {
    difference(grid, direction, change);
    const length = product / dot(places, direction, change);
    let square = 0;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      solution[at]! += length * direction[at]!;
      const left = remainder[at]! - length * change[at]!;
      remainder[at] = left;
      square += left * left;
    }
    if (square <= enough) break;
    sweep(grid, remainder, swept);
    const next = dot(places, remainder, swept);
    const ratio = next / product;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      direction[at] = swept[at]! + ratio * direction[at]!;
    }
    product = next;
  }
  return solution;
}

/** Of every removed pixel: how far it is from its neighbors' weighted mean. */
function difference(
  { places, weights, stride }: PixelGrid,
  plane: Float64Array,
  result: Float64Array,
): void {
  for (let i = 0; i < places.length; i++) {
    const at = places[i]!;
    result[at] = weights[at]! * plane[at]! - before(plane, at, stride) -
      after(plane, at, stride);
  }
}

/** Roughly the plane that `difference` makes `plane` of, by a sweep and back. */
function sweep(
  { places, weights, stride }: PixelGrid,
  plane: Float64Array,
  result: Float64Array,
): void {
  result.fill(0);
  for (let i = 0; i < places.length; i++) {
    const at = places[i]!;
    result[at] = OVER * (plane[at]! + before(result, at, stride)) /
      weights[at]!;
  }
  for (let i = places.length - 1; i >= 0; i--) {
    const at = places[i]!;
    result[at] = (2 - OVER) * result[at]! +
      OVER * after(result, at, stride) / weights[at]!;
  }
}

function dot(
  places: Int32Array,
  a: Float64Array,
  b: Float64Array,
): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) {
    sum += a[places[i]!]! * b[places[i]!]!;
  }
  return sum;
}

/**
 * The removed pixels of an image and what they owe to their neighbors.
 *
 * Numbers of pixels are kept in planes with a border of one pixel, so that no
 * neighbor has to be asked for whether it exists; the border is 0.
 */
class PixelGrid {
  /** How many numbers a plane has. */
  readonly size: number;
  /** How far apart two rows are in a plane. */
  readonly stride: number;
  /** Where the removed pixels are in a plane, row by row. */
  readonly places: Int32Array;
  /** Σ of the weights of a removed pixel's neighbors: 1, less at the edge. */
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
    this.weights = this.neighborSum(inside);
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

  /** Of every removed pixel: the weighted sum of its neighbors. */
  neighborSum(plane: Float64Array): Float64Array {
    const sums = new Float64Array(this.size);
    const { places, stride } = this;
    for (let i = 0; i < places.length; i++) {
      const at = places[i]!;
      sums[at] = before(plane, at, stride) + after(plane, at, stride);
    }
    return sums;
  }
}

/** The weighted sum of the four neighbors that come before in a plane. */
function before(
  plane: Float64Array,
  at: number,
  stride: number,
): number {
  const above = at - stride;
  return EDGE * (plane[above]! + plane[at - 1]!) +
    CORNER * (plane[above - 1]! + plane[above + 1]!);
}

/** The weighted sum of the four neighbors that come after. */
function after(
  plane: Float64Array,
  at: number,
  stride: number,
): number {
  const below = at + stride;
  return EDGE * (plane[at + 1]! + plane[below]!) +
    CORNER * (plane[below - 1]! + plane[below + 1]!);
}
