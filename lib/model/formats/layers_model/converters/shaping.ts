import type { Margins } from "../../../graph/graph_node.ts";
import {
  invalid,
  isChannelsFirst,
  type LayerView,
  pair,
  real,
} from "../layer_view.ts";
import { addReshape } from "./as_height_one.ts";
import { addTranspose, channelsLast } from "./channels_last.ts";
import { type LayerConverter, only } from "./layer_converter.ts";

function marginsOf(view: LayerView, key: string): Margins {
  const value = view.config[key];
  const sides = Array.isArray(value) ? value : [value, value];
  const [rows, columns] = sides.map((side) =>
    Array.isArray(side) ? side : [side, side]
  );
  const all = [...rows ?? [], ...columns ?? []];
  if (all.length === 4 && all.every((n) => Number.isInteger(n) && n >= 0)) {
    return [[all[0], all[1]], [all[2], all[3]]];
  }
  throw invalid(view, key, "numbers of rows and columns");
}

const identity: LayerConverter = (view, inputs, builder) =>
  builder.add({
    name: view.name,
    layerClass: view.className,
    kind: "identity",
    inputs: [only(inputs)],
    shape: view.shape,
  });

const flatten: LayerConverter = (view, inputs, builder) => {
  let input = only(inputs);
  const rank = builder.shapeOf(input).length;
  if (isChannelsFirst(view) && rank > 2) {
    const behind = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    input = addTranspose(view, `${view.name}/channels_last`, input, builder, [
      0,
      ...behind,
      1,
    ]);
  }
  return builder.add({
    name: view.name,
    layerClass: view.className,
    kind: "reshape",
    inputs: [input],
    attributes: { shape: [null, null] },
    shape: view.shape,
  });
};

/** Converters of the layers that move values and change none. */
export const SHAPING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  ZeroPadding2D: channelsLast((view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "pad",
      inputs: [only(inputs)],
      attributes: { margins: [...marginsOf(view, "padding"), [0, 0]] },
      shape: view.shape,
    })
  ),
  Cropping2D: channelsLast((view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "slice",
      inputs: [only(inputs)],
      attributes: {
        axes: [...marginsOf(view, "cropping"), [0, 0] as const]
          .map(([before, after]) => ({ before, after, step: 1 })),
      },
      shape: view.shape,
    })
  ),
  UpSampling2D: channelsLast((view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "upsample",
      inputs: [only(inputs)],
      attributes: {
        size: pair(view, "size"),
        interpolation: view.config["interpolation"] === "bilinear"
          ? "bilinear"
          : "nearest",
      },
      shape: view.shape,
    })
  ),
  Flatten: flatten,
  Reshape: (view, inputs, builder) => {
    const target = view.config["targetShape"];
    if (!Array.isArray(target)) {
      throw invalid(view, "targetShape", "a list of sizes");
    }
    const shape = [null, ...target.map((size) => size === -1 ? null : size)];
    return addReshape(view, view.name, only(inputs), builder, shape);
  },
  Permute: (view, inputs, builder) => {
    const dims = view.config["dims"];
    if (!Array.isArray(dims)) throw invalid(view, "dims", "a list of axes");
    return addTranspose(view, view.name, only(inputs), builder, [0, ...dims]);
  },
  Dropout: identity,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  AlphaDropout: identity,
  Rescaling: (view, inputs, builder) =>
    builder.add({
      name: view.name,
      layerClass: view.className,
      kind: "rescale",
      inputs: [only(inputs)],
      attributes: {
        scale: real(view, "scale", 1),
        offset: real(view, "offset", 0),
      },
      shape: view.shape,
    }),
};
