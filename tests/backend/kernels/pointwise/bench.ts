/** Measures the pointwise kernels beside tfjs's. */
import { type MeasuredCall, measureKernels } from "../measure_kernels.ts";
import { pointwiseKernels } from "../../../../lib/backend/kernels/pointwise/pointwise.ts";

const SHAPES = [[1, 224, 224, 64], [1, 28, 28, 512], [1, 7, 7, 512]];

const unary = ["Relu", "Step", "LeakyRelu", "ClipByValue"];
const rest = ["Abs", "Neg", "Square", "Sqrt", "Rsqrt", "Exp"];

const calls = SHAPES.flatMap((shape): MeasuredCall[] => {
  const bytes = shape.reduce((a, b) => a * b) * 4;
  const channels = [shape[3]!];
  return [
    ...[...unary, ...rest].map((kernelName) => ({
      name: `[${shape}]`,
      kernelName,
      shapes: { x: shape },
      attrs: { alpha: 0.1, clipValueMin: -0.5, clipValueMax: 0.5 },
      bytes: 2 * bytes,
    })),
    ...["Add", "Multiply", "RealDiv", "Maximum", "SquaredDifference"].flatMap((
      kernelName,
    ) =>
      [shape, channels, [], [1, shape[1]!, shape[2]!, 1]].map((b) => ({
        name: `[${shape}] [${b}]`,
        kernelName,
        shapes: { a: shape, b },
        bytes: (b.length === 4 && b[3] !== 1 ? 3 : 2) * bytes,
      }))
    ),
    {
      name: `[${shape}]`,
      kernelName: "FullGradReluGradient",
      shapes: { dy: shape, y: shape },
      bytes: 3 * bytes,
      tfjs: (run, { dy, y }) => {
        const step = run("Step", { x: y! }, { alpha: 0 });
        run("Multiply", { a: dy!, b: step });
      },
    },
    {
      name: `[${shape}]`,
      kernelName: "Prelu",
      shapes: { x: shape, alpha: shape },
      bytes: 3 * bytes,
    },
    {
      name: `[${shape}]`,
      kernelName: "FusedBatchNorm",
      shapes: {
        x: shape,
        mean: channels,
        variance: channels,
        offset: channels,
        scale: channels,
      },
      attrs: { varianceEpsilon: 2 },
      bytes: 2 * bytes,
    },
  ];
});

/** The gelu of a vision transformer's tokens. */
const TOKENS = [1, 197, 3072];
const gates = ["gelu", "geluTanh", "swish"].flatMap((fn) =>
  ["value", "gradient", "rest"].map((part): MeasuredCall => ({
    name: `${fn} ${part} [${TOKENS}]`,
    kernelName: "FullGradGated",
    shapes: { x: TOKENS, dy: TOKENS },
    attrs: { fn, part },
    bytes: (part === "gradient" ? 12 : 8) * 197 * 3072,
  }))
);

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureKernels("pointwise", pointwiseKernels, [
    ...calls,
    ...gates,
  ]);
}
