import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import type { FieldValues } from "../../engine/struct.ts";
import {
  finishArgs,
  finishedMap,
  Magnitude,
  Rescale,
  type TermAttributes,
} from "./args.ts";

/** What the pass over the gradient leaves, and where the sums go. */
export type TermSums = Pick<
  FieldValues<typeof finishArgs.fields>,
  | "sums"
  | "squares"
  | "stats"
  | "images"
  | "unitsPerImage"
  | "pixels"
  | "channels"
  | "outSum"
  | "outAbsolute"
>;

/** Pixels of a unit. */
const BLOCK_PIXELS = 8192;

/** Writes the images' sums, and their maps, rescaled. */
export function finish(
  backend: FullgradBackend,
  sums: TermSums,
  { maps, rescale, epsilon }: TermAttributes,
  written: readonly tf.TensorInfo[],
): void {
  const blocksPerImage = written.length === 0
    ? 1
    : Math.ceil(Number(sums.pixels) / BLOCK_PIXELS);
  backend.launch({
    operation: "bias_term",
    function: "finish",
    args: [
      ...finishArgs.pack({
        ...sums,
        rescale: rescale === "channel" ? Rescale.none : Rescale[rescale],
        epsilon,
        blocksPerImage,
        blockPixels: BLOCK_PIXELS,
        maps: written.length,
      }),
      ...written.flatMap((map, i) =>
        finishedMap.pack({
          magnitude: Magnitude[maps[i]!],
          out: backend.address(map),
        })
      ),
    ],
    units: Number(sums.images) * blocksPerImage,
  });
}
