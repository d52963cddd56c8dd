import type * as tf from "@tensorflow/tfjs";
import type { KernelCall } from "../../engine/mod.ts";
import { tableArgs, tableEntry } from "../resize/args.ts";
import { upsampleAddArgs } from "./args.ts";

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
  /** Corner pixels on corner pixels; else pixels' centers are aligned. */
  readonly alignCorners: boolean;
}

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
  backend.withWorkspace((height + width) * tableEntry.bytes, (rows) => {
    const columns = rows + height * tableEntry.bytes;
    for (
      const [table, length, from, step] of [
        [rows, height, fromHeight, 1],
        [columns, width, fromWidth, 4],
      ] as const
    ) {
      backend.launch({
        operation: "bias_term",
        function: "linearTable",
        args: tableArgs.pack({
          table,
          length,
          from,
          alignCorners: attrs.alignCorners,
          halfPixelCenters: !attrs.alignCorners,
          step,
        }),
        units: 1,
      });
    }
    backend.launch({
      operation: "bias_term",
      function: "upsampleAdd",
      args: upsampleAddArgs.pack({
        map: backend.address(map),
        before: before ? backend.address(before) : 0,
        out: backend.address(out),
        fromHeight,
        fromWidth,
        height,
        width,
        rows,
        columns,
      }),
      units: images * height,
      chunk: Math.max(1, Math.floor(CHUNK_PIXELS / width)),
      scratchBytes: width * 8,
    });
  });
  return out;
}
