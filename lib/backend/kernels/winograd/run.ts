import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { FieldValues } from "../../engine/struct.ts";
import { type FusedArgs, NOTHING_FUSED } from "../activation/activation.ts";
import { type COEFFICIENTS, type CUT, winogradArgs } from "./args.ts";
import { planWinograd, type WinogradPlan } from "./plan.ts";
import type { WinogradShape } from "./use_winograd.ts";

/** Rows and columns of zeros before the first of an image. */
export interface Padding {
  /** Rows above. */
  readonly top: number;
  /** Columns to the left. */
  readonly left: number;
}

/** A convolution with what is fused into it. */
interface WinogradJob {
  /** Its sizes. */
  readonly shape: WinogradShape;
  /** Zeros around the input. */
  readonly pad: Padding;
  /** Its input. */
  readonly input: tf.TensorInfo;
  /** Taps. */
  readonly filter: tf.TensorInfo;
  /** Whether these are turned by 180° and their channels swapped. */
  readonly isTurned: boolean;
  /** Factors of the input then, one a channel. */
  readonly factors?: tf.TensorInfo | undefined;
  /** Factors of the result, one a channel. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Added then. */
  readonly residual?: tf.TensorInfo | undefined;
  /** What the result is 0 where it is not above 0. */
  readonly mask?: tf.TensorInfo | undefined;
  /** Terms of a channel, and the activation. */
  readonly fused?: FusedArgs | undefined;
}

/** The result of a convolution. */
export function run(backend: FullgradBackend, job: WinogradJob): tf.TensorInfo {
  const { shape } = job;
  const plan = planWinograd(shape, backend.threads);
  return backend.withWorkspace(plan.workspaceBytes, (workspace) => {
    const out = backend.makeOutput(
      [shape.batch, shape.outHeight, shape.outWidth, shape.outChannels],
      "float32",
    );
    for (const { name, units, chunk, cut } of launches(plan, shape)) {
      backend.launch({
        operation: "winograd",
        function: name,
        args: winogradArgs.pack({
          ...dataOf(backend, job, out),
          ...cut,
          workspace,
          ...coefficients(),
        }),
        units,
        scratchBytes: plan.scratchBytes,
        ...(chunk && { chunk }),
      });
    }
    return out;
  });
}

/** What a launch does of a plan. */
interface Launch {
  readonly name: string;
  readonly units: number;
  readonly chunk?: number;
  readonly cut: FieldValues<typeof CUT>;
}

function launches(
  plan: WinogradPlan,
  { outChannels }: WinogradShape,
): readonly Launch[] {
  const { over, tiles, blockTiles, tileRows, tileColumns, depth, breadth } =
    plan;
  const blocks = Math.ceil(tiles / blockTiles);
  const sizes = { tileRows, tileColumns, depth, breadth };
  if (over === "tiles") {
    const cut = {
      ...sizes,
      firstTile: 0,
      tileCount: tiles,
      tileBlocks: blocks,
    };
    return [
      {
        name: "filterPanels",
        units: Math.ceil(outChannels / 16),
        cut: { ...cut, breadth: 16 },
      },
      { name: "tiles", units: blocks, chunk: 1, cut },
    ];
  }
  return Array.from({ length: blocks }, (_, block) => {
    const firstTile = block * blockTiles;
    const tileCount = Math.min(blockTiles, tiles - firstTile);
    const cut = { ...sizes, firstTile, tileCount, tileBlocks: 1 };
    const units = Math.ceil(outChannels / breadth);
    return [
      { name: "inputTiles", units: tileCount, cut },
      { name: "channels", units, chunk: 1, cut },
    ];
  }).flat();
}

function dataOf(
  backend: FullgradBackend,
  job: WinogradJob,
  out: tf.TensorInfo,
) {
  const { shape, pad, input, filter, isTurned, fused } = job;
  const { factors, scale, residual, mask } = job;
  return {
    input: backend.address(input),
    filter: backend.address(filter),
    output: backend.address(out),
    scale: scale ? backend.address(scale) : 0,
    residual: residual ? backend.address(residual) : 0,
    mask: mask ? backend.address(mask) : 0,
    ...fused ?? NOTHING_FUSED,
    height: shape.inHeight,
    width: shape.inWidth,
    inChannels: shape.inChannels,
    outHeight: shape.outHeight,
    outWidth: shape.outWidth,
    outChannels: shape.outChannels,
    padTop: pad.top,
    padLeft: pad.left,
    isTurned,
    factors: factors ? backend.address(factors) : 0,
  };
}

/**
 * The points 0, ±a, ±b, ∞ of F(4, 3). These two have the smallest error among
 * pairs that are exact in a few bits, as are the squares in the transform of
 * the input: twice that of a direct convolution, where ±1, ±2 have ten times.
 */
const [A, B] = [5 / 8, 3 / 2];

/**
 * The coefficients of the transforms. The divisors of Lagrange's interpolation
 * are in those of the output.
 */
export function coefficients(): FieldValues<typeof COEFFICIENTS> {
  const [a2, b2] = [A * A, B * B];
  const atA = 1 / (2 * a2 * (a2 - b2));
  const atB = 1 / (2 * b2 * (b2 - a2));
  return {
    a: A,
    b: B,
    a2,
    b2,
    minusA2: -a2,
    minusB2: -b2,
    minusSum: -(a2 + b2),
    product: a2 * b2,
    zero: 1 / (a2 * b2),
    evenA0: atA,
    evenB0: atB,
    oddA1: A * atA,
    oddB1: B * atB,
    evenA2: a2 * atA,
    evenB2: b2 * atB,
    oddA3: A ** 3 * atA,
    oddB3: B ** 3 * atB,
  };
}
