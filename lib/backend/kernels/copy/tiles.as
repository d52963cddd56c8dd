import { TransposeTilesArgs, UNIT_WIDTH } from "./args";
import { sourceOffset, targetOffset } from "./rows";

/** Copies matrices transposed, in tiles of 4×4. */
export function transposeTiles(args: TransposeTilesArgs, first: i32, last: i32, _scratch: usize): void {
  const width = args.width;
  const height = args.height;
  const fromStep = args.fromStep;
  const toStep = args.toStep;
  const unitHeight = args.unitHeight;
  const axes = changetype<usize>(args) + offsetof<TransposeTilesArgs>();
  const across = (width + UNIT_WIDTH - 1) / UNIT_WIDTH;
  const down = (height + unitHeight - 1) / unitHeight;
  for (let unit = first; unit < last; unit++) {
    const outer = unit / (across * down);
    const column = unit % across * UNIT_WIDTH;
    const row = unit / across % down * unitHeight;
    block(
      args.from + sourceOffset(axes, args.axes, outer) +
        <usize>row * fromStep + (<usize>column << 2),
      args.to + targetOffset(axes, args.axes, outer) +
        <usize>column * toStep + (<usize>row << 2),
      min(UNIT_WIDTH, width - column),
      min(unitHeight, height - row),
      fromStep,
      toStep,
    );
  }
}

function block(
  from: usize,
  to: usize,
  width: i32,
  height: i32,
  fromStep: usize,
  toStep: usize,
): void {
  let row = 0;
  for (; row + 4 <= height; row += 4) {
    let source = from;
    let target = to;
    let column = 0;
    for (; column + 4 <= width; column += 4) {
      tile(source, target, fromStep, toStep);
      source += 16;
      target += 4 * toStep;
    }
    for (; column < width; column++) {
      for (let i: usize = 0; i < 4; i++) {
        store<i32>(target + (i << 2), load<i32>(source + i * fromStep));
      }
      source += 4;
      target += toStep;
    }
    from += 4 * fromStep;
    to += 16;
  }
  for (; row < height; row++) {
    let target = to;
    for (let column: usize = 0; column < <usize>width; column++) {
      store<i32>(target, load<i32>(from + (column << 2)));
      target += toStep;
    }
    from += fromStep;
    to += 4;
  }
}

// @ts-ignore: decorator
@inline
function tile(from: usize, to: usize, fromStep: usize, toStep: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + fromStep);
  const c = v128.load(from + 2 * fromStep);
  const d = v128.load(from + 3 * fromStep);
  const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i64>(abLow, cdLow, 0, 2));
  v128.store(to + toStep, v128.shuffle<i64>(abLow, cdLow, 1, 3));
  v128.store(to + 2 * toStep, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(to + 3 * toStep, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}
