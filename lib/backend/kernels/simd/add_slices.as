import { AddSlicesArgs, SLICE_UNIT } from "./args";

/**
 * out[i] = the sum over slices of slices[s][i], always in the order of the
 * slices. A unit is `SLICE_UNIT` of the numbers.
 */
export function addSlices(args: AddSlicesArgs, first: i32, last: i32, _scratch: usize): void {
  const length = <usize>args.length;
  const slices = args.slices, out = args.out, count = args.count;
  const to = <usize>min(last * SLICE_UNIT, args.length);
  let i = <usize>(first * SLICE_UNIT);
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
