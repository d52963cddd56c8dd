import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import type { KernelBinary } from "../../engine/kernel_binaries.ts";
import { stockKernel } from "../../engine/stock_kernels.ts";
import { launchResize, type Resizing } from "./launch_resize.ts";

type Attributes = Resizing & {
  readonly size: readonly [height: number, width: number];
};

/** From this many on, ours is the faster one. */
const MANY_CHANNELS = 16;

/** Bytes that the stock kernel takes per pixel of the result, for itself. */
const STOCK_PIXEL_BYTES = 24;

/** The stock kernel takes no more for itself than the heap's margin allows. */
const MANY_PIXELS = 2 ** 21;

/**
 * Resizing of feature maps, and its gradients, also between pixels' centres,
 * which tfjs's own gradients leave out. With few channels the stock kernel
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
        backend.requireRoom(STOCK_PIXEL_BYTES * pixels);
        return stockKernel("ResizeBilinear")(call);
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

/** Where the binary lies. */
export const resizeBinary: KernelBinary = {
  operation: "resize",
  plain: new URL("./resize.wasm", import.meta.url),
};
