import { packPanel, packPanelTransposed } from "../gemm/pack_panel";
import { PackFilterArgs } from "./args";

/** Packs taps of a filter. A unit is a panel of 8 columns of a group. */
export function packFilter(
  args: PackFilterArgs,
  first: i32,
  last: i32,
  _scratch: usize,
): void {
  const panels = (args.columns + 7) >> 3;
  for (let unit = first; unit < last; unit++) {
    const group = unit / panels;
    const column = (unit - group * panels) * 8;
    const target = args.target + <usize>(unit * args.depth) * 32;
    packTaps(args, group, column, target);
  }
}

function packTaps(
  args: PackFilterArgs,
  group: i32,
  column: i32,
  target: usize,
): void {
  const end = target + <usize>args.depth * 32;
  const run = args.run;
  const columns = min(args.columns - column, 8);
  const step = <usize>args.filters * 4;
  for (let u = 0; u < args.tapsY; u++) {
    for (let v = 0; v < args.tapsX; v++) {
      const y = args.y + u * args.stepY;
      const x = args.x + v * args.stepX;
      const tap = args.filter +
        <usize>((y * args.width + x) * args.channels) * step;
      if (args.isTransposed) {
        const source = tap + <usize>column * step + <usize>(group * run) * 4;
        const panel = target;
        target = packPanelTransposed(source, step, run, columns, target);
        if (args.factors) {
          scaleRows(panel, target, args.factors + <usize>(group * run) * 4);
        }
      } else {
        const source = tap +
          <usize>(group * args.columns + column) * 4;
        target = packPanel(source, step, run, columns, target);
      }
    }
  }
  memory.fill(target, 0, end - target);
}

/** Multiplies each row of a panel by a factor of its own. */
function scaleRows(row: usize, end: usize, factors: usize): void {
  for (; row < end; row += 32, factors += 4) {
    const factor = v128.load32_splat(factors);
    v128.store(row, v128.mul<f32>(v128.load(row), factor));
    v128.store(row, v128.mul<f32>(v128.load(row, 16), factor), 16);
  }
}
