import { word } from "../simd/word";
import { convolveBlock } from "./block";
import { Job, JOB_BYTES } from "./job";
export { narrowGradient } from "./narrow_gradient";
export { packFilter } from "./pack_filter";

/**
 * Runs jobs: args are the address of the first, see {@linkcode Job}, and their
 * number. A unit is a block of positions, of panels of a group of a job.
 */
export function convolve(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const jobs = <usize>word(args, 0);
  const count = word(args, 1);
  let index = 0;
  for (let unit = first; unit < last; unit++) {
    while (
      index + 1 < count &&
      changetype<Job>(jobs + <usize>(index + 1) * JOB_BYTES).firstUnit <= unit
    ) {
      index++;
    }
    const job = changetype<Job>(jobs + <usize>index * JOB_BYTES);
    convolveUnit(job, unit - job.firstUnit, scratch);
  }
}

function convolveUnit(job: Job, unit: i32, scratch: usize): void {
  const positions = job.images * job.height * job.width;
  const panels = (job.columns + 7) >> 3;
  const rowBlocks = (positions + job.blockRows - 1) / job.blockRows;
  const panelBlocks = (panels + job.blockPanels - 1) / job.blockPanels;
  const block = unit / rowBlocks;
  const group = block / panelBlocks;
  const first = (unit - block * rowBlocks) * job.blockRows;
  const firstPanel = (block - group * panelBlocks) * job.blockPanels;
  convolveBlock(
    job,
    scratch,
    group,
    first,
    min(first + job.blockRows, positions),
    firstPanel,
    min(firstPanel + job.blockPanels, panels),
  );
}
