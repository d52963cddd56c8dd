import type * as tf from "@tensorflow/tfjs";
import { NOTHING_FUSED } from "../activation/activation.ts";
import type { FullgradBackend } from "../../engine/mod.ts";
import { BLOCK_SCRATCH_BYTES } from "../matmul/plan_blocks.ts";
import {
  filterGradientArgs,
  INTERMEDIATE,
  POINTS,
  SKEW,
  winogradArgs,
} from "./args.ts";
import { coefficients, type Padding } from "./run.ts";
import type { WinogradShape } from "./use_winograd.ts";

/** Points of a launch: a part of L3. */
const POINT_BYTES = 24e6;

/** Units that there should be for several threads to end together. */
const UNITS = 6;

/**
 * The gradient by the filter of a convolution with 3×3 taps, stride 1 and
 * dilation 1, by Winograd's F(3×3, 4×4): 36 products of matrices summed over
 * tiles of 4×4 outputs. It is cut by the shape alone, so that it does not depend
 * on the number of threads.
 *
 * @param backend The backend that runs it.
 * @param x Input, `[batch, height, width, channels]`, float32.
 * @param g Gradient by the output, `[batch, outHeight, outWidth, outChannels]`.
 * @param shape Their sizes.
 * @param pad Zeros around the input.
 * @returns The gradient, `[3, 3, channels, outChannels]`.
 */
export function winogradFilterGradient(
  backend: FullgradBackend,
  x: tf.TensorInfo,
  g: tf.TensorInfo,
  shape: WinogradShape,
  pad: Padding,
): tf.TensorInfo {
  const { batch, outHeight, outWidth, inChannels, outChannels } = shape;
  const tileRows = Math.ceil(outHeight / 4);
  const tileColumns = Math.ceil(outWidth / 4);
  const tiles = batch * tileRows * tileColumns;
  const [inputs, outputs] = [inChannels, outChannels]
    .map((count) => 8 * Math.ceil(count / 8)) as [number, number];
  const most = POINT_BYTES / (4 * POINTS * (inputs + outputs));
  const launches = Math.ceil(tiles / Math.max(1, Math.floor(most)));
  const tileCount = Math.ceil(tiles / launches);
  const inputBytes = POINTS * (4 * inputs * tileCount + SKEW);
  const gradientBytes = POINTS * (4 * outputs * tileCount + SKEW);
  const out = backend.makeOutput([3, 3, inChannels, outChannels], "float32");
  const { rows, columns, units } = divide(inChannels, outChannels);
  backend.withWorkspace(inputBytes + gradientBytes, (workspace) => {
    for (let firstTile = 0; firstTile < tiles; firstTile += tileCount) {
      const cut = {
        tileRows,
        tileColumns,
        firstTile,
        tileCount: Math.min(tileCount, tiles - firstTile),
      };
      backend.launch({
        operation: "winograd",
        function: "inputTiles",
        args: winogradArgs.pack({
          ...NOTHING_FUSED,
          ...coefficients(),
          ...cut,
          input: backend.address(x),
          filter: 0,
          output: 0,
          scale: 0,
          residual: 0,
          mask: 0,
          height: shape.inHeight,
          width: shape.inWidth,
          inChannels,
          outHeight,
          outWidth,
          outChannels,
          padTop: pad.top,
          padLeft: pad.left,
          isTurned: false,
          factors: 0,
          tileBlocks: 1,
          depth: inputs,
          breadth: 8,
          workspace,
        }),
        units: cut.tileCount,
        scratchBytes: INTERMEDIATE + 4 * POINTS * inputs,
      });
      const args = filterGradientArgs.pack({
        ...coefficients(),
        ...cut,
        gradient: backend.address(g),
        height: outHeight,
        width: outWidth,
        outChannels,
        inputPoints: workspace,
        channels: inChannels,
        gradientPoints: workspace + inputBytes,
        output: backend.address(out),
        isSum: firstTile > 0,
        rows,
        columns,
      });
      const operation = "winograd";
      backend.launch({
        operation,
        function: "gradientTiles",
        args,
        units: cut.tileCount,
        scratchBytes: 640,
      });
      backend.launch({
        operation,
        function: "filterGradient",
        args,
        units,
        chunk: 1,
        scratchBytes: BLOCK_SCRATCH_BYTES + 64 +
          POINTS * (4 * rows * columns + SKEW),
      });
    }
  });
  return out;
}

/** The units: 24 by 64 channels keep their points in L2; few are cut smaller. */
function divide(inChannels: number, outChannels: number): {
  readonly rows: number;
  readonly columns: number;
  readonly units: number;
} {
  const unitsOf = (rows: number, columns: number) =>
    Math.ceil(inChannels / rows) * Math.ceil(outChannels / columns);
  let [rows, columns] = [24, 64];
  while (unitsOf(rows, columns) < UNITS && rows + columns > 14) {
    if (rows > 6 && 2 * rows >= columns) rows /= 2;
    else if (columns > 8) columns /= 2;
    else rows /= 2;
  }
  return { rows, columns, units: unitsOf(rows, columns) };
}
