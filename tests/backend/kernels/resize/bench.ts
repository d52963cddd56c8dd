/** Measures resizing beside tfjs's kernels. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { resizeKernels } from "../../../../lib/backend/kernels/resize/resize.ts";

const SIZES: readonly (readonly [
  images: readonly number[],
  size: readonly [height: number, width: number],
])[] = [
  [[1, 28, 28, 256], [56, 56]],
  [[1, 112, 112, 3], [224, 224]],
  [[1, 14, 14, 1], [224, 224]],
];

const calls = SIZES.flatMap(([images, size]): MeasuredCall[] => {
  const dy = [1, ...size, images[3]!];
  const bytes = 4 *
    (images.reduce((a, b) => a * b) + dy.reduce((a, b) => a * b));
  const attrs = { alignCorners: true, halfPixelCenters: false, size };
  const name = `[${images}] [${size}]`;
  return [
    {
      name,
      kernelName: "ResizeBilinear",
      shapes: { images },
      attrs,
      bytes,
    },
    ...["ResizeBilinearGrad", "ResizeNearestNeighborGrad"].map((
      kernelName,
    ) => ({ name, kernelName, shapes: { dy, images }, attrs, bytes })),
  ];
});

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels("resize", resizeKernels, calls);
}
