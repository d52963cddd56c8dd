/** Measures the bias term beside the kernels of tfjs that it stands for. */
import type * as tf from "@tensorflow/tfjs";
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { biasTermKernels } from "../../../../lib/backend/kernels/bias_term/bias_term.ts";

const SHAPES = [[1, 224, 224, 64], [1, 56, 56, 256], [1, 14, 14, 1024]];

const calls = SHAPES.flatMap((shape): MeasuredCall[] => {
  const elements = shape.reduce((a, b) => a * b);
  const term = {
    kernelName: "FullGradBiasTerm",
    shapes: { g: shape, factor: [shape[3]!] },
    attrs: {
      maps: ["absolute"],
      rescale: "layer",
      epsilon: 1e-6,
    },
  };
  return [
    {
      ...term,
      name: `[${shape}]`,
      bytes: 4 * elements,
      tfjs: (run, { g, factor }) => {
        tfjsTerm(run, run("Multiply", { a: g!, b: factor! }));
      },
    },
    {
      ...term,
      name: `[${shape}] channel`,
      attrs: { ...term.attrs, rescale: "channel" },
      bytes: 8 * elements,
      tfjs: (run, { g, factor }) => {
        tfjsTerm(run, run("Multiply", { a: g!, b: factor! }));
      },
    },
  ];
});

type Run = Parameters<NonNullable<MeasuredCall["tfjs"]>>[0];

/** Sums, magnitude, limits, shift and channel sum. */
function tfjsTerm(run: Run, product: tf.TensorInfo): void {
  const [n, ...rest] = product.shape as [number, ...number[]];
  const rows = { ...product, shape: [n, rest.reduce((a, b) => a * b)] };
  run("Sum", { x: product }, { axis: [3] });
  const magnitude = run("Abs", { x: product });
  run("Sum", { x: magnitude }, { axis: [3] });
  const flat = { ...magnitude, shape: rows.shape };
  const low = run("Min", { x: flat }, { axis: [1] });
  run("Max", { x: flat }, { axis: [1] });
  const shifted = run("Sub", {
    a: magnitude,
    b: { ...low, shape: [n, 1, 1, 1] },
  });
  run("Sum", { x: shifted }, { axis: [3] });
}

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels("bias_term", biasTermKernels, [
    ...calls,
    ...[[112, 112], [14, 14]].map((size): MeasuredCall => ({
      name: `[${size}] to [224,224]`,
      kernelName: "FullGradUpsampleAdd",
      shapes: { map: [1, ...size], before: [1, 224, 224] },
      attrs: { size: [224, 224], alignCorners: true },
      bytes: 8 * 224 * 224,
      tfjs: (run, { map, before }) => {
        const big = run("ResizeBilinear", {
          images: { ...map!, shape: [...map!.shape, 1] },
        }, { size: [224, 224], alignCorners: true, halfPixelCenters: false });
        run("Add", { a: { ...big, shape: before!.shape }, b: before! });
      },
    })),
  ]);
}
