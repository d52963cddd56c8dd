/** Measures the filter gradients of real networks. */
import { type MeasuredProduct, measureProducts } from "../measure_products.ts";
import { conv2dFilterGradientKernels } from "../../../../lib/backend/kernels/conv2d_filter_gradient/conv2d_filter_gradient.ts";

/** Batch, size, input and output channels, filter, stride. */
const SHAPES = [
  ["VGG-16", 1, 224, 3, 64, 3, 1],
  ["VGG-16", 1, 224, 64, 64, 3, 1],
  ["VGG-16", 1, 56, 256, 256, 3, 1],
  ["VGG-16", 1, 14, 512, 512, 3, 1],
  ["ResNet", 1, 224, 3, 64, 7, 2],
  ["ResNet", 1, 56, 64, 64, 1, 1],
  ["ResNet", 1, 28, 256, 512, 1, 2],
  ["ResNet", 1, 7, 512, 512, 3, 1],
  ["CIFAR", 64, 32, 32, 32, 3, 1],
] as const;

const calls = SHAPES.map((
  [network, batch, size, channels, outChannels, filter, stride],
): MeasuredProduct => {
  const outSize = Math.ceil(size / stride);
  const x = [batch, size, size, channels];
  const dy = [batch, outSize, outSize, outChannels];
  const filterShape = [filter, filter, channels, outChannels];
  const elements = (shape: readonly number[]) =>
    shape.reduce((a, b) => a * b, 1);
  return {
    name: `${network} ${batch} × ${size}² × ${channels}, ${
      filterShape.join("×")
    } / ${stride}`,
    kernelName: "Conv2DBackpropFilter",
    shapes: { x, dy },
    attrs: { strides: [stride, stride], pad: "same", filterShape },
    operations: 2 * elements(dy) * filter * filter * channels,
    bytes: 4 * (elements(x) + elements(dy) + elements(filterShape)),
  };
});

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureProducts(
    ["conv2d_filter_gradient", "winograd"],
    conv2dFilterGradientKernels,
    calls,
  );
}
