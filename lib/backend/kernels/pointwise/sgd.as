import { SgdArgs } from "./args";

/** v = m · v + g + λ · w; w = w − η · v, or as Nesterov has it w − η · (g + λ · w + m · v). */
export function sgdMomentum(args: SgdArgs, first: i32, last: i32, _scratch: usize): void {
  const momentum = f32x4.splat(args.momentum), decay = f32x4.splat(args.decay);
  const rate = f32x4.splat(args.rate);
  const end = <usize>min(args.count, last * args.unit) << 2;
  const weights = args.weights, gradient = args.gradient, velocity = args.velocity;
  let at = <usize>(first * args.unit) << 2;
  for (; at + 16 <= end; at += 16) {
    const w = v128.load(weights + at);
    const g = f32x4.add(v128.load(gradient + at), f32x4.mul(w, decay));
    const v = f32x4.add(f32x4.mul(v128.load(velocity + at), momentum), g);
    const step = args.nesterov ? f32x4.add(g, f32x4.mul(v, momentum)) : v;
    v128.store(args.nextVelocity + at, v);
    v128.store(args.nextWeights + at, f32x4.sub(w, f32x4.mul(step, rate)));
  }
  for (; at < end; at += 4) {
    const w = load<f32>(weights + at);
    const g = load<f32>(gradient + at) + w * args.decay;
    const v = load<f32>(velocity + at) * args.momentum + g;
    const step = args.nesterov ? g + v * args.momentum : v;
    store<f32>(args.nextVelocity + at, v);
    store<f32>(args.nextWeights + at, w - step * args.rate);
  }
}
