/**
 * Measures the convolutions of VGG-16 and ResNet-50 and their gradients for the
 * input. Operations are those of the definition, so that Winograd's algorithm
 * may pass the peak.
 */
import { type MeasuredProduct, measureProducts } from "../measure_products.ts";
import { conv2dKernels } from "../../../../lib/backend/kernels/conv2d/conv2d.ts";
import { type Layer, RESNET_50, VGG_16 } from "./layers.ts";

function calls(network: string, layer: Layer): MeasuredProduct[] {
  const { size, inChannels, outChannels, filter, stride } = layer;
  const outSize = Math.ceil(size / stride);
  const x = [1, size, size, inChannels];
  const dy = [1, outSize, outSize, outChannels];
  const filterShape = [filter, filter, inChannels, outChannels];
  const elements = (shape: readonly number[]) =>
    shape.reduce((a, b) => a * b, 1);
  const common = {
    name: `${network} ${size}² × ${inChannels}, ${
      filterShape.join("×")
    } / ${stride}`,
    operations: 2 * elements(dy) * filter * filter * inChannels,
    bytes: 4 * (elements(x) + elements(dy) + elements(filterShape)),
  };
  const attrs = {
    strides: [stride, stride],
    pad: "same",
    dilations: [1, 1],
    dataFormat: "NHWC",
  };
  return [
    {
      ...common,
      kernelName: "FusedConv2D",
      shapes: { x, filter: filterShape, bias: [outChannels] },
      attrs: { ...attrs, activation: "relu" },
    },
    {
      ...common,
      kernelName: "Conv2DBackpropInput",
      shapes: { dy, filter: filterShape },
      attrs: { ...attrs, inputShape: x },
    },
  ];
}

/** Prints what was measured. */
export async function bench(): Promise<void> {
  await measureProducts(["conv2d", "winograd"], conv2dKernels, [
    ...VGG_16.flatMap((layer) => calls("VGG-16", layer)),
    ...RESNET_50.flatMap((layer) => calls("ResNet-50", layer)),
  ]);
}
