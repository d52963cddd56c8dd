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
  /** Input, of which `gate` lets values pass and which `gain` scales. */
  readonly input: tf.TensorInfo;
  readonly gate?: tf.TensorInfo | undefined;
  readonly gain?: tf.TensorInfo | undefined;
  /** Taps, and whether they are turned by 180° and their channels swapped. */
  readonly filter: tf.TensorInfo;
  readonly isTurned: boolean;
  /** What is done to the result, in this order. */
  readonly scale?: tf.TensorInfo | undefined;
  readonly residual?: tf.TensorInfo | undefined;
  readonly fused?: readonly number[] | undefined;
  readonly mask?: tf.TensorInfo | undefined;
}

/** The result of a convolution. */
export function run(backend: FullgradBackend, job: WinogradJob): tf.TensorInfo {
  const { shape } = job;
  const out = backend.makeOutput(
    [shape.batch, shape.outHeight, shape.outWidth, shape.outChannels],
    "float32",
  );
  const words = dataWords(backend, job, out);
  const plan = planWinograd(job.shape, backend.threads);
  const { scratchBytes } = plan;
  const launch = (part: Part, name: string, units: number, chunk?: number) =>
    backend.launch({
      operation: "winograd",
      function: name,
      args: [...words, ...planWords(part), ...coefficients()],
      units,
      scratchBytes,
      ...(chunk && { chunk }),
    });
  backend.withWorkspace(plan.workspaceBytes, (workspace) => {
    const { tiles, blockTiles } = plan;
    const panels = Math.ceil(shape.outChannels / 8);
    if (plan.over === "tiles") {
      const blocks = Math.ceil(tiles / blockTiles);
      const part = { ...plan, workspace, first: 0, count: tiles, blocks };
      const pairs = Math.ceil(panels / 2);
      launch({ ...part, breadth: 16 }, "filter_panels", pairs);
      launch(part, "tiles", blocks, 1);
      return;
    }
    for (let first = 0; first < tiles; first += blockTiles) {
      const count = Math.min(blockTiles, tiles - first);
      const part = { ...plan, workspace, first, count, blocks: 1 };
      launch(part, "input_tiles", count);
      launch(part, "channels", Math.ceil(8 * panels / plan.breadth), 1);
    }
  });
  return out;
}

/** What a launch does of a plan. */
interface Part extends WinogradPlan {
  /** Address of what is transformed beforehand. */
  readonly workspace: number;
  /** First tile. */
  readonly first: number;
  /** Number of tiles. */
  readonly count: number;
  /** Number of blocks of tiles. */
  readonly blocks: number;
}

/** The first words, in the order of `arguments.as`. */
function dataWords(
  backend: FullgradBackend,
  job: WinogradJob,
  out: tf.TensorInfo,
): readonly number[] {
  const { shape, pad, isTurned, fused = [0, 0, 0, 0] } = job;
  const { input, gate, gain, filter, scale, residual, mask } = job;
  return [
    ...[mask, input, gate, gain, filter, out, scale, residual]
      .map((tensor) => tensor ? backend.address(tensor) : 0),
    ...fused,
    ...[shape.inHeight, shape.inWidth, shape.inChannels],
    ...[shape.outHeight, shape.outWidth, shape.outChannels],
    ...[pad.top, pad.left, Number(isTurned)],
  ];
}

/** The words that follow them. */
function planWords(part: Part): readonly number[] {
  const { tileRows, tileColumns, first, count, blocks, depth, breadth } = part;
  return [
    ...[tileRows, tileColumns, first, count, blocks, depth, breadth],
    part.workspace,
  ];
}
