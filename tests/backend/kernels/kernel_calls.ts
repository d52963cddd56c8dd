import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../../lib/backend/engine/mod.ts";
import { seededValues } from "./seeded_values.ts";

/** A call of a kernel on seeded values. */
export interface KernelCase {
  /** The shapes of its inputs by name; a name that ends in `:int32` says so. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly attrs: Readonly<Record<string, unknown>>;
}

const CONVOLUTION = {
  strides: [1, 1],
  dilations: [1, 1],
  pad: "same",
  dataFormat: "NHWC",
};
const STRIDED = { ...CONVOLUTION, strides: [2, 2] };
const MAP = [1, 30, 28, 20];
const HALF = [1, 15, 14, 20];
const CHANNELS = [20];
const SQUARE = [3, 3, 20, 20];
const POOL = { filterSize: [2, 2], strides: [2, 2] };
const EXPLICIT = [[0, 0], [0, 0]];
const REDUCTIONS = [[3], [1, 2], [0, 1, 2, 3]].map((axis) => ({
  inputs: { x: MAP },
  attrs: { axis, reductionIndices: axis, keepDims: false },
}));
const UNARY: readonly KernelCase[] = [{
  inputs: { x: [7, 9000] },
  attrs: { alpha: 0.1, clipValueMin: -0.5, clipValueMax: 0.5 },
}];
const BINARY: readonly KernelCase[] = [
  { inputs: { a: MAP, b: MAP }, attrs: {} },
  { inputs: { a: MAP, b: CHANNELS }, attrs: {} },
  { inputs: { a: [1, 30, 28, 1], b: MAP }, attrs: {} },
];
const NORMS: readonly KernelCase[] = [true, false].map((centered) => ({
  inputs: { x: [300, 197], dy: [300, 197], gamma: [197], beta: [197] },
  attrs: { length: 197, epsilon: 1e-6, centered },
}));
const RESIZE = { alignCorners: true, halfPixelCenters: false };

/**
 * Calls of every kernel, by tfjs's name or ours, that take each way through it:
 * what is not in this list is not tried out under unusual circumstances.
 */
export const KERNEL_CALLS: Readonly<Record<string, readonly KernelCase[]>> = {
  FullGradBatchNormAffine: [{
    inputs: {
      mean: CHANNELS,
      "variance:positive": CHANNELS,
      gamma: CHANNELS,
      beta: CHANNELS,
    },
    attrs: { epsilon: 1e-3 },
  }],
  FullGradBiasTerm: (["layer", "channel"] as const).map((rescale) => ({
    inputs: { g: MAP, factor: CHANNELS },
    attrs: { maps: ["square"], rescale, epsilon: 1e-6 },
  })),
  FullGradActivationTerm: ["clippedRelu", "gelu", "geluTanh", "swish"].map((
    fn,
  ) => ({
    inputs: { g: MAP, x: MAP },
    attrs: {
      fn,
      ceiling: 0.5,
      maps: ["absolute"],
      rescale: "layer",
      epsilon: 1e-6,
    },
  })),
  FullGradBatchNormTraining: [MAP, [7, 3]].map((shape) => ({
    inputs: { x: shape, gamma: shape.slice(-1), beta: shape.slice(-1) },
    attrs: { epsilon: 1e-3 },
  })),
  FullGradBatchNormTrainingGradient: [MAP, [7, 3]].map((shape) => ({
    inputs: {
      x: shape,
      dy: shape,
      gamma: shape.slice(-1),
      mean: shape.slice(-1),
      "variance:positive": shape.slice(-1),
    },
    attrs: { epsilon: 1e-3 },
  })),
  FullGradSgdMomentum: [{
    inputs: { weights: [9001], gradient: [9001], velocity: [9001] },
    attrs: { rate: 0.1, momentum: 0.9, decay: 0.01, nesterov: true },
  }],
  FullGradPaste: [{
    inputs: { a: MAP, b: HALF },
    attrs: {
      shape: [2, 32, 30, 20],
      fill: 0,
      pasted: [
        { input: "a", from: [0, 0, 0], to: [1, 1, 1], size: [30, 28] },
        { input: "b", from: [0, 2, 0], to: [1, 3, 5], size: [13, 14] },
      ],
    },
  }],
  FullGradUpsampleAdd: [{
    inputs: { map: [2, 14, 15], before: [2, 60, 50] },
    attrs: { size: [60, 50], alignCorners: true },
  }],
  Bincount: [{
    inputs: { "x:int32": [100], weights: [0] },
    attrs: { size: 8 },
  }],
  Cast: [{ inputs: { x: MAP }, attrs: { dtype: "int32" } }],
  Conv2D: [
    { inputs: { x: MAP, filter: SQUARE }, attrs: CONVOLUTION },
    {
      inputs: { x: [1, 40, 40, 64], filter: [3, 3, 64, 64] },
      attrs: CONVOLUTION,
    },
    { inputs: { x: [1, 30, 28, 3], filter: [3, 3, 3, 20] }, attrs: STRIDED },
    {
      inputs: { x: [1, 6, 6, 300], filter: [3, 3, 300, 300] },
      attrs: CONVOLUTION,
    },
  ],
  FusedConv2D: [{
    inputs: { x: MAP, filter: [1, 1, 20, 21], bias: [21] },
    attrs: { ...CONVOLUTION, activation: "elu" },
  }],
  FullGradConv2D: [{
    inputs: {
      x: MAP,
      filter: SQUARE,
      bias: CHANNELS,
      scale: CHANNELS,
      residual: MAP,
    },
    attrs: { ...CONVOLUTION, activation: "relu" },
  }],
  Conv2DBackpropInput: [
    {
      inputs: { dy: HALF, filter: SQUARE },
      attrs: { ...STRIDED, inputShape: MAP },
    },
    {
      inputs: { dy: MAP, filter: [3, 3, 3, 20] },
      attrs: { ...CONVOLUTION, inputShape: [1, 30, 28, 3] },
    },
    {
      inputs: { dy: [1, 40, 40, 64], filter: [3, 3, 64, 64] },
      attrs: { ...CONVOLUTION, inputShape: [1, 40, 40, 64] },
    },
  ],
  FullGradConv2DBackpropInput: [{
    inputs: { dy: MAP, filter: SQUARE },
    attrs: { ...CONVOLUTION, inputShape: MAP },
  }],
  Conv2DBackpropFilter: [
    {
      inputs: { x: MAP, dy: MAP },
      attrs: { ...CONVOLUTION, filterShape: SQUARE },
    },
    {
      inputs: { x: [1, 60, 50, 3], dy: [1, 60, 50, 8] },
      attrs: { ...CONVOLUTION, filterShape: [3, 3, 3, 8] },
    },
  ],
  Transpose: [
    { inputs: { x: MAP }, attrs: { perm: [0, 3, 1, 2] } },
    { inputs: { x: MAP }, attrs: { perm: [0, 2, 1, 3] } },
  ],
  Slice: [{
    inputs: { x: MAP },
    attrs: { begin: [0, 1, 1, 0], size: [1, 28, 26, 20] },
  }],
  Reverse: [{ inputs: { x: MAP }, attrs: { dims: [1, 3] } }],
  Tile: [{ inputs: { x: [1, 30, 1, 20] }, attrs: { reps: [1, 1, 28, 1] } }],
  Concat: [{ inputs: { 0: MAP, 1: MAP }, attrs: { axis: 3 } }],
  GatherV2: [[4, 1, 1], [9, 2, 1], [9, 1, 0]].map(([n, axis, batchDims]) => ({
    inputs: { x: [4, 9, 8], "indices:int32": batchDims ? [4, n!] : [n!] },
    attrs: { axis, batchDims },
  })),
  PadV2: [{
    inputs: { x: MAP },
    attrs: { paddings: [[0, 0], [1, 2], [2, 1], [0, 0]], constantValue: 0.5 },
  }],
  SplitV: [{
    inputs: { x: MAP },
    attrs: { numOrSizeSplits: [8, 12], axis: 3 },
  }],
  UnsortedSegmentSum: [{
    inputs: { x: [60, 300], "segmentIds:int32": [60] },
    attrs: { numSegments: 8 },
  }],
  DepthwiseConv2dNative: [
    { inputs: { x: MAP, filter: [3, 3, 20, 1] }, attrs: CONVOLUTION },
    { inputs: { x: MAP, filter: [3, 3, 20, 2] }, attrs: STRIDED },
  ],
  FusedDepthwiseConv2D: [{
    inputs: { x: MAP, filter: [3, 3, 20, 1], bias: CHANNELS },
    attrs: { ...CONVOLUTION, activation: "relu6" },
  }],
  FullGradDepthwiseConv2D: [{
    inputs: {
      x: MAP,
      filter: [3, 3, 20, 1],
      scale: CHANNELS,
      shift: CHANNELS,
      residual: MAP,
    },
    attrs: {
      strides: [1, 1],
      dilations: [1, 1],
      pad: [[1, 1], [1, 1]],
      activation: "relu",
    },
  }],
  DepthwiseConv2dNativeBackpropInput: [1, 2].map((multiplier) => ({
    inputs: {
      dy: [1, 15, 14, 20 * multiplier],
      filter: [3, 3, 20, multiplier],
    },
    attrs: { ...STRIDED, inputShape: MAP },
  })),
  FullGradDepthwiseConv2DBackpropInput: [{
    inputs: { dy: MAP, filter: [3, 3, 20, 1], scale: CHANNELS },
    attrs: { ...CONVOLUTION, inputShape: MAP },
  }],
  DepthwiseConv2dNativeBackpropFilter: [{
    inputs: { x: [1, 60, 50, 20], dy: [1, 60, 50, 20] },
    attrs: { ...CONVOLUTION, filterShape: [3, 3, 20, 1] },
  }],
  Einsum: [{
    inputs: { 0: [3, 20, 30], 1: [3, 30, 25] },
    attrs: { equation: "bij,bjk->bik" },
  }],
  Identity: [{ inputs: { x: MAP }, attrs: {} }],
  BatchMatMul: [[1, 300, 200], [40, 300, 100], [50, 3, 700], [200, 30, 5000]]
    .flatMap(([m, n, k]) =>
      [[false, false], [false, true], [true, false]].map((
        [transposeA, transposeB],
      ) => ({
        inputs: {
          a: transposeA ? [1, k!, m!] : [1, m!, k!],
          b: transposeB ? [1, n!, k!] : [1, k!, n!],
        },
        attrs: { transposeA, transposeB },
      }))
    ),
  _FusedMatMul: ["sigmoid", "linear"].map((activation) => ({
    inputs: { a: [1, 9, 300], b: [1, 300, 50], bias: [50] },
    attrs: { transposeA: false, transposeB: false, activation },
  })),
  FullGradDenseBackpropInput: [{
    inputs: { dy: [40, 300], kernel: [200, 300] },
    attrs: {},
  }],
  Relu: UNARY,
  Relu6: UNARY,
  LeakyRelu: UNARY,
  Step: UNARY,
  ClipByValue: UNARY,
  Exp: UNARY,
  Abs: UNARY,
  Neg: UNARY,
  Square: UNARY,
  Sqrt: UNARY,
  Rsqrt: UNARY,
  FullGradGated: ["gelu", "geluTanh", "swish", "clippedRelu"].flatMap((fn) =>
    ["value", "gradient", "rest"].map((part) => ({
      inputs: { x: [7, 9000], dy: [7, 9000] },
      attrs: { fn, part },
    }))
  ),
  Add: BINARY,
  Sub: BINARY,
  Multiply: BINARY,
  RealDiv: BINARY,
  Maximum: BINARY,
  Minimum: BINARY,
  SquaredDifference: BINARY,
  Prelu: [{ inputs: { x: MAP, alpha: CHANNELS }, attrs: {} }],
  FullGradReluGradient: [{ inputs: { dy: MAP, y: MAP }, attrs: {} }],
  AddN: [{ inputs: { 0: MAP, 1: MAP, 2: MAP }, attrs: {} }],
  FusedBatchNorm: [{
    inputs: {
      x: MAP,
      mean: CHANNELS,
      "variance:positive": CHANNELS,
      offset: CHANNELS,
      scale: CHANNELS,
    },
    attrs: { varianceEpsilon: 1e-3 },
  }],
  Softmax: [{ inputs: { logits: [300, 197] }, attrs: { dim: 1 } }],
  FullGradSoftmaxGradient: [{
    inputs: { dy: [300, 197], y: [300, 197] },
    attrs: {},
  }],
  FullGradLayerNorm: NORMS,
  FullGradLayerNormGradient: NORMS,
  FullGradLayerNormTerm: NORMS,
  MaxPool: [{ inputs: { x: MAP }, attrs: { ...POOL, pad: "valid" } }],
  AvgPool: [{ inputs: { x: MAP }, attrs: { ...POOL, pad: "valid" } }],
  MaxPoolGrad: [{
    inputs: { dy: HALF, input: MAP, output: HALF },
    attrs: { ...POOL, pad: "valid" },
  }],
  AvgPoolGrad: [{
    inputs: { dy: HALF, input: MAP },
    attrs: { ...POOL, pad: "valid" },
  }],
  FullGradMaxPoolGradient: [{
    inputs: { dy: HALF, x: MAP, y: HALF },
    attrs: { ...POOL, pad: EXPLICIT },
  }],
  FullGradTiedMaxPoolGradient: [{
    inputs: { dy: HALF, x: MAP, y: HALF },
    attrs: { ...POOL, pad: EXPLICIT },
  }],
  FullGradMaxPoolTies: [{
    inputs: { x: MAP, y: HALF },
    attrs: { ...POOL, pad: EXPLICIT },
  }],
  FullGradAveragePoolGradient: [{
    inputs: { dy: HALF },
    attrs: { ...POOL, pad: EXPLICIT, inputShape: MAP },
  }],
  Sum: REDUCTIONS,
  Mean: REDUCTIONS,
  Max: REDUCTIONS,
  Min: REDUCTIONS,
  ResizeBilinear: [
    { inputs: { images: HALF }, attrs: { ...RESIZE, size: [30, 28] } },
    {
      inputs: { images: [1, 15, 14, 3] },
      attrs: { ...RESIZE, size: [30, 28] },
    },
  ],
  ResizeBilinearGrad: [{
    inputs: { dy: MAP, images: HALF },
    attrs: { ...RESIZE, size: [30, 28] },
  }],
  ResizeNearestNeighborGrad: [{
    inputs: { dy: MAP, images: HALF },
    attrs: { ...RESIZE, size: [30, 28] },
  }],
};

/** The inputs of a call, on a backend. */
export function inputsOf(
  backend: FullgradBackend,
  { inputs }: KernelCase,
): Record<string, tf.TensorInfo> {
  const tensors = Object.entries(inputs).map(([key, shape], i) => {
    const [name, kind] = key.split(":") as [string, string?];
    const count = shape.reduce((a, b) => a * b, 1);
    const values = seededValues(count, i + 1);
    if (kind === "positive") values.forEach((x, i) => values[i] = x * x);
    return [
      name,
      kind === "int32"
        ? backend.makeOutput(
          shape,
          "int32",
          null,
          Int32Array.from(values, (x) => Math.floor((x + 1) * 4)),
        )
        : backend.makeOutput(shape, "float32", null, values),
    ] as const;
  });
  const named = Object.fromEntries(tensors);
  // Concat and AddN take a list.
  return "0" in inputs ? Object.assign([], named) : named;
}
