import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/engine_kernel.ts";

/** The tensors of {@linkcode upsampleAdd}. */
export interface UpsampleAddInputs extends tf.NamedTensorInfoMap {
  /** Maps `[N, h, w]`. */
  readonly map: tf.TensorInfo;
  /** Maps `[N, H, W]` that they are added to; default: 0. */
  readonly before: tf.TensorInfo;
}

/** The attributes of {@linkcode upsampleAdd}. */
export interface UpsampleAddAttributes {
  /** H and W. */
  readonly size: readonly [height: number, width: number];
  /** Corner pixels on corner pixels; else pixels' centres are aligned. */
  readonly alignCorners: boolean;
}

/** Bytes of an entry of a linear table. */
const ENTRY_BYTES = 12;

/** Rows of a unit of work, some 20 µs. */
const CHUNK_PIXELS = 8192;

/** `before` and the maps, resized bilinearly: `[N, H, W]`. */
export function upsampleAdd(
  { inputs: { map, before }, attrs, backend }: KernelCall<
    UpsampleAddInputs,
    UpsampleAddAttributes
  >,
): tf.TensorInfo {
  const [images, fromHeight, fromWidth] = map.shape as [number, number, number];
  const [height, width] = attrs.size;
  const out = backend.makeOutput([images, height, width], "float32");
  if (images * height * width === 0) return out;
  backend.withWorkspace((height + width) * ENTRY_BYTES, (rows) => {
    const columns = rows + height * ENTRY_BYTES;
    const corners = attrs.alignCorners ? [1, 0] : [0, 1];
    for (
      const [table, to, from, step] of [
        [rows, height, fromHeight, 1],
        [columns, width, fromWidth, 4],
      ] as const
    ) {
      backend.launch({
        operation: "bias_term",
        function: "linearTable",
        args: [table, to, from, ...corners, step],
        units: 1,
      });
    }
    backend.launch({
      operation: "bias_term",
      function: "upsampleAdd",
      args: [
        backend.address(map),
        before ? backend.address(before) : 0,
        backend.address(out),
        fromHeight,
        fromWidth,
        height,
        width,
        rows,
        columns,
      ],
      units: images * height,
      chunk: Math.max(1, Math.floor(CHUNK_PIXELS / width)),
      scratchBytes: width * 8,
    });
  });
  return out;
}
