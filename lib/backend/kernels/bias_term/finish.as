import { FinishArgs, FinishedMap, Magnitude, Rescale, Stat, STATS } from "./args";

/** The sums of an image, and its maps rescaled, from what `term` has left. */
export function finish(args: FinishArgs, first: i32, last: i32, _scratch: usize): void {
  const maps = changetype<usize>(args) + offsetof<FinishArgs>();
  const blocks = args.blocksPerImage;
  for (let unit = first; unit < last; unit++) {
    const image = unit / blocks;
    const block = unit % blocks;
    if (block == 0) writeSums(args, image);
    for (let i = 0; i < args.maps; i++) {
      const at = maps + <usize>i * offsetof<FinishedMap>();
      writeMap(args, image, block, changetype<FinishedMap>(at));
    }
  }
}

function writeSums(args: FinishArgs, image: i32): void {
  const units = args.unitsPerImage;
  let sum: f64 = 0;
  let absolute: f64 = 0;
  for (let unit = image * units; unit < (image + 1) * units; unit++) {
    sum += stat(args, unit, Stat.sum);
    absolute += stat(args, unit, Stat.absolute);
  }
  const at = <usize>image << 2;
  store<f32>(args.outSum + at, <f32>sum);
  store<f32>(args.outAbsolute + at, <f32>absolute);
}

// @ts-ignore: decorator
@inline
function stat(args: FinishArgs, unit: i32, which: i32): f64 {
  return load<f64>(args.stats + (<usize>(unit * STATS + which) << 3));
}

function writeMap(args: FinishArgs, image: i32, block: i32, map: FinishedMap): void {
  const rescale = args.rescale;
  const units = args.unitsPerImage;
  const firstUnit = rescale == Rescale.batch ? 0 : image * units;
  const lastUnit = rescale == Rescale.batch
    ? args.images * units
    : (image + 1) * units;
  let low = <f64>Infinity;
  let high = -<f64>Infinity;
  let least = <f64>Infinity;
  for (let unit = firstUnit; unit < lastUnit; unit++) {
    low = min(low, stat(args, unit, Stat.low));
    high = max(high, stat(args, unit, Stat.high));
    least = min(least, stat(args, unit, Stat.least));
  }
  const magnitude = map.magnitude;
  const lowest = leastMagnitude(magnitude, low, high, least);
  const highest = greatestMagnitude(magnitude, low, high);

  let shift: f64 = 0;
  let share: f64 = 1;
  if (rescale == Rescale.layer || rescale == Rescale.batch) {
    shift = lowest * <f64>args.channels;
    const range = highest - lowest + <f64>args.epsilon;
    share = range == 0 ? 0 : 1 / range;
  } else if (rescale == Rescale.max) {
    const most = max(abs(lowest), abs(highest));
    share = most == 0 ? 0 : 1 / most;
  }

  const pixels = args.pixels;
  const start = block * args.blockPixels;
  const count = min(args.blockPixels, pixels - start);
  const pixel = <usize>(image * pixels + start);
  const sums = args.sums + (pixel << 4);
  const squares = args.squares + (pixel << 3);
  const out = map.out + (pixel << 2);
  for (let i: usize = 0; i < <usize>count; i++) {
    const sum = load<f64>(sums + (i << 4));
    const absolute = load<f64>(sums + (i << 4), 8);
    let value: f64;
    if (magnitude == Magnitude.absolute) value = absolute;
    else if (magnitude == Magnitude.positive) value = 0.5 * (absolute + sum);
    else if (magnitude == Magnitude.negative) value = 0.5 * (absolute - sum);
    else if (magnitude == Magnitude.signed) value = sum;
    else value = load<f64>(squares + (i << 3));
    store<f32>(out + (i << 2), <f32>((value - shift) * share));
  }
}

function leastMagnitude(magnitude: i32, low: f64, high: f64, least: f64): f64 {
  if (magnitude == Magnitude.absolute) return least;
  if (magnitude == Magnitude.positive) return max(low, 0);
  if (magnitude == Magnitude.negative) return max(-high, 0);
  if (magnitude == Magnitude.signed) return low;
  return rounded(least * least);
}

function greatestMagnitude(magnitude: i32, low: f64, high: f64): f64 {
  const most = max(-low, high);
  if (magnitude == Magnitude.absolute) return most;
  if (magnitude == Magnitude.positive) return max(high, 0);
  if (magnitude == Magnitude.negative) return max(-low, 0);
  if (magnitude == Magnitude.signed) return high;
  return rounded(most * most);
}

/** To float32, as the squares that were added up are. */
// @ts-ignore: decorator
@inline
function rounded(value: f64): f64 {
  return <f64><f32>value;
}
