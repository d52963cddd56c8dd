import type * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/engine_kernel.ts";
import { callKernel } from "../call_kernel.ts";
import { launchResize, type Resizing } from "./launch_resize.ts";

type Attributes = Resizing & {
  readonly size: readonly [height: number, width: number];
};

/**
 * Resizing of feature maps, and its gradients, also between pixels' centres,
 * which tfjs's own gradients leave out.
 */
export const resizeKernels: readonly EngineKernel[] = [
  {
    kernelName: "ResizeBilinear",
    kernelFunc: (
      { inputs: { images }, attrs, backend }: KernelCall<
        { readonly images: tf.TensorInfo },
        Attributes
      >,
    ) => {
      const cast = images.dtype === "float32"
        ? undefined
        : callKernel(backend, "Cast", { x: images }, { dtype: "float32" });
      const from = cast ?? images;
      const [n, , , channels] = images.shape as [
        number,
        number,
        number,
        number,
      ];
      const out = backend.makeOutput([n, ...attrs.size, channels], "float32");
      launchResize(backend, "linear", attrs, from.shape, out.shape, {
        function: "resizeLinear",
        from,
        to: out,
      });
      if (cast) backend.disposeData(cast.dataId);
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
