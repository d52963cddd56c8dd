import { NormalizeArgs, NormScaleArgs } from "./args";

/** Batch normalization's scale of every channel, γ / sqrt(variance + ε). */
export function normScale(args: NormScaleArgs, _first: i32, _last: i32, _scratch: usize): void {
  const out = args.out;
  const variance = args.variance;
  const gamma = args.gamma;
  const epsilon = args.epsilon;
  const end = <usize>args.channels << 2;
  for (let at: usize = 0; at < end; at += 4) {
    const deviation = sqrt<f64>(
      <f64>load<f32>(variance + at) + <f64>epsilon,
    );
    const scale = gamma == 0 ? <f64>1 : <f64>load<f32>(gamma + at);
    store<f32>(out + at, <f32>(scale / deviation));
  }
}

/** (x − mean) · scale + offset per channel. */
export function normalize(args: NormalizeArgs, first: i32, last: i32, _scratch: usize): void {
  const mean = args.mean;
  const scale = args.scale;
  const offset = args.offset;
  const row = <usize>args.channels << 2;
  const whole = row & ~15;
  const unit = args.unit;
  const end = min(args.pixels, last * unit);
  let pixel = first * unit;
  let x = args.x + <usize>pixel * row;
  let out = args.out + <usize>pixel * row;
  for (; pixel < end; pixel++) {
    let at: usize = 0;
    for (; at < whole; at += 16) {
      const centered = f32x4.sub(v128.load(x + at), v128.load(mean + at));
      let value = f32x4.mul(centered, v128.load(scale + at));
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
