/** Measures what moves values beside tfjs's kernels. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { copyKernels } from "../../../../lib/backend/kernels/copy/copy.ts";

const X = [1, 112, 112, 64];

const CALLS: readonly Omit<MeasuredCall, "bytes" | "name">[] = [
  ...[[0, 3, 1, 2], [0, 2, 1, 3], [3, 0, 1, 2]].map((perm) => ({
    kernelName: "Transpose",
    shapes: { x: X },
    attrs: { perm },
  })),
  {
    kernelName: "Transpose",
    shapes: { x: [512, 4608] },
    attrs: { perm: [1, 0] },
  },
  {
    kernelName: "Slice",
    shapes: { x: X },
    attrs: { begin: [0, 1, 1, 0], size: [1, 110, 110, 64] },
  },
  {
    kernelName: "Slice",
    shapes: { x: X },
    attrs: { begin: [0, 0, 0, 32], size: [1, 112, 112, 32] },
  },
  { kernelName: "Reverse", shapes: { x: X }, attrs: { dims: [1, 2] } },
  {
    kernelName: "Tile",
    shapes: { x: [1, 1, 1, 64] },
    attrs: { reps: [1, 112, 112, 1] },
  },
  {
    kernelName: "PadV2",
    shapes: { x: X },
    attrs: { paddings: [[0, 0], [1, 1], [1, 1], [0, 0]], constantValue: 0 },
  },
  { kernelName: "Concat", shapes: { 0: X, 1: X }, attrs: { axis: 3 } },
  { kernelName: "Concat", shapes: { 0: X, 1: X }, attrs: { axis: 0 } },
  {
    kernelName: "SplitV",
    shapes: { x: X },
    attrs: { numOrSizeSplits: [32, 32], axis: 3 },
  },
];

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels(
    "copy",
    copyKernels,
    CALLS.map((call) => ({
      ...call,
      name: JSON.stringify(call.attrs),
      bytes: 8 * Object.values(call.shapes)[0]!.reduce((a, b) => a * b),
    })),
  );
}
