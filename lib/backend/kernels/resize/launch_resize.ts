import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";

/** Where the positions of a resized axis lie. */
export type Resizing = {
  /** Corner pixels on corner pixels. */
  readonly alignCorners: boolean;
  /** Between pixels' centres. */
  readonly halfPixelCenters?: boolean;
};

/** Bytes of an entry of a table. */
const ENTRY_BYTES = 12;

/** Up to this many values, waking the other threads costs more than it gives. */
const FEW_VALUES = 65536;

/** Makes the tables of both axes and launches a resizing or its gradient. */
export function launchResize(
  backend: FullgradBackend,
  kind: "linear" | "nearest",
  { alignCorners, halfPixelCenters = false }: Resizing,
  before: readonly number[],
  after: readonly number[],
  { function: name, from, to }: {
    readonly function: string;
    readonly from: tf.TensorInfo;
    readonly to: tf.TensorInfo;
  },
): void {
  const [images, height, width, channels] = before as [
    number,
    number,
    number,
    number,
  ];
  const [, newHeight, newWidth] = after as [number, number, number];
  const count = tf.util.sizeFromShape(to.shape);
  if (count === 0) return;
  const bytes = (newHeight + newWidth) * ENTRY_BYTES;
  backend.withWorkspace(bytes, (rows) => {
    const columns = rows + newHeight * ENTRY_BYTES;
    const table = (at: number, next: number, old: number, step: number) =>
      backend.launch({
        operation: "resize",
        function: `${kind}Table`,
        args: [
          at,
          next,
          old,
          alignCorners ? 1 : 0,
          halfPixelCenters ? 1 : 0,
          step,
        ],
        units: 1,
      });
    table(rows, newHeight, height, 1);
    table(columns, newWidth, width, channels * 4);
    const units = images * to.shape[1]!;
    backend.launch({
      operation: "resize",
      function: name,
      args: [
        backend.address(from),
        backend.address(to),
        height,
        width,
        newHeight,
        newWidth,
        channels,
        rows,
        columns,
      ],
      units,
      ...count <= FEW_VALUES && { chunk: units },
    });
  });
}
