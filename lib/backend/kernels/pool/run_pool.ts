import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { FieldValues } from "../../engine/struct.ts";
import { type LENGTHS, poolArgs, poolGradientArgs } from "./args.ts";

/** Padding of rows and of columns, before and after. */
export type Pads = readonly [
  rows: readonly [before: number, after: number],
  columns: readonly [before: number, after: number],
];

/** A pool from one shape to another. */
export interface Pool {
  readonly inShape: readonly number[];
  readonly outShape: readonly number[];
  readonly filterSize: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly pad: Pads;
}

/** Up to this many elements, waking the other threads costs more than it gives. */
const FEW_ELEMENTS = 65536;

/** Elements of a band of rows. */
const BAND_ELEMENTS = 32768;

/** What is taken of every window; `maxPoolTies` needs its greatest value, `y`. */
export function poolForward(
  backend: FullgradBackend,
  name: "maxPool" | "averagePool" | "maxPoolTies",
  { x, y }: { readonly x: tf.TensorInfo; readonly y?: tf.TensorInfo },
  pool: Pool,
): tf.TensorInfo {
  const { outShape } = pool;
  const out = backend.makeOutput(outShape, "float32");
  if (tf.util.sizeFromShape(out.shape) === 0) return out;
  const units = outShape[0]! * outShape[1]!;
  backend.launch({
    operation: "pool",
    function: name,
    args: poolArgs.pack({
      x: backend.address(x),
      y: backend.address(out),
      greatest: y ? backend.address(y) : 0,
      ...lengthsOf(pool),
    }),
    units,
    ...tf.util.sizeFromShape(x.shape) <= FEW_ELEMENTS && { chunk: units },
  });
  return out;
}

/** The gradient of a pool by its input. */
export function poolGradient(
  backend: FullgradBackend,
  name:
    | "maxPoolGradient"
    | "tiedMaxPoolGradient"
    | "averagePoolGradient"
    | "wholeAveragePoolGradient",
  pool: Pool,
  { dy, x, y }: {
    readonly dy: tf.TensorInfo;
    readonly x?: tf.TensorInfo;
    readonly y?: tf.TensorInfo;
  },
): tf.TensorInfo {
  const { inShape, filterSize, strides } = pool;
  const dx = backend.makeOutput(inShape, "float32");
  const [images, height, width, channels] = inShape as [
    number,
    number,
    number,
    number,
  ];
  const count = tf.util.sizeFromShape(dx.shape);
  if (count === 0) return dx;
  const rows = Math.ceil(BAND_ELEMENTS / (width * channels));
  // Bands that start with a window; high ones if windows reach over two.
  const least = filterSize[0] > strides[0] ? 4 : 1;
  const bandRows = strides[0] * Math.max(least, Math.ceil(rows / strides[0]));
  const units = images * Math.ceil(height / bandRows);
  const disjoint = areDisjoint(pool);
  backend.launch({
    operation: "pool",
    function: name,
    args: poolGradientArgs.pack({
      x: x ? backend.address(x) : 0,
      y: y ? backend.address(y) : 0,
      ...lengthsOf(pool),
      dy: backend.address(dy),
      dx: backend.address(dx),
      bandRows,
      disjoint,
      covering: disjoint && areCovering(pool),
    }),
    units,
    ...count <= FEW_ELEMENTS && { chunk: units },
  });
  return dx;
}

function lengthsOf(
  { inShape, outShape, filterSize, strides, pad }: Pool,
): FieldValues<typeof LENGTHS> {
  return {
    height: inShape[1]!,
    width: inShape[2]!,
    channels: inShape[3]!,
    outHeight: outShape[1]!,
    outWidth: outShape[2]!,
    filterHeight: filterSize[0],
    filterWidth: filterSize[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    padTop: pad[0][0],
    padLeft: pad[1][0],
  };
}

/** Whether every element of the input is in one window at most. */
function areDisjoint({ strides, filterSize }: Pool): boolean {
  return [0, 1].every((axis) => strides[axis]! >= filterSize[axis]!);
}

/** Whether every element of the input is in one window at least. */
function areCovering(
  { inShape, outShape, strides, filterSize, pad }: Pool,
): boolean {
  return [0, 1].every((axis) => {
    const end = (outShape[axis + 1]! - 1) * strides[axis]! +
      filterSize[axis]! - pad[axis]![0];
    return strides[axis]! <= filterSize[axis]! &&
      pad[axis]![0] < filterSize[axis]! && end >= inShape[axis + 1]!;
  });
}
