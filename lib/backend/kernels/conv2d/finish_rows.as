import { activate } from "../simd/activate";
import { Job } from "./job";

/**
 * Finishes `count` columns from `column` on of the outputs whose addresses are
 * at `outputs`: adds the residual, applies the activation and the mask.
 */
export function finishRows(
  job: Job,
  outputs: usize,
  rows: i32,
  group: i32,
  column: i32,
  count: i32,
): void {
  const channel = <usize>(group * job.columns + column) * 4;
  for (let row = 0; row < rows; row++) {
    const at = load<usize>(outputs + <usize>row * 4) + <usize>column * 4;
    const slopes = job.slopes + channel;
    let i = 0;
    for (; i + 4 <= count; i += 4) {
      const offset = <usize>i * 4;
      const where = at + offset - job.output;
      let x = v128.load(at + offset);
      if (job.residual) x = v128.add<f32>(x, v128.load(job.residual + where));
      const slope = job.slopes ? v128.load(slopes + offset) : x;
      x = activate(x, job.activation, job.alpha, slope);
      if (job.mask) x = keepPositive(x, v128.load(job.mask + where));
      v128.store(at + offset, x);
    }
    for (; i < count; i++) {
      const offset = <usize>i * 4;
      const where = at + offset - job.output;
      let x = v128.load32_zero(at + offset);
      if (job.residual) {
        x = v128.add<f32>(x, v128.load32_zero(job.residual + where));
      }
      const slope = job.slopes ? v128.load32_zero(slopes + offset) : x;
      x = activate(x, job.activation, job.alpha, slope);
      if (job.mask) x = keepPositive(x, v128.load32_zero(job.mask + where));
      v128.store32_lane(at + offset, x, 0);
    }
  }
}

/** x where the mask is positive, and 0 elsewhere. */
// @ts-ignore: decorator
@inline
function keepPositive(x: v128, mask: v128): v128 {
  return v128.and(x, v128.gt<f32>(mask, f32x4.splat(0)));
}
