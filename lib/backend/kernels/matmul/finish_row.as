import { activate } from "../simd/activate";

/**
 * out[i] = activation(bias[i] + the sum over slices[s][i]) for `n` numbers;
 * slices are `sliceStep` bytes apart, bias and slopes may be 0.
 */
export function finishRow(
  slices: usize, sliceStep: usize, count: i32, out: usize, n: i32,
  bias: usize, activation: i32, alpha: f32, slopes: usize,
): void {
  let c = 0;
  for (; c + 4 <= n; c += 4) {
    const offset = <usize>c << 2;
    let at = slices + offset;
    let sum = v128.load(at);
    for (let s = 1; s < count; s++) sum = v128.add<f32>(sum, v128.load(at += sliceStep));
    if (bias) sum = v128.add<f32>(sum, v128.load(bias + offset));
    const slope = slopes ? v128.load(slopes + offset) : f32x4.splat(0);
    v128.store(out + offset, activate(sum, activation, alpha, slope));
  }
  for (; c < n; c++) {
    const offset = <usize>c << 2;
    let at = slices + offset;
    let sum = load<f32>(at);
    for (let s = 1; s < count; s++) sum += load<f32>(at += sliceStep);
    if (bias) sum += load<f32>(bias + offset);
    const slope: f32 = slopes ? load<f32>(slopes + offset) : 0;
    store<f32>(out + offset, f32x4.extract_lane(activate(f32x4.splat(sum), activation, alpha, f32x4.splat(slope)), 0));
  }
}
