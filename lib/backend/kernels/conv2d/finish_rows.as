import { Activation } from "../activation/args";
import { gate } from "../simd/gate";
import { activate } from "../simd/activate";
import { Job } from "./args";

/**
 * Finishes `count` columns from `column` of a group on, of the outputs whose
 * addresses are at `outputs`: adds the residual, applies the activation and
 * the mask.
 */
export function finishRows(
  job: Job,
  outputs: usize,
  rows: i32,
  group: i32,
  column: i32,
  count: i32,
): void {
  // What a loop reads from memory, V8 reads again after each store.
  const residual = job.residual, mask = job.mask, output = job.output;
  const low = f32x4.splat(job.low), high = f32x4.splat(job.high);
  const bytes = <usize>count * 4;
  const whole = bytes & ~15;
  const isBounds = job.activation <= Activation.relu6;
  const channel = <usize>(group * job.columns + column) * 4;
  for (let row = 0; row < rows; row++, outputs += 4) {
    const start = load<usize>(outputs);
    if (isBounds) {
      for (let at = start, end = start + whole; at < end; at += 16) {
        const where = at - output;
        let x = v128.load(at);
        if (residual) x = v128.add<f32>(x, v128.load(residual + where));
        x = v128.pmin<f32>(v128.pmax<f32>(x, low), high);
        if (mask) x = gate(x, v128.load(mask + where));
        v128.store(at, x);
      }
    } else {
      for (let i: usize = 0; i < whole; i += 16) {
        finishFour(job, start + i, channel + i);
      }
    }
    for (let i = whole; i < bytes; i += 4) {
      finishOne(job, start + i, channel + i);
    }
  }
}

/** Four outputs, of any activation. */
function finishFour(job: Job, at: usize, channel: usize): void {
  const where = at - job.output;
  let x = v128.load(at);
  if (job.residual) x = v128.add<f32>(x, v128.load(job.residual + where));
  const slope = job.slopes ? v128.load(job.slopes + channel) : x;
  x = activate(x, job.activation, job.alpha, slope);
  if (job.mask) x = gate(x, v128.load(job.mask + where));
  v128.store(at, x);
}

/** One output, of any activation. */
function finishOne(job: Job, at: usize, channel: usize): void {
  const where = at - job.output;
  let x = v128.load32_zero(at);
  if (job.residual) {
    x = v128.add<f32>(x, v128.load32_zero(job.residual + where));
  }
  const slope = job.slopes ? v128.load32_zero(job.slopes + channel) : x;
  x = activate(x, job.activation, job.alpha, slope);
  if (job.mask) x = gate(x, v128.load32_zero(job.mask + where));
  v128.store32_lane(at, x, 0);
}
