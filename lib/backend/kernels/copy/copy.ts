import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { callKernel } from "../call_kernel.ts";
import { segmentSumsArgs } from "./args.ts";
import { copyAxes, copyStrided, stridesOf } from "./copy_strided.ts";
import { fill } from "./fill.ts";
import { gather } from "./gather.ts";
import { paste } from "./paste.ts";
import { rearrangements } from "./rearrangements.ts";
import { requireCounts } from "./require_counts.ts";

/**
 * Operations that move values. Types of other than four bytes, and tensors of no
 * size, go to tfjs's kernels.
 */
export const copyKernels: readonly EngineKernel[] = [
  ...Object.entries(rearrangements).map(([kernelName, plan]): EngineKernel => ({
    kernelName,
    kernelFunc: (
      call: KernelCall<{ readonly x: tf.TensorInfo }, Record<string, never>>,
    ) => {
      const { inputs: { x }, attrs, backend } = call;
      const { shape, offset, axes } = isCopied(x)
        ? plan(x.shape, attrs)
        : { shape: [0], offset: 0, axes: [] };
      if (shape.includes(0)) return tfjsKernel(kernelName)(call);
      const out = backend.makeOutput(shape, x.dtype);
      copyStrided(
        backend,
        backend.address(x) + offset * 4,
        backend.address(out),
        axes,
      );
      return out;
    },
  })),
  { kernelName: "Concat", kernelFunc: concat },
  { kernelName: "FullGradPaste", kernelFunc: paste },
  { kernelName: "GatherV2", kernelFunc: gather },
  { kernelName: "PadV2", kernelFunc: pad },
  { kernelName: "SplitV", kernelFunc: split },
  { kernelName: "UnsortedSegmentSum", kernelFunc: unsortedSegmentSum },
];

/** Where the binary lies. */
export const copyBinary: KernelBinary = {
  operation: "copy",
  plain: new URL("./copy.wasm", import.meta.url),
};

const NUMERIC: ReadonlySet<string> = new Set(["float32", "int32", "bool"]);

function isCopied({ dtype, shape }: tf.TensorInfo): boolean {
  return (dtype === "float32" || dtype === "int32") && !shape.includes(0);
}

/**
 * Tensors, which tfjs passes as a list, one behind the other along an axis; their
 * values as numbers of the first one's type.
 */
function concat(
  call: KernelCall<tf.NamedTensorInfoMap, { readonly axis: number }>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { attrs, backend } = call;
  const inputs = Object.values(call.inputs) as tf.TensorInfo[];
  const { dtype, shape: first } = inputs[0]!;
  const isMixed = inputs.some((x) => x.dtype !== dtype);
  if (isMixed && inputs.every((x) => NUMERIC.has(x.dtype))) {
    const cast = inputs.map((x) =>
      callKernel(backend, "Cast", { x }, { dtype })
    );
    try {
      const list = cast as unknown as tf.NamedTensorInfoMap;
      return concat({ ...call, inputs: list });
    } finally {
      for (const { dataId } of cast) backend.disposeData(dataId);
    }
  }
  const axis = tf.util.parseAxisParam(attrs.axis, first)[0]!;
  const shapes = inputs.map(({ shape }) => shape);
  const parts = inputs.filter(isCopied);
  if (parts.length < 2) return tfjsKernel("Concat")(call);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  const out = backend.makeOutput(
    tf.backend_util.computeOutShape(shapes, axis),
    dtype,
  );
  const to = stridesOf(out.shape);
  let start = backend.address(out);
  for (const part of parts) {
    const from = stridesOf(part.shape);
    copyStrided(
      backend,
      backend.address(part),
      start,
      copyAxes(part.shape, from, to),
    );
    start += part.shape[axis]! * to[axis]! * 4;
  }
  return out;
}

type SplitAttributes = {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
};

/** The parts of a tensor that lie one behind the other along an axis. */
function split(
  call: KernelCall<{ readonly x: tf.TensorInfo }, SplitAttributes>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs: { x }, attrs, backend } = call;
  if (!isCopied(x)) return tfjsKernel("SplitV")(call);
  const axis = tf.util.parseAxisParam(attrs.axis, x.shape)[0]!;
  const lengths = tf.backend_util.prepareSplitSize(
    x as tf.Tensor,
    attrs.numOrSizeSplits,
    axis,
  );
  requireCounts("split the tensor", "the lengths of its parts", lengths);
  if (lengths.includes(0)) return tfjsKernel("SplitV")(call);
  const from = stridesOf(x.shape);
  let start = backend.address(x);
  return lengths.map((length) => {
    const out = backend.makeOutput(x.shape.with(axis, length), x.dtype);
    copyStrided(
      backend,
      start,
      backend.address(out),
      copyAxes(out.shape, from, stridesOf(out.shape)),
    );
    start += length * from[axis]! * 4;
    return out;
  });
}

type PadAttributes = {
  readonly paddings: readonly (readonly [before: number, after: number])[];
  readonly constantValue: number;
};

/** A tensor with a constant around it. */
function pad(
  call: KernelCall<{ readonly x: tf.TensorInfo }, PadAttributes>,
): tf.TensorInfo | tf.TensorInfo[] {
  const { inputs: { x }, attrs: { paddings, constantValue }, backend } = call;
  if (!isCopied(x)) return tfjsKernel("PadV2")(call);
  requireCounts("pad the tensor", "its paddings", paddings.flat());
  const shape = x.shape.map((length, axis) =>
    length + paddings[axis]![0] + paddings[axis]![1]
  );
  const out = backend.makeOutput(shape, x.dtype);
  fill(backend, out, constantValue);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const start = to.reduce((at, step, i) => at + step * paddings[i]![0], 0);
  copyStrided(
    backend,
    backend.address(x),
    backend.address(out) + start * 4,
    copyAxes(x.shape, from, to),
  );
  return out;
}

/** Columns of a unit of sums. */
const UNIT_COLUMNS = 256;

/** The sums of the rows of every segment, `[numSegments, ...]`. */
function unsortedSegmentSum(
  { inputs: { x, segmentIds }, attrs: { numSegments }, backend }: KernelCall<
    { readonly x: tf.TensorInfo; readonly segmentIds: tf.TensorInfo },
    { readonly numSegments: number }
  >,
): tf.TensorInfo {
  const cast = x.dtype === "float32"
    ? undefined
    : callKernel(backend, "Cast", { x }, { dtype: "float32" });
  const rows = tf.util.sizeFromShape(segmentIds.shape);
  const rest = x.shape.slice(segmentIds.shape.length);
  const columns = tf.util.sizeFromShape(rest);
  const out = backend.makeOutput([numSegments, ...rest], "float32");
  const units = Math.ceil(columns / UNIT_COLUMNS);
  backend.launch({
    operation: "copy",
    function: "segmentSums",
    args: segmentSumsArgs.pack({
      x: backend.address(cast ?? x),
      ids: backend.address(segmentIds),
      out: backend.address(out),
      rows,
      segments: numSegments,
      columns,
      unit: UNIT_COLUMNS,
    }),
    units,
    ...rows * columns <= 65536 && { chunk: units },
  });
  if (cast) backend.disposeData(cast.dataId);
  return out;
}
