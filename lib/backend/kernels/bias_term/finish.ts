import type * as tf from "@tensorflow/tfjs";
import { f32Bits } from "../../engine/f32_bits.ts";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import type {
  TermAttributes,
  TermLayout,
  TermMagnitude,
  TermRescale,
} from "./term.ts";

/** Addresses of what the pass over the gradient leaves. */
export interface TermSums {
  readonly sums: number;
  readonly squares: number;
  readonly stats: number;
}

const MAGNITUDES: { readonly [M in TermMagnitude]: number } = {
  absolute: 0,
  positive: 1,
  negative: 2,
  signed: 3,
  square: 4,
};

/** Rescaling over channels has its maps from elsewhere. */
const RESCALES: { readonly [R in TermRescale]: number } = {
  none: 0,
  layer: 1,
  batch: 2,
  max: 3,
  channel: 0,
};

/** Pixels of a unit. */
const BLOCK_PIXELS = 8192;

/** Writes the images' sums, and their maps, rescaled. */
export function finish(
  backend: FullgradBackend,
  { images, pixels, channels, unitsPerImage }: TermLayout,
  attrs: TermAttributes,
  from: TermSums,
  to: {
    readonly sums: tf.TensorInfo;
    readonly absolute: tf.TensorInfo;
    readonly maps: readonly tf.TensorInfo[];
  },
): void {
  const blocks = to.maps.length === 0 ? 1 : Math.ceil(pixels / BLOCK_PIXELS);
  backend.launch({
    operation: "bias_term",
    function: "finish",
    args: [
      from.sums,
      from.squares,
      from.stats,
      images,
      unitsPerImage,
      pixels,
      channels,
      RESCALES[attrs.rescale],
      f32Bits(attrs.epsilon),
      blocks,
      BLOCK_PIXELS,
      backend.address(to.sums),
      backend.address(to.absolute),
      to.maps.length,
      ...to.maps.flatMap((map, i) => [
        MAGNITUDES[attrs.maps[i]!],
        backend.address(map),
      ]),
    ],
    units: images * blocks,
  });
}
