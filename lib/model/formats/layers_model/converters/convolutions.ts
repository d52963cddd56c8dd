import * as tf from "@tensorflow/tfjs";
import type {
  Convolution,
  LiveWeight,
  Padding,
} from "../../../graph/graph_node.ts";
import { invalid, type LayerView, liveWeight, pair } from "../layer_view.ts";
import { addNamedActivation } from "./activations.ts";
import { asHeightOne } from "./as_height_one.ts";
import { channelsLast } from "./channels_last.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

type ConvolutionKind = "conv2d" | "depthwiseConv2d" | "conv2dTranspose";

/** A converter to one convolution node and the activation fused into the layer. */
function convolution(
  kind: ConvolutionKind,
  kernelName: string,
): LayerConverter {
  return (view, inputs, builder) => {
    const id = builder.add({
      name: view.name,
      layerClass: view.className,
      kind,
      inputs: [only(inputs)],
      attributes: convolutionOf(view),
      weights: {
        kernel: liveWeight(view, kernelName),
        bias: liveWeight(view, "bias"),
      },
      shape: view.shape,
    });
    return addNamedActivation(view, id, builder, `${view.name}/activation`);
  };
}

/** Two nodes: the depthwise convolution, and the pointwise one with the bias. */
const separable: LayerConverter = (view, inputs, builder) => {
  const depthwise = builder.add({
    name: `${view.name}/depthwise`,
    layerClass: view.className,
    kind: "depthwiseConv2d",
    inputs: [only(inputs)],
    attributes: convolutionOf(view),
    weights: { kernel: liveWeight(view, "depthwise_kernel") },
    shape: view.shape.with(-1, null),
  });
  const pointwise = builder.add({
    name: view.name,
    layerClass: view.className,
    kind: "conv2d",
    inputs: [depthwise],
    attributes: { strides: [1, 1], padding: "valid", dilations: [1, 1] },
    weights: {
      kernel: liveWeight(view, "pointwise_kernel"),
      bias: liveWeight(view, "bias"),
    },
    shape: view.shape,
  });
  return addNamedActivation(
    view,
    pointwise,
    builder,
    `${view.name}/activation`,
  );
};

/** The kernel of a 1-D convolution, `[K, I, O]`, as one of height 1. */
const conv1d: LayerConverter = (view, inputs, builder) => {
  const kernel = liveWeight(view, "kernel");
  const raised: LiveWeight | undefined = kernel &&
    (() => tf.expandDims(kernel(), 0));
  const id = builder.add({
    name: view.name,
    layerClass: view.className,
    kind: "conv2d",
    inputs: [only(inputs)],
    attributes: {
      strides: [1, length(view, "strides")],
      padding: paddingOf(view),
      dilations: [1, length(view, "dilationRate")],
    },
    weights: { kernel: raised, bias: liveWeight(view, "bias") },
    shape: view.shape,
  });
  return addNamedActivation(view, id, builder, `${view.name}/activation`);
};

function length(view: LayerView, key: string): number {
  const value = view.config[key] ?? 1;
  const number = Array.isArray(value) ? value[0] : value;
  if (Number.isInteger(number)) return number;
  throw invalid(view, key, "an integer");
}

/** The padding of a layer that slides a window. */
export function paddingOf(view: LayerView): Padding {
  const padding = view.config["padding"] ?? "valid";
  if (padding === "valid" || padding === "same") return padding;
  throw invalid(view, "padding", "valid or same");
}

function convolutionOf(view: LayerView): Convolution {
  return {
    strides: pair(view, "strides"),
    padding: paddingOf(view),
    dilations: pair(view, "dilationRate"),
  };
}

/** Converters of the layers that convolve. */
export const CONVOLUTION_CONVERTERS: Readonly<Record<string, LayerConverter>> =
  {
    Conv1D: asHeightOne(conv1d),
    Conv2D: channelsLast(convolution("conv2d", "kernel")),
    Conv2DTranspose: channelsLast(convolution("conv2dTranspose", "kernel")),
    DepthwiseConv2D: channelsLast(
      convolution("depthwiseConv2d", "depthwise_kernel"),
    ),
    GroupedConv2D: convolution("conv2d", "kernel"),
    SeparableConv2D: channelsLast(separable),
  };
