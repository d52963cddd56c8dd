import type { Margins, Pair } from "../../../graph/graph_node.ts";
import {
  addNode,
  isChannelsFirst,
  type LayerConverter,
  type LayerView,
  only,
  unsupported,
} from "../layer_view.ts";
import { spatial } from "./convolutions.ts";
import { addReshape, addTranspose, asMaps } from "./layout.ts";
import { INTERPOLATIONS } from "./interpolation.ts";
import { addResize } from "./resizing.ts";

function pad(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) =>
    addNode(view, "pad", [input!], {
      attributes: {
        margins: [...marginsOf(view, "padding", rank), [0, 0]],
      },
    }));
}

function crop(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) =>
    addNode(view, "slice", [input!], {
      attributes: {
        axes: [...marginsOf(view, "cropping", rank), [0, 0] as const]
          .map(([before, after]) => ({ before, after, step: 1 })),
      },
    }));
}

/** One number, one a axis, or two; of a layer of one axis, for the width. */
function marginsOf(view: LayerView, name: string, rank: 1 | 2): Margins {
  const value = view.config.value(name) ?? 1;
  const isMargin = (n: unknown) =>
    Number.isInteger(n) && (n as number) >= 0 && (n as number) <= 2 ** 20;
  const side = (both: unknown): Margins[0] => {
    const sides = Array.isArray(both) ? both : [both, both];
    if (sides.length === 2 && sides.every(isMargin)) {
      return [sides[0], sides[1]];
    }
    throw view.config.malformed(name, "numbers of rows and columns");
  };
  if (rank === 1) return [[0, 0], side(value)];
  const [rows, columns, ...more] = Array.isArray(value)
    ? value
    : [value, value];
  if (more.length === 0) return [side(rows), side(columns)];
  throw view.config.malformed(name, "numbers of rows and columns");
}

function upsample(rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const size: Pair = spatial(view, rank, "size", 2);
    const interpolation = rank === 1
      ? "nearest"
      : view.config.oneOf("interpolation", INTERPOLATIONS, "nearest");
    if (interpolation === "nearest" || interpolation === "bilinear") {
      return addNode(view, "upsample", [input!], {
        attributes: {
          size,
          interpolation,
          coordinates: view.dialect === "tfjs" ? "asymmetric" : "halfPixel",
        },
      });
    }
    const [, height, width] = view.builder.shapeOf(input!);
    if (height == null || width == null) {
      throw unsupported(
        view,
        `with the interpolation ${interpolation}, the size of its input must be known`,
      );
    }
    return addResize(view, input!, {
      size: [height * size[0], width * size[1]],
      interpolation,
    });
  });
}

const identity: LayerConverter = (view, inputs) =>
  addNode(view, "identity", [only(view, inputs)]);

/** At inference it does nothing; what it would do in training is not read. */
function inTraining(...names: readonly string[]): LayerConverter {
  return (view, inputs) => {
    view.config.ignore(...names);
    return identity(view, inputs);
  };
}

const flatten: LayerConverter = (view, inputs) => {
  let input = only(view, inputs);
  const rank = view.builder.shapeOf(input).length;
  if (isChannelsFirst(view) && rank > 2) {
    const behind = Array.from({ length: rank - 2 }, (_, i) => i + 2);
    input = addTranspose(view, "channels_last", input, [0, ...behind, 1]);
  }
  return addReshape(view, undefined, input, [null, null]);
};

const reshape: LayerConverter = (view, inputs) => {
  const value = view.config.value("target_shape");
  // tfjs-layers has null for the size that follows.
  const sizes = Array.isArray(value) ? value.map((size) => size ?? -1) : [];
  const fit = sizes.length > 0 &&
    sizes.every((size) =>
      size === -1 || Number.isSafeInteger(size) && size >= 1
    ) && sizes.filter((size) => size === -1).length <= 1;
  if (!fit) {
    throw view.config.malformed(
      "target_shape",
      "a list of sizes, one of them −1 at most",
    );
  }
  return addReshape(view, undefined, only(view, inputs), [
    null,
    ...sizes.map((size) => size === -1 ? null : size),
  ]);
};

const permute: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const rank = view.builder.shapeOf(input).length;
  const dims = view.config.integers("dims", rank - 1, { to: rank - 1 });
  if (new Set(dims).size !== dims.length) {
    throw view.config.malformed("dims", "each of its axes once");
  }
  return addTranspose(view, undefined, input, [0, ...dims]);
};

const repeat: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const shape = view.builder.shapeOf(input);
  if (shape.length !== 2) throw unsupported(view, "its input must be a vector");
  const raised = addReshape(view, "row", input, [shape[0]!, 1, shape[1]!]);
  return addNode(view, "tile", [raised], {
    attributes: { repeats: [view.config.integer("n"), 1] },
  });
};

/** Converters of the layers that move values and change none. */
export const SHAPING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  ZeroPadding1D: pad(1),
  ZeroPadding2D: pad(2),
  Cropping1D: crop(1),
  Cropping2D: crop(2),
  UpSampling1D: upsample(1),
  UpSampling2D: upsample(2),
  Flatten: flatten,
  Reshape: reshape,
  Permute: permute,
  RepeatVector: repeat,
  Identity: identity,
  ActivityRegularization: inTraining("l1", "l2"),
  Dropout: inTraining("rate", "noise_shape", "seed"),
  SpatialDropout1D: inTraining("rate", "noise_shape", "seed"),
  SpatialDropout2D: inTraining("rate", "noise_shape", "seed", "data_format"),
  SpatialDropout3D: inTraining("rate", "noise_shape", "seed", "data_format"),
  AlphaDropout: inTraining("rate", "noise_shape", "seed"),
  GaussianDropout: inTraining("rate", "seed"),
  GaussianNoise: inTraining("stddev", "seed"),
};
