import { address, float, word } from "../simd/word";
import { Arg } from "./layout";
import { magnitude, magnitudeOne } from "./magnitude";

/**
 * From the limits of the channels that `term` has left per unit, each image's:
 * the least magnitude of every channel, and 1 / (range + ε). A unit is an image.
 */
export function channelShare(args: usize, first: i32, last: i32, _scratch: usize): void {
  const limits = address(args, 0);
  const shares = address(args, 1);
  const unitsPerImage = word(args, 2);
  const row = <usize>word(args, 3) << 2;
  const epsilon = float(args, 4);
  for (let image = first; image < last; image++) {
    const lows = shares + <usize>image * row * 2;
    for (let at: usize = 0; at < row; at += 4) {
      let low = <f32>Infinity;
      let high = -<f32>Infinity;
      for (let i = 0; i < unitsPerImage; i++) {
        const unit = limits + <usize>(image * unitsPerImage + i) * row * 2 + at;
        low = min(low, load<f32>(unit));
        high = max(high, load<f32>(unit + row));
      }
      const range = high - low + epsilon;
      store<f32>(lows + at, low);
      store<f32>(lows + row + at, range == 0 ? <f32>0 : 1 / range);
    }
  }
}

/** Σ over channels of (magnitude − least) · share. Units as those of `term`. */
export function channelMap(args: usize, first: i32, last: i32, _scratch: usize): void {
  for (let unit = first; unit < last; unit++) mapUnit(args, unit);
}

function mapUnit(args: usize, unit: i32): void {
  const pixels = word(args, Arg.pixels);
  const unitPixels = word(args, Arg.unitPixels);
  const unitsPerImage = word(args, Arg.unitsPerImage);
  const image = unit / unitsPerImage;
  const start = unit % unitsPerImage * unitPixels;
  const count = min(unitPixels, pixels - start);
  const pixel = <usize>(image * pixels + start);
  const row = <usize>word(args, Arg.channels) << 2;
  const whole = row & ~15;
  const p = f32x4.splat(float(args, Arg.p));
  const q = f32x4.splat(float(args, Arg.q));
  const squared = word(args, Arg.squared) != 0;
  const factorStep = address(args, Arg.factorStep);
  const lows = address(args, Arg.shares) + <usize>image * row * 2;
  const shares = lows + row;
  let g = address(args, Arg.gradient) + pixel * row;
  let factor = address(args, Arg.factor) + pixel * factorStep;
  let out = address(args, Arg.map) + (pixel << 2);
  for (let i = 0; i < count; i++) {
    let sumA = f64x2.splat(0);
    let sumB = f64x2.splat(0);
    for (let at: usize = 0; at < whole; at += 16) {
      const t = f32x4.mul(v128.load(g + at), v128.load(factor + at));
      const m = f32x4.mul(
        f32x4.sub(magnitude(t, p, q, squared), v128.load(lows + at)),
        v128.load(shares + at),
      );
      sumA = f64x2.add(sumA, f64x2.promote_low_f32x4(m));
      sumB = f64x2.add(
        sumB,
        f64x2.promote_low_f32x4(v128.shuffle<f32>(m, m, 2, 3, 2, 3)),
      );
    }
    const lanes = f64x2.add(sumA, sumB);
    let sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1);
    for (let at = whole; at < row; at += 4) {
      const m = magnitudeOne(
        load<f32>(g + at) * load<f32>(factor + at),
        f32x4.extract_lane(p, 0),
        f32x4.extract_lane(q, 0),
        squared,
      );
      sum += <f64>((m - load<f32>(lows + at)) * load<f32>(shares + at));
    }
    store<f32>(out, <f32>sum);
    g += row;
    factor += factorStep;
    out += 4;
  }
}
