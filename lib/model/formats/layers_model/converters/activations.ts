import type { ActivationFunction } from "../../../graph/activation_function.ts";
import type { GraphBuilder } from "../../../graph/graph_builder.ts";
import {
  invalid,
  isChannelsFirst,
  type LayerView,
  liveWeight,
  real,
} from "../layer_view.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

/** The functions that tfjs and Keras write as a name, by that name. */
const NAMED: Readonly<Record<string, ActivationFunction>> = {
  relu: { name: "relu" },
  relu6: { name: "clippedRelu", ceiling: 6 },
  leakyRelu: { name: "leakyRelu", slope: 0.2 },
  elu: { name: "elu", alpha: 1 },
  selu: { name: "selu" },
  sigmoid: { name: "sigmoid" },
  hardSigmoid: { name: "hardSigmoid", slope: 0.2 },
  hardSigmoid6: { name: "hardSigmoid", slope: 1 / 6 },
  tanh: { name: "tanh" },
  softplus: { name: "softplus" },
  softsign: { name: "softsign" },
  gelu: { name: "gelu" },
  gelu_new: { name: "geluTanh" },
  geluNew: { name: "geluTanh" },
  swish: { name: "swish" },
  silu: { name: "swish" },
  hardSwish: { name: "hardSwish" },
  hardSilu: { name: "hardSwish" },
  mish: { name: "mish" },
};

/**
 * Adds the node of the activation that the layer's configuration names, and
 * returns its id; returns `input` where that is the linear one.
 */
export function addNamedActivation(
  view: LayerView,
  input: number,
  builder: GraphBuilder,
  name: string,
): number {
  const named = view.config["activation"] ?? "linear";
  if (named === "linear") return input;
  const parts = {
    name,
    layerClass: view.className,
    inputs: [input],
    shape: builder.shapeOf(input),
  };
  if (named === "softmax" || named === "logSoftmax") {
    // Along the layer's own last axis, which a transposition has moved.
    const axis = isChannelsFirst(view) ? 2 : -1;
    return builder.add({ ...parts, kind: named, attributes: { axis } });
  }
  const fn = typeof named === "string" ? NAMED[named] : undefined;
  if (fn === undefined) {
    throw invalid(
      view,
      "activation",
      `one of ${Object.keys(NAMED).join(", ")}, linear, softmax`,
    );
  }
  return builder.add({ ...parts, kind: "activation", attributes: { fn } });
}

function elementwise(
  attributes: (view: LayerView) => ActivationFunction,
): LayerConverter {
  return (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "activation",
      inputs: [only(inputs)],
      attributes: { fn: attributes(view) },
      shape: view.shape,
    });
}

/** Converters of the layers that apply a function to every element. */
export const ACTIVATION_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Activation: (view, inputs, builder) =>
    addNamedActivation(view, only(inputs), builder, view.name),
  ReLU: elementwise((view) => {
    const ceiling = view.config["maxValue"];
    return typeof ceiling === "number"
      ? { name: "clippedRelu", ceiling }
      : { name: "relu" };
  }),
  LeakyReLU: elementwise((view) => ({
    name: "leakyRelu",
    slope: real(view, "alpha", 0.3),
  })),
  ThresholdedReLU: elementwise((view) => ({
    name: "thresholdedRelu",
    threshold: real(view, "theta", 1),
  })),
  ELU: elementwise((view) => ({ name: "elu", alpha: real(view, "alpha", 1) })),
  PReLU: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "prelu",
      inputs: [only(inputs)],
      weights: { alpha: liveWeight(view, "alpha") },
      shape: view.shape,
    }),
  Softmax: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "softmax",
      inputs: [only(inputs)],
      attributes: { axis: real(view, "axis", -1) },
      shape: view.shape,
    }),
};
