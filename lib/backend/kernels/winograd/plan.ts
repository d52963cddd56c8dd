import { INTERMEDIATE, POINTS, SKEW } from "./args.ts";
import type { WinogradShape } from "./use_winograd.ts";

/** How the work of a convolution is cut. The result does not depend on it. */
export interface WinogradPlan {
  /**
   * What a unit is a block of: tiles, which it brings from input to output with
   * a filter transformed beforehand, or output channels, for which it
   * transforms the filter itself and reads an input transformed beforehand.
   */
  readonly over: "tiles" | "channels";
  /** Tiles along the height of an image. */
  readonly tileRows: number;
  /** Tiles along its width. */
  readonly tileColumns: number;
  /** Tiles of the batch. */
  readonly tiles: number;
  /** Tiles of a unit, or of a launch over channels. */
  readonly blockTiles: number;
  /** Input channels that are multiplied at a time. */
  readonly depth: number;
  /** Output channels that are multiplied at a time. */
  readonly breadth: number;
  /** Bytes of what is transformed beforehand. */
  readonly workspaceBytes: number;
  /** Bytes of scratch memory of a thread. */
  readonly scratchBytes: number;
}

/** Bytes of the points of a channel. */
const POINT_BYTES = 4 * POINTS;

/** Up to this size, the transformed filter is read from L3 for each unit. */
const SHARED_FILTER_BYTES = 6e6;

/** Transformed input of a launch over channels: a part of L3. */
const SHARED_INPUT_BYTES = 8e6;

/** What a unit of tiles works on: two thirds of an L2 of 1 MB. */
const TILES_BYTES = 700e3;

/** The cut of a convolution that keeps each step in the cache it fits. */
export function planWinograd(
  shape: WinogradShape,
  threads: number,
): WinogradPlan {
  const { batch, outHeight, outWidth, inChannels, outChannels } = shape;
  const tileRows = Math.ceil(outHeight / 4);
  const tileColumns = Math.ceil(outWidth / 4);
  const tiles = batch * tileRows * tileColumns;
  const [inputs, outputs] = [roundUp(inChannels, 8), roundUp(outChannels, 8)];
  const filterBytes = POINT_BYTES * inputs * outputs + POINTS * SKEW;
  const size = { tileRows, tileColumns, tiles };
  return filterBytes <= SHARED_FILTER_BYTES
    ? overTiles(size, inputs, outputs, filterBytes, threads)
    : overChannels(size, inputs, outputs, threads);
}

type Tiles = Pick<WinogradPlan, "tileRows" | "tileColumns" | "tiles">;

function overTiles(
  size: Tiles,
  inputs: number,
  outputs: number,
  workspaceBytes: number,
  threads: number,
): WinogradPlan {
  const { tiles } = size;
  const depth = Math.min(inputs, 256);
  const breadth = Math.min(outputs, 128);
  const fitting = TILES_BYTES / (POINT_BYTES * (inputs + breadth));
  // Six tiles are a row of the micro-kernel.
  const most = Math.min(24, Math.max(6, 6 * Math.floor(fitting / 6)));
  const blocks = Math.min(tiles, roundUp(Math.ceil(tiles / most), threads));
  const blockTiles = Math.ceil(tiles / blocks);
  const depthBlocks = Math.ceil(inputs / depth);
  return {
    ...size,
    over: "tiles",
    blockTiles,
    depth,
    breadth,
    workspaceBytes,
    scratchBytes: INTERMEDIATE + POINT_BYTES * depth +
      depthBlocks * pointBytes(blockTiles * depth) +
      pointBytes(blockTiles * breadth),
  };
}

function overChannels(
  size: Tiles,
  inputs: number,
  outputs: number,
  threads: number,
): WinogradPlan {
  const { tiles } = size;
  const depth = Math.min(inputs, 64);
  const breadth = outputs >= 32 * 4 * threads ? 32 : 16;
  const most = Math.max(6, Math.floor(SHARED_INPUT_BYTES / (144 * inputs)));
  const launches = Math.ceil(tiles / Math.min(most, 200));
  const blockTiles = Math.ceil(tiles / launches);
  return {
    ...size,
    over: "channels",
    blockTiles,
    depth,
    breadth,
    workspaceBytes: Math.ceil(inputs / depth) * pointBytes(blockTiles * depth),
    scratchBytes: INTERMEDIATE +
      Math.max(
        POINT_BYTES * depth,
        pointBytes(depth * breadth) + pointBytes(blockTiles * breadth),
      ),
  };
}

/** Bytes of 36 points of so many numbers. */
function pointBytes(count: number): number {
  return POINTS * (4 * count + SKEW);
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
