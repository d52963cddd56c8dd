import { after, before, type PixelGrid } from "./pixel_grid.ts";

/** How small the remainder has to become, as a part of where it started. */
const TOLERANCE = 1e-8;

/** How far a sweep goes beyond the neighbours' mean, 1 to 2: found by trial. */
const OVER = 1.8;

/**
 * The plane whose removed pixels are each the weighted mean of their
 * neighbours, given what the known ones contribute: conjugate gradients
 * (Hestenes & Stiefel 1952), preconditioned by a symmetric sweep of successive
 * over-relaxation, which carries a value across a hole in one step.
 *
 * In exact arithmetic it ends after as many steps as there are unknowns; the
 * limit is twice that.
 *
 * @param sums Of every removed pixel: the weighted sum of its known neighbours.
 */
export function conjugateGradient(
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

/** Of every removed pixel: how far it is from its neighbours' weighted mean. */
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
