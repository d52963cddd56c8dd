import { ConvolveArgs, Job } from "./args";
import { convolveBlock } from "./block";
export { narrowGradient } from "./narrow_gradient";
export { packFilter } from "./pack_filter";

/** Runs jobs. A unit is a block of positions, of panels of a group of a job. */
export function convolve(
  args: ConvolveArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  let index = 0;
  for (let unit = first; unit < last; unit++) {
    while (
      index + 1 < args.count && jobOf(args, index + 1).firstUnit <= unit
    ) {
      index++;
    }
    const job = jobOf(args, index);
    convolveUnit(job, unit - job.firstUnit, scratch);
  }
}

// @ts-ignore: decorator
@inline
function jobOf(args: ConvolveArgs, index: i32): Job {
  return changetype<Job>(args.jobs + <usize>index * offsetof<Job>());
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
