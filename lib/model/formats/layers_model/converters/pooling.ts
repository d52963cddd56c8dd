import { type LayerView, pair } from "../layer_view.ts";
import { asHeightOne } from "./as_height_one.ts";
import { channelsLast } from "./channels_last.ts";
import { paddingOf } from "./convolutions.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

function pool2d(kind: "maxPool" | "averagePool"): LayerConverter {
  return (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind,
      inputs: [only(inputs)],
      attributes: {
        size: pair(view, "poolSize"),
        strides: pair(view, "strides"),
        padding: paddingOf(view),
      },
      shape: view.shape,
    });
}

function pool1d(kind: "maxPool" | "averagePool"): LayerConverter {
  return (view, inputs, builder) => {
    const raised = { ...view.config };
    for (const key of ["poolSize", "strides"]) {
      raised[key] = [1, first(view, key)];
    }
    return pool2d(kind)({ ...view, config: raised }, inputs, builder);
  };
}

function first(view: LayerView, key: string): unknown {
  const value = view.config[key];
  return Array.isArray(value) ? value[0] : value;
}

function globalPool(
  kind: "globalAveragePool" | "globalMaxPool",
): LayerConverter {
  return (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind,
      inputs: [only(inputs)],
      shape: view.shape,
    });
}

/** Converters of the layers that pool. */
export const POOLING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  MaxPooling1D: asHeightOne(pool1d("maxPool")),
  AveragePooling1D: asHeightOne(pool1d("averagePool")),
  MaxPooling2D: channelsLast(pool2d("maxPool")),
  AveragePooling2D: channelsLast(pool2d("averagePool")),
  GlobalAveragePooling1D: asHeightOne(globalPool("globalAveragePool")),
  GlobalMaxPooling1D: asHeightOne(globalPool("globalMaxPool")),
  GlobalAveragePooling2D: channelsLast(globalPool("globalAveragePool")),
  GlobalMaxPooling2D: channelsLast(globalPool("globalMaxPool")),
};
