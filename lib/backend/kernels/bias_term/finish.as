import { address, float, word } from "../simd/word";
import { Stat } from "./layout";

// Indices of the arguments.
const SUMS: i32 = 0;
const SQUARES: i32 = 1;
const STATS: i32 = 2;
const IMAGES: i32 = 3;
const UNITS_PER_IMAGE: i32 = 4;
const PIXELS: i32 = 5;
const CHANNELS: i32 = 6;
const RESCALE: i32 = 7;
const EPSILON: i32 = 8;
const BLOCKS_PER_IMAGE: i32 = 9;
const BLOCK_PIXELS: i32 = 10;
const OUT_SUM: i32 = 11;
const OUT_ABSOLUTE: i32 = 12;
const MAPS: i32 = 13;
/** From here, a magnitude and an address per map. */
const FIRST_MAP: i32 = 14;

// Rescalings, as in finish.ts.
const LAYER: i32 = 1;
const BATCH: i32 = 2;
const BY_MAX: i32 = 3;

// Magnitudes, as in finish.ts.
const ABSOLUTE: i32 = 0;
const POSITIVE: i32 = 1;
const NEGATIVE: i32 = 2;
const SIGNED: i32 = 3;

/** The sums of an image, and its maps rescaled, from what `term` has left. */
export function finish(args: usize, first: i32, last: i32, _scratch: usize): void {
  const blocks = word(args, BLOCKS_PER_IMAGE);
  for (let unit = first; unit < last; unit++) {
    const image = unit / blocks;
    const block = unit % blocks;
    if (block == 0) writeSums(args, image);
    for (let map = 0; map < word(args, MAPS); map++) {
      writeMap(args, image, block, map);
    }
  }
}

function writeSums(args: usize, image: i32): void {
  const units = word(args, UNITS_PER_IMAGE);
  let sum: f64 = 0;
  let absolute: f64 = 0;
  for (let unit = image * units; unit < (image + 1) * units; unit++) {
    sum += stat(args, unit, Stat.sum);
    absolute += stat(args, unit, Stat.absolute);
  }
  const at = <usize>image << 2;
  store<f32>(address(args, OUT_SUM) + at, <f32>sum);
  store<f32>(address(args, OUT_ABSOLUTE) + at, <f32>absolute);
}

// @ts-ignore: decorator
@inline
function stat(args: usize, unit: i32, which: i32): f64 {
  return load<f64>(
    address(args, STATS) + (<usize>(unit * Stat.COUNT + which) << 3),
  );
}

function writeMap(args: usize, image: i32, block: i32, map: i32): void {
  const magnitude = word(args, FIRST_MAP + 2 * map);
  const rescale = word(args, RESCALE);
  const units = word(args, UNITS_PER_IMAGE);
  const firstUnit = rescale == BATCH ? 0 : image * units;
  const lastUnit = rescale == BATCH
    ? word(args, IMAGES) * units
    : (image + 1) * units;
  let low = <f64>Infinity;
  let high = -<f64>Infinity;
  let least = <f64>Infinity;
  for (let unit = firstUnit; unit < lastUnit; unit++) {
    low = min(low, stat(args, unit, Stat.low));
    high = max(high, stat(args, unit, Stat.high));
    least = min(least, stat(args, unit, Stat.least));
  }
  const lowest = leastMagnitude(magnitude, low, high, least);
  const highest = greatestMagnitude(magnitude, low, high);

  let shift: f64 = 0;
  let share: f64 = 1;
  if (rescale == LAYER || rescale == BATCH) {
    shift = lowest * <f64>word(args, CHANNELS);
    const range = highest - lowest + <f64>float(args, EPSILON);
    share = range == 0 ? 0 : 1 / range;
  } else if (rescale == BY_MAX) {
    const most = max(abs(lowest), abs(highest));
    share = most == 0 ? 0 : 1 / most;
  }

  const pixels = word(args, PIXELS);
  const start = block * word(args, BLOCK_PIXELS);
  const count = min(word(args, BLOCK_PIXELS), pixels - start);
  const pixel = <usize>(image * pixels + start);
  const sums = address(args, SUMS) + (pixel << 4);
  const squares = address(args, SQUARES) + (pixel << 3);
  const out = address(args, FIRST_MAP + 2 * map + 1) + (pixel << 2);
  for (let i: usize = 0; i < <usize>count; i++) {
    const sum = load<f64>(sums + (i << 4));
    const absolute = load<f64>(sums + (i << 4), 8);
    let value: f64;
    if (magnitude == ABSOLUTE) value = absolute;
    else if (magnitude == POSITIVE) value = 0.5 * (absolute + sum);
    else if (magnitude == NEGATIVE) value = 0.5 * (absolute - sum);
    else if (magnitude == SIGNED) value = sum;
    else value = load<f64>(squares + (i << 3));
    store<f32>(out + (i << 2), <f32>((value - shift) * share));
  }
}

function leastMagnitude(magnitude: i32, low: f64, high: f64, least: f64): f64 {
  if (magnitude == ABSOLUTE) return least;
  if (magnitude == POSITIVE) return max(low, 0);
  if (magnitude == NEGATIVE) return max(-high, 0);
  if (magnitude == SIGNED) return low;
  return rounded(least * least);
}

function greatestMagnitude(magnitude: i32, low: f64, high: f64): f64 {
  const most = max(-low, high);
  if (magnitude == ABSOLUTE) return most;
  if (magnitude == POSITIVE) return max(high, 0);
  if (magnitude == NEGATIVE) return max(-low, 0);
  if (magnitude == SIGNED) return high;
  return rounded(most * most);
}

/** To float32, as the squares that were added up are. */
// @ts-ignore: decorator
@inline
function rounded(value: f64): f64 {
  return <f64><f32>value;
}
