import {
  integer,
  invalid,
  type LayerView,
  liveWeight,
  real,
} from "../layer_view.ts";
import { addNamedActivation } from "./activations.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

/** Converters of the affine and the normalising layers. */
export const NORMALIZATION_CONVERTERS: Readonly<
  Record<string, LayerConverter>
> = {
  Dense: (view, inputs, builder) => {
    const id = builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "dense",
      inputs: [only(inputs)],
      weights: {
        kernel: liveWeight(view, "kernel"),
        bias: liveWeight(view, "bias"),
      },
      shape: view.shape,
    });
    return addNamedActivation(view, id, builder, `${view.name}/activation`);
  },
  BatchNormalization: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "batchNorm",
      inputs: [only(inputs)],
      attributes: { axis: axisOf(view), epsilon: real(view, "epsilon", 1e-3) },
      weights: {
        gamma: liveWeight(view, "gamma"),
        beta: liveWeight(view, "beta"),
        mean: liveWeight(view, "moving_mean"),
        variance: liveWeight(view, "moving_variance"),
      },
      shape: view.shape,
    }),
  LayerNormalization: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "layerNorm",
      inputs: [only(inputs)],
      attributes: { axes: axesOf(view), epsilon: real(view, "epsilon", 1e-3) },
      weights: {
        gamma: liveWeight(view, "gamma"),
        beta: liveWeight(view, "beta"),
      },
      shape: view.shape,
    }),
};

function axisOf(view: LayerView): number {
  return fromTheFront(view, integer(view, "axis"));
}

function axesOf(view: LayerView): readonly number[] {
  const value = view.config["axis"];
  const axes = Array.isArray(value) ? value : [value];
  if (!axes.every((axis) => Number.isInteger(axis))) {
    throw invalid(view, "axis", "a list of axes");
  }
  return axes.map((axis) => fromTheFront(view, axis));
}

function fromTheFront(view: LayerView, axis: number): number {
  return axis < 0 ? view.shape.length + axis : axis;
}
