import * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import { FEW_ELEMENTS } from "./forward.ts";
import type { PoolLayout } from "./layout.ts";

/** Elements of a band of rows. */
const BAND_ELEMENTS = 32768;

/** The gradient of a pool by its input. */
export function poolGradient(
  backend: FullgradBackend,
  name:
    | "maxPoolGradient"
    | "tiedMaxPoolGradient"
    | "averagePoolGradient"
    | "wholeAveragePoolGradient",
  { inShape, words, disjoint, covering, filterSize, strides }: PoolLayout,
  { dy, x, y }: {
    readonly dy: tf.TensorInfo;
    readonly x?: tf.TensorInfo;
    readonly y?: tf.TensorInfo;
  },
): tf.TensorInfo {
  const dx = backend.makeOutput(inShape, "float32");
  const [images, height, width, channels] = inShape as [
    number,
    number,
    number,
    number,
  ];
  const count = tf.util.sizeFromShape(dx.shape);
  if (count === 0) return dx;
  const rows = Math.ceil(BAND_ELEMENTS / (width * channels));
  // Bands that start with a window; high ones if windows reach over two.
  const least = filterSize[0] > strides[0] ? 4 : 1;
  const bandRows = strides[0] * Math.max(least, Math.ceil(rows / strides[0]));
  const units = images * Math.ceil(height / bandRows);
  backend.launch({
    operation: "pool",
    function: name,
    args: [
      x ? backend.address(x) : 0,
      y ? backend.address(y) : 0,
      ...words,
      backend.address(dy),
      backend.address(dx),
      bandRows,
      disjoint ? 1 : 0,
      disjoint && covering ? 1 : 0,
    ],
    units,
    ...count <= FEW_ELEMENTS && { chunk: units },
  });
  return dx;
}
