/**
 * out[i] = the sum over slices of slices[s][i], for from ≤ i < to, always in
 * the order of the slices. A slice is `length` numbers long.
 */
export function sumSlices(slices: usize, count: i32, length: usize, out: usize, from: usize, to: usize): void {
  let i = from;
  for (; i + 4 <= to; i += 4) {
    let sum = v128.load(slices + (i << 2));
    for (let s = 1; s < count; s++) sum = v128.add<f32>(sum, v128.load(slices + ((length * s + i) << 2)));
    v128.store(out + (i << 2), sum);
  }
  for (; i < to; i++) {
    let sum = load<f32>(slices + (i << 2));
    for (let s = 1; s < count; s++) sum += load<f32>(slices + ((length * s + i) << 2));
    store<f32>(out + (i << 2), sum);
  }
}
