import { LayerNormArgs } from "./args";
import { sum, total, upper, vectorAt, writeAt } from "./rows";

const VALUE: i32 = 0;
const GRADIENT: i32 = 1;
const TERM: i32 = 2;

/**
 * Of every row x, with x̂ = (x − mean) / deviation: γ x̂ + β, the gradient dx by
 * x, or the term dy · γ x̂ − dx · x. The mean is 0 unless it is to be subtracted.
 */
// @ts-ignore: decorator
@inline
function rows(args: LayerNormArgs, first: i32, last: i32, PART: i32): void {
  const bytes = <usize>args.length << 2;
  const length = <f64>args.length;
  const gamma = args.gamma, beta = args.beta;
  const one = f32x4.splat(1), zero = f32x4.splat(0);
  const end = min(last * args.unitRows, args.rows);
  for (let row = first * args.unitRows; row < end; row++) {
    const x = args.x + <usize>row * bytes, out = args.out + <usize>row * bytes;
    const center = args.centered ? sum(x, bytes) / length : 0;
    const variance = deviations(x, bytes, center) / length;
    const factor = 1 / Math.sqrt(variance + <f64>args.epsilon);
    const mean = f32x4.splat(<f32>center), scale = f32x4.splat(<f32>factor);
    if (PART == VALUE) {
      for (let at: usize = 0; at < bytes; at += 16) {
        const y = f32x4.mul(f32x4.sub(vectorAt(x, at, bytes), mean), scale);
        const g = gamma ? vectorAt(gamma, at, bytes) : one;
        const b = beta ? vectorAt(beta, at, bytes) : zero;
        writeAt(out, at, bytes, f32x4.add(f32x4.mul(y, g), b));
      }
      continue;
    }
    const dy = args.dy + <usize>row * bytes;
    // Sums of h = dy · γ, and of h · x̂.
    let plain = f64x2.splat(0), weighted = f64x2.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const y = f32x4.mul(f32x4.sub(vectorAt(x, at, bytes), mean), scale);
      const g = gamma ? vectorAt(gamma, at, bytes) : one;
      const h = f32x4.mul(vectorAt(dy, at, bytes), g);
      const hy = f32x4.mul(h, y);
      plain = f64x2.add(plain, f64x2.add(f64x2.promote_low_f32x4(h), upper(h)));
      weighted = f64x2.add(weighted, f64x2.add(f64x2.promote_low_f32x4(hy), upper(hy)));
    }
    const shift = f32x4.splat(args.centered ? <f32>(total(plain) / length) : 0);
    const slope = f32x4.splat(<f32>(total(weighted) / length));
    for (let at: usize = 0; at < bytes; at += 16) {
      const value = vectorAt(x, at, bytes);
      const y = f32x4.mul(f32x4.sub(value, mean), scale);
      const g = gamma ? vectorAt(gamma, at, bytes) : one;
      const h = f32x4.mul(vectorAt(dy, at, bytes), g);
      const dx = f32x4.mul(f32x4.sub(f32x4.sub(h, shift), f32x4.mul(y, slope)), scale);
      const term = PART == TERM ? f32x4.sub(f32x4.mul(h, y), f32x4.mul(dx, value)) : dx;
      writeAt(out, at, bytes, term);
    }
  }
}

/** Σ (x − center)² of a row, in float64. */
function deviations(x: usize, bytes: usize, center: f64): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  const mean = f64x2.splat(center);
  const whole = bytes & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const values = v128.load(x + at);
    const a = f64x2.sub(f64x2.promote_low_f32x4(values), mean);
    const b = f64x2.sub(upper(values), mean);
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  let rest: f64 = 0;
  for (let at = whole; at < bytes; at += 4) {
    const difference = <f64>load<f32>(x + at) - center;
    rest += difference * difference;
  }
  return total(f64x2.add(low, high)) + rest;
}

export function layerNorm(args: LayerNormArgs, first: i32, last: i32, _scratch: usize): void {
  rows(args, first, last, VALUE);
}

export function layerNormGradient(args: LayerNormArgs, first: i32, last: i32, _scratch: usize): void {
  rows(args, first, last, GRADIENT);
}

export function layerNormTerm(args: LayerNormArgs, first: i32, last: i32, _scratch: usize): void {
  rows(args, first, last, TERM);
}
