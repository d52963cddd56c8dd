import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { planWinograd, type WinogradPlan } from "./plan.ts";
import { coefficients } from "./points.ts";
import type { WinogradShape } from "./shape.ts";

/** Rows and columns of zeros before the first of an image. */
export interface Padding {
  /** Rows above. */
  readonly top: number;
  /** Columns to the left. */
  readonly left: number;
}

/** A convolution with what is fused into it. */
export interface WinogradJob {
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
  /** Factors of the result, one a channel. */
  readonly scale?: tf.TensorInfo | undefined;
  /** Added then. */
  readonly residual?: tf.TensorInfo | undefined;
  /** The words of `fusedWords`: terms of a channel, and the activation. */
  readonly fused?: readonly number[] | undefined;
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
    const words = dataWords(backend, job, out);
    for (const { name, units, chunk, part } of launches(plan, shape)) {
      backend.launch({
        operation: "winograd",
        function: name,
        args: [...words, ...partWords(part), workspace, ...coefficients()],
        units,
        scratchBytes: plan.scratchBytes,
        ...(chunk && { chunk }),
      });
    }
    return out;
  });
}

/** What a launch does of a plan. */
interface Part extends WinogradPlan {
  /** First tile. */
  readonly first: number;
  /** Number of tiles. */
  readonly count: number;
  /** Number of blocks of tiles. */
  readonly blocks: number;
}

interface PartLaunch {
  readonly name: string;
  readonly units: number;
  readonly chunk?: number;
  readonly part: Part;
}

function launches(
  plan: WinogradPlan,
  { outChannels }: WinogradShape,
): readonly PartLaunch[] {
  const { over, tiles, blockTiles, breadth } = plan;
  const blocks = Math.ceil(tiles / blockTiles);
  if (over === "tiles") {
    const part = { ...plan, first: 0, count: tiles, blocks };
    return [
      {
        name: "filterPanels",
        units: Math.ceil(outChannels / 16),
        part: { ...part, breadth: 16 },
      },
      { name: "tiles", units: blocks, chunk: 1, part },
    ];
  }
  return Array.from({ length: blocks }, (_, block) => {
    const first = block * blockTiles;
    const count = Math.min(blockTiles, tiles - first);
    const part = { ...plan, first, count, blocks: 1 };
    const units = Math.ceil(outChannels / breadth);
    return [
      { name: "inputTiles", units: count, part },
      { name: "channels", units, chunk: 1, part },
    ];
  }).flat();
}

/** The first words, in the order of `arguments.as`. */
function dataWords(
  backend: FullgradBackend,
  job: WinogradJob,
  out: tf.TensorInfo,
): readonly number[] {
  const { shape, pad, isTurned, fused = [0, 0, 0, 0] } = job;
  const { input, filter, scale, residual } = job;
  return [
    ...[input, filter, out, scale, residual]
      .map((tensor) => tensor ? backend.address(tensor) : 0),
    ...fused,
    ...[shape.inHeight, shape.inWidth, shape.inChannels],
    ...[shape.outHeight, shape.outWidth, shape.outChannels],
    ...[pad.top, pad.left, Number(isTurned)],
  ];
}

/** The words that follow them. */
function partWords(part: Part): readonly number[] {
  const { tileRows, tileColumns, first, count, blocks, depth, breadth } = part;
  return [tileRows, tileColumns, first, count, blocks, depth, breadth];
}
