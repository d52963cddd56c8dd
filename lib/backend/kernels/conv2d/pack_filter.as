import { packPanel, packPanelTransposed } from "../gemm/pack_panel";

/**
 * Packs taps of a filter for jobs of {@linkcode convolve}; the words that
 * `pack_filter.ts` writes. Of a filter [height, width, channels, filters] the
 * taps are (y + u · stepY, x + v · stepX); `run` and `columns` are channels and
 * filters of a group, or, where it is transposed, filters and channels.
 */
@unmanaged
class Packing {
  filter: usize;
  target: usize;
  width: i32;
  channels: i32;
  filters: i32;
  isTransposed: i32;
  y: i32;
  x: i32;
  stepY: i32;
  stepX: i32;
  tapsY: i32;
  tapsX: i32;
  run: i32;
  columns: i32;
  depth: i32;
}

/** A unit is a panel of 8 columns of a group. */
export function packFilter(
  args: usize,
  first: i32,
  last: i32,
  _scratch: usize,
): void {
  const packing = changetype<Packing>(args);
  const panels = (packing.columns + 7) >> 3;
  for (let unit = first; unit < last; unit++) {
    const group = unit / panels;
    const column = (unit - group * panels) * 8;
    const target = packing.target + <usize>(unit * packing.depth) * 32;
    packTaps(packing, group, column, target);
  }
}

function packTaps(
  packing: Packing,
  group: i32,
  column: i32,
  target: usize,
): void {
  const end = target + <usize>packing.depth * 32;
  const run = packing.run;
  const columns = min(packing.columns - column, 8);
  const step = <usize>packing.filters * 4;
  for (let u = 0; u < packing.tapsY; u++) {
    for (let v = 0; v < packing.tapsX; v++) {
      const y = packing.y + u * packing.stepY;
      const x = packing.x + v * packing.stepX;
      const tap = packing.filter +
        <usize>((y * packing.width + x) * packing.channels) * step;
      if (packing.isTransposed) {
        const source = tap + <usize>column * step + <usize>(group * run) * 4;
        target = packPanelTransposed(source, step, run, columns, target);
      } else {
        const source = tap +
          <usize>(group * packing.columns + column) * 4;
        target = packPanel(source, step, run, columns, target);
      }
    }
  }
  memory.fill(target, 0, end - target);
}
