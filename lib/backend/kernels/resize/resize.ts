import * as tf from "@tensorflow/tfjs";
import {
  type EngineKernel,
  type FullgradBackend,
  type KernelBinary,
  type KernelCall,
  tfjsKernel,
} from "../../engine/mod.ts";
import { resizeArgs, tableArgs, tableEntry } from "./args.ts";

type Attributes = Resizing & {
  readonly size: readonly [height: number, width: number];
};

/** Where the positions of a resized axis lie. */
type Resizing = {
  /** Corner pixels on corner pixels. */
  readonly alignCorners: boolean;
  /** Between pixels' centers. */
  readonly halfPixelCenters?: boolean;
};

/** From this many on, ours is the faster one. */
const MANY_CHANNELS = 16;

/** Bytes that tfjs's kernel takes per pixel of the result, for itself. */
const TFJS_PIXEL_BYTES = 24;

/** tfjs's kernel takes no more for itself than the heap's margin allows. */
const MANY_PIXELS = 2 ** 21;

/**
 * Resizing of feature maps, and its gradients, also between pixels' centers,
 * which tfjs's own gradients leave out. With few channels tfjs's kernel
 * resizes, up to a size: it would write beyond the heap, or nothing, where
 * there is no room for what it takes for itself.
 */
export const resizeKernels: readonly EngineKernel[] = [
  {
    kernelName: "ResizeBilinear",
    kernelFunc: (
      call: KernelCall<{ readonly images: tf.TensorInfo }, Attributes>,
    ) => {
      const { inputs: { images }, attrs, backend } = call;
      const [n, , , channels] = images.shape as [
        number,
        number,
        number,
        number,
      ];
      const pixels = attrs.size[0] * attrs.size[1];
      if (
        images.dtype !== "float32" ||
        channels < MANY_CHANNELS && pixels <= MANY_PIXELS
      ) {
        backend.requireRoom(TFJS_PIXEL_BYTES * pixels);
        return tfjsKernel("ResizeBilinear")(call);
      }
      const out = backend.makeOutput([n, ...attrs.size, channels], "float32");
      launchResize(backend, "linear", attrs, images.shape, out.shape, {
        function: "resizeLinear",
        from: images,
        to: out,
      });
      return out;
    },
  },
  ...([
    ["ResizeBilinearGrad", "linear"],
    ["ResizeNearestNeighborGrad", "nearest"],
  ] as const).map(([kernelName, kind]): EngineKernel => ({
    kernelName,
    kernelFunc: (
      { inputs: { dy, images }, attrs, backend }: KernelCall<
        { readonly dy: tf.TensorInfo; readonly images: tf.TensorInfo },
        Attributes
      >,
    ) => {
      const out = backend.makeOutput(images.shape, "float32");
      launchResize(backend, kind, attrs, images.shape, dy.shape, {
        function: "resizeGradient",
        from: dy,
        to: out,
      });
      return out;
    },
  })),
];

/** Up to this many values, waking the other threads costs more than it gives. */
const FEW_VALUES = 65536;

/** Makes the tables of both axes and launches a resizing or its gradient. */
function launchResize(
  backend: FullgradBackend,
  kind: "linear" | "nearest",
  { alignCorners, halfPixelCenters = false }: Resizing,
  before: readonly number[],
  after: readonly number[],
  { function: name, from, to }: {
    readonly function: "resizeLinear" | "resizeGradient";
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
  const bytes = (newHeight + newWidth) * tableEntry.bytes;
  backend.withWorkspace(bytes, (rows) => {
    const columns = rows + newHeight * tableEntry.bytes;
    const table = (at: number, length: number, from: number, step: number) =>
      backend.launch({
        operation: "resize",
        function: `${kind}Table`,
        args: tableArgs.pack({
          table: at,
          length,
          from,
          alignCorners,
          halfPixelCenters,
          step,
        }),
        units: 1,
      });
    table(rows, newHeight, height, 1);
    table(columns, newWidth, width, channels * 4);
    const units = images * to.shape[1]!;
    backend.launch({
      operation: "resize",
      function: name,
      args: resizeArgs.pack({
        from: backend.address(from),
        to: backend.address(to),
        height,
        width,
        newHeight,
        newWidth,
        channels,
        rows,
        columns,
      }),
      units,
      ...count <= FEW_VALUES && { chunk: units },
    });
  });
}

/** Where the binary lies. */
export const resizeBinary: KernelBinary = {
  operation: "resize",
  plain: new URL("./resize.wasm", import.meta.url),
};
