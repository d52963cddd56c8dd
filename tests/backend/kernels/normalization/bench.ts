/** Measures normalizations of a vision transformer's rows beside tfjs's. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { normalizationKernels } from "../../../../lib/backend/kernels/normalization/normalization.ts";

const SCORES = [12, 197, 197];
const TOKENS = [1, 197, 768];
const NORM = { length: 768, epsilon: 1e-6, centered: true };

const calls: readonly Omit<MeasuredCall, "bytes">[] = [
  {
    name: "",
    kernelName: "Softmax",
    shapes: { logits: SCORES },
    attrs: { dim: 2 },
  },
  {
    name: "",
    kernelName: "FullGradSoftmaxGradient",
    shapes: { dy: SCORES, y: SCORES },
    tfjs: (run, { dy, y }) => {
      const weighted = run("Multiply", { a: dy!, b: y! });
      const total = run("Sum", { x: weighted }, { axis: 2, keepDims: true });
      run("Sub", {
        a: weighted,
        b: run("Multiply", { a: y!, b: total }),
      });
    },
  },
  {
    name: "",
    kernelName: "FullGradLayerNorm",
    shapes: { x: TOKENS, gamma: [768], beta: [768] },
    attrs: NORM,
    tfjs: (run, { x, gamma, beta }) => {
      const options = { axis: 2, keepDims: true };
      const difference = run("Sub", {
        a: x!,
        b: run("Mean", { x: x! }, options),
      });
      const square = run("Multiply", { a: difference, b: difference });
      const factor = run("Rsqrt", { x: run("Mean", { x: square }, options) });
      const normalized = run("Multiply", { a: difference, b: factor });
      run("Add", {
        a: run("Multiply", { a: normalized, b: gamma! }),
        b: beta!,
      });
    },
  },
  ...["FullGradLayerNormGradient", "FullGradLayerNormTerm"].map((
    kernelName,
  ) => ({
    name: "",
    kernelName,
    shapes: { x: TOKENS, dy: TOKENS, gamma: [768] },
    attrs: NORM,
  })),
];

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels(
    "normalization",
    normalizationKernels,
    calls.map((call) => {
      const shapes = Object.values(call.shapes);
      const values = [shapes[0]!, ...shapes].map((shape) =>
        shape.reduce((a, b) => a * b)
      );
      return {
        ...call,
        name: `[${shapes[0]}]`,
        bytes: 4 * values.reduce((a, b) => a + b),
      };
    }),
  );
}
