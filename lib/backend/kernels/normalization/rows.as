/** The four values of a row at a place; zeros stand behind the row's end. */
// @ts-ignore: decorator
@inline
export function vectorAt(row: usize, at: usize, bytes: usize): v128 {
  return at + 16 <= bytes ? v128.load(row + at) : partAt(row + at, bytes - at);
}

/** Writes four values of a row, as many as there are. */
// @ts-ignore: decorator
@inline
export function writeAt(row: usize, at: usize, bytes: usize, values: v128): void {
  if (at + 16 <= bytes) v128.store(row + at, values);
  else writePart(row + at, bytes - at, values);
}

function partAt(from: usize, bytes: usize): v128 {
  let values = v128.load_zero<f32>(from);
  if (bytes > 4) values = v128.load_lane<f32>(from, values, 1, 4);
  return bytes > 8 ? v128.load_lane<f32>(from, values, 2, 8) : values;
}

function writePart(to: usize, bytes: usize, values: v128): void {
  v128.store_lane<f32>(to, values, 0);
  if (bytes > 4) v128.store_lane<f32>(to, values, 1, 4);
  if (bytes > 8) v128.store_lane<f32>(to, values, 2, 8);
}

/** Σ x of a row, in float64. */
export function sum(x: usize, bytes: usize): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const values = vectorAt(x, at, bytes);
    low = f64x2.add(low, f64x2.promote_low_f32x4(values));
    high = f64x2.add(high, upper(values));
  }
  return total(f64x2.add(low, high));
}

/** Σ a · b of two rows, in float64. */
export function dot(a: usize, b: usize, bytes: usize): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = vectorAt(a, at, bytes), y = vectorAt(b, at, bytes);
    low = f64x2.add(low, f64x2.mul(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(y)));
    high = f64x2.add(high, f64x2.mul(upper(x), upper(y)));
  }
  return total(f64x2.add(low, high));
}

/** The upper two of four floats, in float64. */
// @ts-ignore: decorator
@inline
export function upper(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(values, values, 1, 1));
}

// @ts-ignore: decorator
@inline
export function total(sums: v128): f64 {
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}
