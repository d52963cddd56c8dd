import { madd } from "../simd/madd";

/** Numbers of each row that are done for all m while they are in the cache. */
// @ts-ignore: decorator
@inline
const STRIP: i32 = 1024;

/**
 * out[m][n] = Σ a[m][k] · b[n][k] for `from` ≤ n < `to` and few m: b is read
 * once, in the order in which it lies. Element (m, n) of the result lies at
 * out + m · rowStep + n · step.
 */
export function multiplyDots(
  a: usize, b: usize, out: usize, rowStep: usize, step: usize, rows: i32, k: i32, from: i32, to: i32, sums: usize,
): void {
  const size = <usize>k << 2;
  let n = from;
  if (rows == 1) {
    for (; n + 8 <= to; n += 8) oneByEight(a, b + n * size, size, out + n * step, step, k);
  } else {
    for (; n + 4 <= to; n += 4) {
      manyByFour(a, rows, b + n * size, size, out + n * step, rowStep, step, k, sums);
    }
  }
  for (; n < to; n++) {
    for (let m = 0; m < rows; m++) {
      store<f32>(out + m * rowStep + n * step, dot(a + m * size, b + n * size, k));
    }
  }
}

// @ts-ignore: decorator
@inline
function total(sum: v128): f32 {
  return (f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
}

/** What the last k mod 4 products add. */
function rest(a: usize, b: usize, k: i32): f32 {
  let sum: f32 = 0;
  for (let i = k & ~3; i < k; i++) sum += load<f32>(a + (<usize>i << 2)) * load<f32>(b + (<usize>i << 2));
  return sum;
}

function oneByEight(a: usize, b: usize, size: usize, out: usize, step: usize, k: i32): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
  let at = a, near = b, far = b + 4 * size;
  for (let i = 0; i + 4 <= k; i += 4, at += 16, near += 16, far += 16) {
    const x = v128.load(at);
    s0 = madd(v128.load(near), x, s0);
    s1 = madd(v128.load(near + size), x, s1);
    s2 = madd(v128.load(near + 2 * size), x, s2);
    s3 = madd(v128.load(near + 3 * size), x, s3);
    s4 = madd(v128.load(far), x, s4);
    s5 = madd(v128.load(far + size), x, s5);
    s6 = madd(v128.load(far + 2 * size), x, s6);
    s7 = madd(v128.load(far + 3 * size), x, s7);
  }
  store<f32>(out, total(s0) + rest(a, b, k));
  store<f32>(out + step, total(s1) + rest(a, b + size, k));
  store<f32>(out + 2 * step, total(s2) + rest(a, b + 2 * size, k));
  store<f32>(out + 3 * step, total(s3) + rest(a, b + 3 * size, k));
  store<f32>(out + 4 * step, total(s4) + rest(a, b + 4 * size, k));
  store<f32>(out + 5 * step, total(s5) + rest(a, b + 5 * size, k));
  store<f32>(out + 6 * step, total(s6) + rest(a, b + 6 * size, k));
  store<f32>(out + 7 * step, total(s7) + rest(a, b + 7 * size, k));
}

/** Four rows of b with all of a; `sums` has room for 4 vectors per row of a. */
function manyByFour(
  a: usize, rows: i32, b: usize, size: usize, out: usize, rowStep: usize, step: usize, k: i32, sums: usize,
): void {
  memory.fill(sums, 0, rows << 6);
  const whole = k & ~3;
  for (let from = 0; from < whole; from += STRIP) {
    const count = min(STRIP, whole - from);
    const strip = b + (<usize>from << 2);
    let m = 0;
    for (; m + 2 <= rows; m += 2) twoByFour(a + m * size + (<usize>from << 2), strip, size, count, sums + (m << 6));
    if (m < rows) oneByFour(a + m * size + (<usize>from << 2), strip, size, count, sums + (m << 6));
  }
  for (let m = 0; m < rows; m++) {
    for (let n: usize = 0; n < 4; n++) {
      const sum = total(v128.load(sums + (m << 6) + (n << 4)));
      store<f32>(out + m * rowStep + n * step, sum + rest(a + m * size, b + n * size, k));
    }
  }
}

function twoByFour(a: usize, b: usize, size: usize, count: i32, sums: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  let t0 = v128.load(sums, 64), t1 = v128.load(sums, 80), t2 = v128.load(sums, 96), t3 = v128.load(sums, 112);
  for (let i = 0; i < count; i += 4, a += 16, b += 16) {
    const x = v128.load(a), y = v128.load(a + size);
    const b0 = v128.load(b), b1 = v128.load(b + size), b2 = v128.load(b + 2 * size), b3 = v128.load(b + 3 * size);
    s0 = madd(b0, x, s0);
    t0 = madd(b0, y, t0);
    s1 = madd(b1, x, s1);
    t1 = madd(b1, y, t1);
    s2 = madd(b2, x, s2);
    t2 = madd(b2, y, t2);
    s3 = madd(b3, x, s3);
    t3 = madd(b3, y, t3);
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
  v128.store(sums, t0, 64);
  v128.store(sums, t1, 80);
  v128.store(sums, t2, 96);
  v128.store(sums, t3, 112);
}

function oneByFour(a: usize, b: usize, size: usize, count: i32, sums: usize): void {
  let s0 = v128.load(sums), s1 = v128.load(sums, 16), s2 = v128.load(sums, 32), s3 = v128.load(sums, 48);
  for (let i = 0; i < count; i += 4, a += 16, b += 16) {
    const x = v128.load(a);
    s0 = madd(v128.load(b), x, s0);
    s1 = madd(v128.load(b + size), x, s1);
    s2 = madd(v128.load(b + 2 * size), x, s2);
    s3 = madd(v128.load(b + 3 * size), x, s3);
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
  v128.store(sums, s2, 32);
  v128.store(sums, s3, 48);
}

/** The scalar product of two vectors. */
function dot(a: usize, b: usize, k: i32): f32 {
  let s0 = f32x4.splat(0), s1 = s0;
  let i = 0;
  const firstA = a, firstB = b;
  for (; i + 8 <= k; i += 8, a += 32, b += 32) {
    s0 = madd(v128.load(a), v128.load(b), s0);
    s1 = madd(v128.load(a, 16), v128.load(b, 16), s1);
  }
  if (i + 4 <= k) s0 = madd(v128.load(a), v128.load(b), s0);
  return total(v128.add<f32>(s0, s1)) + rest(firstA, firstB, k);
}
