import { assert } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import type { GraphNode, NodeKind, Padding } from "../../lib/model/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { OPERATIONS } from "../../lib/propagation/mod.ts";
import { assertClose } from "./assert_close.ts";
import { normals } from "./cases/mod.ts";
import { dot, type NdArray, REFERENCE, sizeOf } from "./float64/mod.ts";

type SlidingKind =
  | "conv2d"
  | "depthwiseConv2d"
  | "conv2dTranspose"
  | "maxPool"
  | "averagePool";

/** Channels of the kernel of every kind that has one, given the input's. */
const KERNELS: {
  readonly [K in SlidingKind]: (channels: number) => readonly number[];
} = {
  conv2d: (channels) => [channels, channels + 1],
  depthwiseConv2d: (channels) => [channels, 2],
  conv2dTranspose: (channels) => [channels + 1, channels],
  maxPool: () => [],
  averagePool: () => [],
};

/** How windows lie along one axis. */
interface Axis {
  readonly length: number;
  readonly window: number;
  readonly stride: number;
  readonly dilation: number;
}

interface Setting {
  readonly rows: Axis;
  readonly columns: Axis;
  readonly padding: Padding;
  readonly channels: number;
}

const LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8];
const WINDOWS = [1, 2, 3, 5];
const STRIDES = [1, 2, 3];
const DILATIONS = [1, 2];

/**
 * Every length with every window, stride and dilation along the rows; along
 * the columns another of these.
 */
function settings(): Setting[] {
  const axes = LENGTHS.flatMap((length) =>
    WINDOWS.flatMap((window) =>
      STRIDES.flatMap((stride) =>
        DILATIONS.map((dilation) => ({ length, window, stride, dilation }))
      )
    )
  );
  const random = new Random(5, 0, 0);
  return axes.flatMap((rows) =>
    (["same", "valid"] as const).map((padding) => ({
      rows,
      columns: axes[random.integer(axes.length)]!,
      padding,
      channels: 2,
    }))
  );
}

/** Channels below, at and above what a vector or a tile of a kernel takes. */
const CHANNELS = [1, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 64, 65, 130];

/** A window that overlaps the next, on maps of many channels. */
function wideSettings(): Setting[] {
  const axis = { window: 3, stride: 2, dilation: 1 };
  return CHANNELS.map((channels) => ({
    rows: { ...axis, length: 3 },
    columns: { ...axis, length: 4 },
    padding: "same",
    channels,
  }));
}

/** Whether tfjs runs the operation so at all. */
function runs(kind: SlidingKind, { rows, columns, padding }: Setting): boolean {
  const axes = [rows, columns];
  if (axes.some(({ dilation }) => dilation > 1)) {
    const dilates = kind === "conv2d" || kind === "depthwiseConv2d";
    if (!dilates || axes.some(({ stride }) => stride > 1)) return false;
  }
  if (kind === "conv2dTranspose" || padding === "same") return true;
  return axes.every(({ length, window, dilation }) =>
    length >= (window - 1) * dilation + 1
  );
}

function nodeOf(
  kind: SlidingKind,
  { rows, columns, padding, channels }: Setting,
): { readonly node: GraphNode; readonly kernel: NdArray | undefined } {
  const depth = KERNELS[kind](channels);
  const shape = depth.length === 0
    ? undefined
    : [rows.window, columns.window, ...depth];
  const values = shape && normals(sizeOf(shape), 3);
  const node = {
    id: 1,
    name: kind,
    layerClass: kind,
    kind,
    inputs: [0],
    attributes: {
      size: [rows.window, columns.window],
      strides: [rows.stride, columns.stride],
      dilations: [rows.dilation, columns.dilation],
      padding,
    },
    weights: shape ? { kernel: () => tf.tensor(values!, shape) } : {},
    shape: [],
  };
  return {
    node: node as unknown as GraphNode,
    kernel: shape && { shape, data: Float64Array.from(values!) },
  };
}

/**
 * The forward pass is that of the loops. The operations are homogeneous, so
 * Euler's identity `<g, o(x)> = <Jᵀg, x>` holds; for the linear ones, with x as
 * random as g, it is that backward is the adjoint of forward.
 */
async function check(kind: SlidingKind, setting: Setting): Promise<void> {
  const where = `${kind} ${JSON.stringify(setting)}`;
  const { rows, columns, channels } = setting;
  const shape = [2, rows.length, columns.length, channels];
  const { node, kernel } = nodeOf(kind, setting);
  const image = normals(sizeOf(shape), 1);
  const x = { shape, data: Float64Array.from(image) };
  const reference = REFERENCE[kind] as unknown as (
    node: GraphNode,
    inputs: readonly NdArray[],
    weights: Record<string, NdArray>,
  ) => NdArray;
  const expected = reference(node, [x], kernel ? { kernel } : {});
  const upstream = normals(expected.data.length, 2);
  const operation = OPERATIONS[kind as NodeKind];
  const [output, gradient] = tf.tidy(() => {
    const input = tf.tensor(image, shape);
    const output = operation.forward(node as never, [input]);
    const g = tf.tensor(upstream, output.shape);
    const [gradient] = operation.gradient(node as never, g, {
      inputs: [input],
      output,
      inputShapes: [shape],
    });
    return [tf.clone(output), tf.clone(gradient!)];
  });
  const back = await gradient!.data();
  assertClose(await output!.data(), expected.data, 1e-5, where);
  assert(gradient!.shape.every((size, i) => size === shape[i]), where);
  const [above, below] = [dot(upstream, expected.data), dot(back, image)];
  const scale = upstream.reduce(
    (sum, g, i) => sum + Math.abs(g * expected.data[i]!),
    0,
  );
  assert(
    Math.abs(above - below) <= 1e-5 * scale,
    `${where}: <g, o(x)> is ${above}, <Jᵀg, x> is ${below}`,
  );
  tf.dispose([output!, gradient!]);
}

for (const backend of ["cpu", "fullgrad-wasm", "wasm"] as const) {
  for (const kind of Object.keys(KERNELS) as SlidingKind[]) {
    Deno.test(`${kind} is right for every size, window and stride on ${backend}`, async () => {
      await startBackend(backend);
      const cases = [...settings(), ...wideSettings()]
        .filter((setting) => runs(kind, setting));
      for (const setting of cases) await check(kind, setting);
    });
  }
}
