import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/mod.ts";
import { copyAxes, copyStrided, stridesOf } from "./copy_strided.ts";
import { fill } from "./fill.ts";

/** A rectangle of the maps of one image, and where it is pasted. */
export interface Pasted {
  /** Which of the kernel's inputs it is of. */
  readonly input: string;
  /** Image, first row and first column there. */
  readonly from: readonly [image: number, row: number, column: number];
  /** Image, first row and first column of the output. */
  readonly to: readonly [image: number, row: number, column: number];
  /** Rows and columns. */
  readonly size: readonly [rows: number, columns: number];
}

/** What is pasted, in order, on what. */
export type PasteAttributes = {
  /** Shape of the output, `[N, H, W, C]`. */
  readonly shape: readonly [number, number, number, number];
  /** The value where nothing is pasted, where there is such a place. */
  readonly fill?: number;
  /** The later lie over the earlier. */
  readonly pasted: readonly Pasted[];
};

/** Maps that are put together of rectangles of others, `[n, h, w, C]` float32. */
export function paste(
  { inputs, attrs: { shape, fill: value, pasted }, backend }: KernelCall<
    tf.NamedTensorInfoMap,
    PasteAttributes
  >,
): tf.TensorInfo {
  const out = backend.makeOutput([...shape], "float32");
  if (value !== undefined) fill(backend, out, value);
  const to = stridesOf(shape);
  for (const { input, from: source, to: place, size } of pasted) {
    const x = inputs[input]!;
    const from = stridesOf(x.shape);
    const at = (strides: readonly number[], place: readonly number[]) =>
      4 * place.reduce((sum, count, i) => sum + count * strides[i]!, 0);
    copyStrided(
      backend,
      backend.address(x) + at(from, source),
      backend.address(out) + at(to, place),
      copyAxes([...size, shape[3]], from.slice(1), to.slice(1)),
    );
  }
  return out;
}
