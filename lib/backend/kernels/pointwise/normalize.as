import { address, float, word } from "../simd/word";

/**
 * Batch normalization's scale of every channel, γ / sqrt(variance + ε).
 *
 * Arguments: address of the result, of the variances and of γ or 0, number of
 * channels, ε.
 */
export function normScale(args: usize, _first: i32, _last: i32, _scratch: usize): void {
  const out = address(args, 0);
  const variance = address(args, 1);
  const gamma = address(args, 2);
  const epsilon = float(args, 4);
  const end = <usize>word(args, 3) << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const deviation = sqrt<f64>(
      <f64>load<f32>(variance + at) + <f64>epsilon,
    );
    const scale = gamma == 0 ? <f64>1 : <f64>load<f32>(gamma + at);
    store<f32>(out + at, <f32>(scale / deviation));
  }
}

/**
 * (x − mean) · scale + offset per channel.
 *
 * Arguments: addresses of x, the result, the means, the scales and the offsets
 * or 0, number of channels, of pixels, of a unit's pixels.
 */
export function normalize(args: usize, first: i32, last: i32, _scratch: usize): void {
  const mean = address(args, 2);
  const scale = address(args, 3);
  const offset = address(args, 4);
  const row = <usize>word(args, 5) << 2;
  const whole = row & ~15;
  const unit = word(args, 7);
  const end = min(word(args, 6), last * unit);
  let pixel = first * unit;
  let x = address(args, 0) + <usize>pixel * row;
  let out = address(args, 1) + <usize>pixel * row;
  for (; pixel < end; pixel++) {
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const centred = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      let value = f32x4.mul(centred, v128.load(scale + at));
      if (offset != 0) value = f32x4.add(value, v128.load(offset + at));
      v128.store(out + at, value);
    }
    for (; at < row; at += 4) {
      let value = (load<f32>(x + at) - load<f32>(mean + at)) *
        load<f32>(scale + at);
      if (offset != 0) value += load<f32>(offset + at);
      store<f32>(out + at, value);
    }
    x += row;
    out += row;
  }
}
