import { madd } from "../simd/madd";

/** Columns that are done for all rows while their part of b is in the cache. */
// @ts-ignore: decorator
@inline
const STRIP: i32 = 512;

/**
 * out[m][n] = Σ a[m][k] · b[k][n] over `from` ≤ k < `to`, for few rows m or few
 * k. b is read once, in the order in which it lies, four or eight rows at a time.
 * Element (m, k) of a lies at a + m · rowStep + k · step.
 */
export function multiplyRows(
  a: usize, rowStep: usize, step: usize, b: usize, out: usize, rows: i32, n: i32, from: i32, to: i32,
): void {
  const size = <usize>n << 2;
  memory.fill(out, 0, rows * size);
  // More than four rows of b at one place of a page would not stay in the
  // first cache, whose sets repeat with it, until the last row of a.
  const group = rows == 1 ? 8 : 4;
  const strip = rows == 1 ? n : STRIP;
  let k = from;
  for (; k + group <= to; k += group) {
    const bAt = b + k * size;
    const aAt = a + k * step;
    for (let c = 0; c < n; c += strip) {
      const end = min(c + strip, n);
      if (rows == 1) {
        oneByEight(aAt, step, bAt, size, out, c, end);
        continue;
      }
      let m = 0;
      for (; m + 2 <= rows; m += 2) twoByFour(aAt + m * rowStep, rowStep, step, bAt, size, out + m * size, c, end);
      if (m < rows) oneByFour(aAt + m * rowStep, step, bAt, size, out + m * size, c, end);
    }
  }
  for (; k < to; k++) {
    for (let m = 0; m < rows; m++) {
      oneByOne(a + m * rowStep + k * step, b + k * size, out + m * size, n);
    }
  }
}

function oneByEight(a: usize, step: usize, b: usize, size: usize, out: usize, from: i32, to: i32): void {
  const a0 = v128.load32_splat(a), a1 = v128.load32_splat(a + step);
  const a2 = v128.load32_splat(a + 2 * step), a3 = v128.load32_splat(a + 3 * step);
  const a4 = v128.load32_splat(a + 4 * step), a5 = v128.load32_splat(a + 5 * step);
  const a6 = v128.load32_splat(a + 6 * step), a7 = v128.load32_splat(a + 7 * step);
  let at = b + (<usize>from << 2), into = out + (<usize>from << 2);
  let n = from;
  for (; n + 4 <= to; n += 4, at += 16, into += 16) {
    let even = madd(v128.load(at), a0, v128.load(into));
    let odd = v128.mul<f32>(v128.load(at + size), a1);
    even = madd(v128.load(at + 2 * size), a2, even);
    odd = madd(v128.load(at + 3 * size), a3, odd);
    const far = at + 4 * size;
    even = madd(v128.load(far), a4, even);
    odd = madd(v128.load(far + size), a5, odd);
    even = madd(v128.load(far + 2 * size), a6, even);
    odd = madd(v128.load(far + 3 * size), a7, odd);
    v128.store(into, v128.add<f32>(even, odd));
  }
  for (; n < to; n++, at += 4, into += 4) {
    let sum = load<f32>(into);
    for (let k: usize = 0; k < 8; k++) sum += load<f32>(at + k * size) * load<f32>(a + k * step);
    store<f32>(into, sum);
  }
}

function twoByFour(
  a: usize, rowStep: usize, step: usize, b: usize, size: usize, out: usize, from: i32, to: i32,
): void {
  const a00 = v128.load32_splat(a), a01 = v128.load32_splat(a + step);
  const a02 = v128.load32_splat(a + 2 * step), a03 = v128.load32_splat(a + 3 * step);
  const next = a + rowStep;
  const a10 = v128.load32_splat(next), a11 = v128.load32_splat(next + step);
  const a12 = v128.load32_splat(next + 2 * step), a13 = v128.load32_splat(next + 3 * step);
  let at = b + (<usize>from << 2), into = out + (<usize>from << 2);
  let n = from;
  for (; n + 4 <= to; n += 4, at += 16, into += 16) {
    const b0 = v128.load(at), b1 = v128.load(at + size);
    const b2 = v128.load(at + 2 * size), b3 = v128.load(at + 3 * size);
    v128.store(into, madd(b3, a03, madd(b2, a02, madd(b1, a01, madd(b0, a00, v128.load(into))))));
    v128.store(into + size, madd(b3, a13, madd(b2, a12, madd(b1, a11, madd(b0, a10, v128.load(into + size))))));
  }
  for (; n < to; n++, at += 4, into += 4) {
    let first = load<f32>(into), second = load<f32>(into + size);
    for (let k: usize = 0; k < 4; k++) {
      const x = load<f32>(at + k * size);
      first += x * load<f32>(a + k * step);
      second += x * load<f32>(next + k * step);
    }
    store<f32>(into, first);
    store<f32>(into + size, second);
  }
}

function oneByFour(a: usize, step: usize, b: usize, size: usize, out: usize, from: i32, to: i32): void {
  const a0 = v128.load32_splat(a), a1 = v128.load32_splat(a + step);
  const a2 = v128.load32_splat(a + 2 * step), a3 = v128.load32_splat(a + 3 * step);
  let at = b + (<usize>from << 2), into = out + (<usize>from << 2);
  let n = from;
  for (; n + 4 <= to; n += 4, at += 16, into += 16) {
    let sum = madd(v128.load(at), a0, v128.load(into));
    sum = madd(v128.load(at + size), a1, sum);
    sum = madd(v128.load(at + 2 * size), a2, sum);
    v128.store(into, madd(v128.load(at + 3 * size), a3, sum));
  }
  for (; n < to; n++, at += 4, into += 4) {
    let sum = load<f32>(into);
    for (let k: usize = 0; k < 4; k++) sum += load<f32>(at + k * size) * load<f32>(a + k * step);
    store<f32>(into, sum);
  }
}

function oneByOne(a: usize, b: usize, out: usize, count: i32): void {
  const factor = v128.load32_splat(a);
  let n = 0;
  for (; n + 4 <= count; n += 4, b += 16, out += 16) {
    v128.store(out, madd(v128.load(b), factor, v128.load(out)));
  }
  for (; n < count; n++, b += 4, out += 4) store<f32>(out, load<f32>(out) + load<f32>(b) * load<f32>(a));
}
