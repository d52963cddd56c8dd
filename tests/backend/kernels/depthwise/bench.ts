/** Measures depthwise convolutions of real networks, and their gradients. */
import { type MeasuredProduct, measureProducts } from "../measure_products.ts";
import { depthwiseKernels } from "../../../../lib/backend/kernels/depthwise/depthwise.ts";

/** Size, channels, filter, stride, multiplier. */
const SHAPES = [
  ["MobileNet", 112, 32, 3, 1, 1],
  ["MobileNet", 112, 64, 3, 2, 1],
  ["MobileNet", 56, 128, 3, 1, 1],
  ["MobileNet", 28, 256, 3, 1, 1],
  ["MobileNet", 14, 512, 3, 1, 1],
  ["MobileNet", 7, 1024, 3, 1, 1],
  ["EfficientNet", 14, 240, 5, 1, 1],
  ["ConvNeXt", 56, 96, 7, 1, 1],
  ["multiplier", 28, 32, 3, 1, 4],
  ["blur", 112, 3, 9, 1, 1],
] as const;

function calls(
  [network, size, channels, filter, stride, multiplier]: typeof SHAPES[number],
): MeasuredProduct[] {
  const outSize = Math.ceil(size / stride);
  const out = [1, outSize, outSize, channels * multiplier];
  const x = [1, size, size, channels];
  const taps = [filter, filter, channels, multiplier];
  const elements = (shape: readonly number[]) =>
    shape.reduce((a, b) => a * b, 1);
  const common = {
    name: `${network} ${size}² × ${channels}, ${filter}×${filter} / ${stride}`,
    operations: 2 * filter * filter * elements(out),
    bytes: 4 * (elements(x) + elements(out)),
    attrs: {
      strides: [stride, stride],
      dilations: [1, 1],
      pad: "same",
      inputShape: x,
      filterShape: taps,
    },
  };
  return [
    {
      ...common,
      kernelName: "DepthwiseConv2dNative",
      shapes: { x, filter: taps },
    },
    {
      ...common,
      kernelName: "DepthwiseConv2dNativeBackpropInput",
      shapes: { dy: out, filter: taps },
    },
    {
      ...common,
      kernelName: "DepthwiseConv2dNativeBackpropFilter",
      shapes: { x, dy: out },
    },
  ];
}

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureProducts(
    ["depthwise"],
    depthwiseKernels,
    SHAPES.flatMap(calls),
  );
}
