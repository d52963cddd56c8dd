import * as tf from "@tensorflow/tfjs";
import type { Shape } from "../../../graph/shape.ts";
import {
  addNode,
  addOther,
  channelsOf,
  type LayerConverter,
  type LayerView,
} from "../layer_view.ts";
import { addNamedActivation } from "./activations.ts";
import { asMaps } from "./layout.ts";

type Triple = readonly [number, number, number];

function triple(view: LayerView, name: string, fallback?: number): Triple {
  const [depth, height, width] = view.config.integers(name, 3, {}, fallback);
  return [depth!, height!, width!];
}

/** The sizes that a window leaves of `[N, D, H, W, C]`. */
function slid(
  shape: Shape,
  window: Triple,
  strides: Triple,
  padding: "valid" | "same",
): Shape {
  const [n, ...sizes] = shape;
  const spatial = sizes.slice(0, 3).map((length, axis) =>
    length === null
      ? null
      : padding === "same"
      ? Math.ceil(length / strides[axis]!)
      : Math.floor((length - window[axis]!) / strides[axis]!) + 1
  );
  return [n!, ...spatial, sizes[3]!];
}

const conv3d: LayerConverter = asMaps(3, (view, [input]) => {
  const { config } = view;
  const filters = config.integer("filters");
  const size = triple(view, "kernel_size");
  const strides = triple(view, "strides", 1);
  const padding = config.oneOf("padding", ["valid", "same"], "valid");
  if (config.integer("groups", {}, 1) !== 1) {
    throw config.malformed("groups", "1");
  }
  if (triple(view, "dilation_rate", 1).some((rate) => rate !== 1)) {
    throw config.malformed("dilation_rate", "1");
  }
  const kernel = view.weights.read("kernel", [
    ...size,
    channelsOf(view, input!),
    filters,
  ]);
  const bias = config.flag("use_bias", true)
    ? view.weights.read("bias", [filters])
    : undefined;
  const shape = slid(view.builder.shapeOf(input!), size, strides, padding);
  const id = addOther(view, [input!], shape.with(-1, filters), ([x]) => {
    const made = tf.conv3d(
      x as tf.Tensor5D,
      kernel() as tf.Tensor5D,
      [...strides],
      padding,
    );
    return bias ? tf.add(made, bias()) : made;
  });
  return addNamedActivation(view, id, "activation");
});

function pool(kind: "max" | "average"): LayerConverter {
  return asMaps(3, (view, [input]) => {
    const { config } = view;
    const size = triple(view, "pool_size", 2);
    const strides = config.value("strides") === undefined
      ? size
      : triple(view, "strides");
    const padding = config.oneOf("padding", ["valid", "same"], "valid");
    const run = kind === "max" ? tf.maxPool3d : tf.avgPool3d;
    return addOther(
      view,
      [input!],
      slid(view.builder.shapeOf(input!), size, strides, padding),
      ([x]) => run(x as tf.Tensor5D, [...size], [...strides], padding),
    );
  });
}

function globalPool(operation: "mean" | "max"): LayerConverter {
  return asMaps(3, (view, [input]) =>
    addNode(view, "reduce", [input!], {
      attributes: {
        operation,
        axes: [1, 2, 3],
        keepDims: view.config.flag("keepdims", false),
      },
    }));
}

/** Pairs of margins for depth, height and width. */
function marginsOf(
  view: LayerView,
  name: string,
): readonly (readonly [number, number])[] {
  const value = view.config.value(name) ?? 1;
  const axes = Array.isArray(value) ? value : [value, value, value];
  const margins = axes.map((axis) => Array.isArray(axis) ? axis : [axis, axis]);
  const fit = margins.length === 3 &&
    margins.every((sides) =>
      sides.length === 2 &&
      sides.every((n) => Number.isInteger(n) && n >= 0 && n <= 2 ** 20)
    );
  if (fit) return margins as [number, number][];
  throw view.config.malformed(name, "three numbers of rows, or pairs of such");
}

const upsample: LayerConverter = asMaps(3, (view, [input]) => {
  const size = triple(view, "size", 2);
  return size.reduce((id, factor, i) => {
    const length = view.builder.shapeOf(id)[i + 1];
    if (factor === 1) return id;
    if (length == null) {
      throw view.config.malformed("size", "1 where the length is not known");
    }
    return addNode(view, "gather", [id], {
      part: i < 2 ? `axis_${i + 1}` : undefined,
      attributes: {
        axis: i + 1,
        indices: Array.from(
          { length: length * factor },
          (_, at) => Math.floor(at / factor),
        ),
      },
    });
  }, input!);
});

/** Converters of the layers of three spatial axes. */
export const VOLUME_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Conv3D: conv3d,
  MaxPooling3D: pool("max"),
  AveragePooling3D: pool("average"),
  GlobalAveragePooling3D: globalPool("mean"),
  GlobalMaxPooling3D: globalPool("max"),
  ZeroPadding3D: asMaps(3, (view, [input]) =>
    addNode(view, "pad", [input!], {
      attributes: { margins: [...marginsOf(view, "padding"), [0, 0]] },
    })),
  Cropping3D: asMaps(3, (view, [input]) =>
    addNode(view, "slice", [input!], {
      attributes: {
        axes: [...marginsOf(view, "cropping"), [0, 0] as const]
          .map(([before, after]) => ({ before, after, step: 1 })),
      },
    })),
  UpSampling3D: upsample,
};
