import { roundHalfEven } from "../../image/mod.ts";

/** How much near places count against like colors. */
const COMPACTNESS = 10;
const ITERATIONS = 10;

/** A superpixel has between these parts of the mean number of pixels. */
const [LEAST, MOST] = [0.5, 3];

/**
 * An image cut into about so many pieces of like colors: superpixels, by SLIC.
 *
 * The values are scaled to 0…1 together; three channels are taken as sRGB and
 * compared in CIELAB. Ten rounds of k-means of color and place, each center within
 * two steps of the grid that they begin on; then pieces that are not connected are
 * taken apart, and small ones join a neighbor.
 *
 * Source: Achanta et al., "SLIC Superpixels Compared to State-of-the-Art Superpixel
 * Methods", 2012; all that the paper leaves open is as in scikit-image, whose labels
 * these are.
 *
 * @param image Values `[H, W, C]`.
 * @param count About how many superpixels.
 * @returns The superpixel of every pixel, `[H, W]`, from 0 on without gaps.
 */
export function superpixels(
  image: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  count: number,
): Int32Array {
  const colors = comparedColors(image, channels);
  const rows = gridAlong([height, width], count)[0];
  const columns = gridAlong([height, width], count)[1];
  const centers = placesOn(rows, height).flatMap((y) =>
    placesOn(columns, width).map((x) =>
      Float64Array.of(y, x, ...Array(channels).fill(0))
    )
  );
  const labels = clustered(colors, [height, width, channels], centers, {
    step: Math.max(rows.step, columns.step, 1),
    reach: gridAlong([height, width], centers.length).map(({ step }) =>
      2 * step
    ),
  });
  const mean = height * width / centers.length;
  return connected(labels, [height, width], {
    least: Math.floor(LEAST * mean),
    most: Math.floor(MOST * mean),
  });
}

/** Colors whose distances count, over the compactness. */
function comparedColors(
  image: ArrayLike<number>,
  channels: number,
): Float64Array {
  let [least, most] = [Infinity, -Infinity];
  for (let i = 0; i < image.length; i++) {
    least = Math.min(least, image[i]!);
    most = Math.max(most, image[i]!);
  }
  const range = most > least ? most - least : 1;
  const colors = Float64Array.from(image, (value) => (value - least) / range);
  if (channels === 3) {
    for (let at = 0; at < colors.length; at += 3) {
      colors.set(labOf(colors[at]!, colors[at + 1]!, colors[at + 2]!), at);
    }
  }
  const ratio = 1 / COMPACTNESS;
  return colors.map((value) => value * ratio);
}

/** sRGB as CIELAB, by the white of D65. */
function labOf(
  ...rgb: readonly [number, number, number]
): readonly [number, number, number] {
  const [r, g, b] = rgb.map((value) =>
    value > 0.04045 ? ((value + 0.055) / 1.055) ** 2.4 : value / 12.92
  ) as [number, number, number];
  const [x, y, z] = [
    (0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.95047,
    0.212671 * r + 0.715160 * g + 0.072169 * b,
    (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.08883,
  ].map((part) =>
    part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116
  ) as [number, number, number];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Regular places along a side. */
interface Grid {
  readonly start: number;
  readonly step: number;
}

/** A grid of about `count` points over an image, by side. */
function gridAlong(
  sides: readonly [height: number, width: number],
  count: number,
): readonly [Grid, Grid] {
  const area = sides[0] * sides[1];
  if (area <= count) return [{ start: 0, step: 1 }, { start: 0, step: 1 }];
  const even = Math.sqrt(area / count);
  const short = Math.min(...sides);
  // Across a side that is shorter than a step there is one point.
  const grid = sides.map((side): Grid => {
    const step = short >= even
      ? even
      : side === short
      ? short
      : Math.max(...sides) / count;
    return { start: Math.floor(step / 2), step: roundHalfEven(step) };
  });
  return grid as [Grid, Grid];
}

function placesOn({ start, step }: Grid, side: number): readonly number[] {
  return Array.from(
    { length: Math.ceil((side - start) / step) },
    (_, i) => start + i * step,
  );
}

interface Reach {
  /** The distance that counts as much as one of color. */
  readonly step: number;
  /** How far from a center its pixels are, down and across. */
  readonly reach: readonly number[];
}

/** The center that every pixel is nearest to; centers move. */
function clustered(
  colors: Float64Array,
  [height, width, channels]: readonly [number, number, number],
  centers: readonly Float64Array[],
  { step, reach: [down, across] }: Reach,
): Int32Array {
  const labels = new Int32Array(height * width);
  const nearest = new Float64Array(height * width);
  const weight = 1 / (step * step);
  const sizes = new Float64Array(centers.length).fill(1);
  for (let round = 0; round < ITERATIONS; round++) {
    nearest.fill(Infinity);
    centers.forEach((center, k) => {
      if (sizes[k] === 0) return;
      const [cy, cx] = [center[0]!, center[1]!];
      const bottom = Math.floor(Math.min(cy + down! + 1, height));
      const right = Math.floor(Math.min(cx + across! + 1, width));
      const left = Math.floor(Math.max(cx - across!, 0));
      for (let y = Math.floor(Math.max(cy - down!, 0)); y < bottom; y++) {
        const dy = (cy - y) ** 2;
        for (let x = left; x < right; x++) {
          const at = y * width + x;
          let color = 0;
          for (let c = 0; c < channels; c++) {
            const t = colors[at * channels + c]! - center[2 + c]!;
            color += t * t;
          }
          const distance = (dy + (cx - x) ** 2) * weight + color;
          if (nearest[at]! > distance) {
            nearest[at] = distance;
            labels[at] = k;
          }
        }
      }
    });
    sizes.fill(0);
    for (const center of centers) center.fill(0);
    for (let at = 0; at < labels.length; at++) {
      const center = centers[labels[at]!]!;
      sizes[labels[at]!]!++;
      center[0]! += Math.floor(at / width);
      center[1]! += at % width;
      for (let c = 0; c < channels; c++) {
        center[2 + c]! += colors[at * channels + c]!;
      }
    }
    centers.forEach((center, k) => {
      for (let i = 0; i < center.length; i++) center[i]! /= sizes[k]!;
    });
  }
  return labels;
}

/**
 * New labels, one for each connected piece of `most` pixels at most; one of less
 * than `least` takes the label of a piece beside it.
 */
function connected(
  labels: Int32Array,
  [height, width]: readonly [number, number],
  { least, most }: { readonly least: number; readonly most: number },
): Int32Array {
  const pieces = new Int32Array(labels.length).fill(-1);
  let next = 0;
  for (let start = 0; start < labels.length; start++) {
    if (pieces[start] !== -1) continue;
    const piece = [start];
    let beside = next;
    pieces[start] = next;
    for (let i = 0; i < piece.length && piece.length < most; i++) {
      const x = piece[i]! % width;
      const neighbors = [
        x + 1 < width ? piece[i]! + 1 : -1,
        x > 0 ? piece[i]! - 1 : -1,
        piece[i]! + width < height * width ? piece[i]! + width : -1,
        piece[i]! - width,
      ];
      for (const at of neighbors) {
        if (at < 0) continue;
        if (labels[at] === labels[start] && pieces[at] === -1) {
          pieces[at] = next;
          piece.push(at);
          if (piece.length >= most) break;
        } else if (pieces[at]! > -1 && pieces[at] !== next) {
          beside = pieces[at]!;
        }
      }
    }
    if (piece.length < least) { for (const at of piece) pieces[at] = beside; }
    else next++;
  }
  return pieces;
}
