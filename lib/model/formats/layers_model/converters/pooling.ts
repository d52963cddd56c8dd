import * as tf from "@tensorflow/tfjs";
import {
  adaptiveAverage,
  adaptiveWindow,
} from "../../../graph/adaptive_windows.ts";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import { spatial } from "./convolutions.ts";
import { addReshape, asMaps } from "./layout.ts";

type PoolKind = "maxPool" | "averagePool";

function pool(kind: PoolKind, rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const { config } = view;
    const size = spatial(view, rank, "pool_size", 2);
    const strides = config.value("strides") === undefined
      ? size
      : spatial(view, rank, "strides");
    return addNode(view, kind, [input!], {
      attributes: {
        size,
        strides,
        padding: config.oneOf("padding", ["valid", "same"], "valid"),
      },
    });
  });
}

function globalPool(
  kind: "globalAveragePool" | "globalMaxPool",
  rank: 1 | 2,
): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const keeps = view.config.flag("keepdims", false);
    const pooled = addNode(view, kind, [input!], {
      part: keeps ? "pool" : undefined,
    });
    const [n, channels] = view.builder.shapeOf(pooled);
    return keeps
      ? addReshape(view, undefined, pooled, [n!, 1, 1, channels!])
      : pooled;
  });
}

/** Pools to a given size: windows as equal as the sizes allow. */
function adaptivePool(kind: PoolKind, rank: 1 | 2): LayerConverter {
  return asMaps(rank, (view, [input]) => {
    const output = spatial(view, rank, "output_size");
    const [, ...sizes] = view.builder.shapeOf(input!);
    const [height, width] = sizes;
    if (height === null || width === null) {
      throw unsupported(view, "the size of its input must be known");
    }
    const from = [height!, width!] as const;
    if (from.every((size, axis) => size % output[axis]! === 0)) {
      const size = [from[0] / output[0], from[1] / output[1]] as const;
      return addNode(view, kind, [input!], {
        attributes: { size, strides: size, padding: "valid" },
      });
    }
    return kind === "averagePool"
      ? addNode(view, "resize", [input!], {
        attributes: {
          rows: adaptiveAverage(from[0], output[0]),
          columns: adaptiveAverage(from[1], output[1]),
        },
      })
      : addAdaptiveMax(view, input!, from, output);
  });
}

function addAdaptiveMax(
  view: LayerView,
  input: number,
  from: readonly [number, number],
  to: readonly [number, number],
): number {
  const [n, , , channels] = view.builder.shapeOf(input);
  const along = (x: tf.Tensor, axis: 0 | 1): tf.Tensor =>
    tf.concat(
      Array.from({ length: to[axis] }, (_, i) => {
        const [start, end] = adaptiveWindow(i, from[axis], to[axis]);
        const begin = x.shape.map(() => 0).with(axis + 1, start);
        const size = x.shape.with(axis + 1, end - start);
        return tf.max(tf.slice(x, begin, size), axis + 1, true);
      }),
      axis + 1,
    );
  return addOther(
    view,
    [input],
    [n!, ...to, channels!],
    ([x]) => along(along(x!, 0), 1),
  );
}

/** Converters of the layers that pool. */
export const POOLING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  MaxPooling1D: pool("maxPool", 1),
  MaxPooling2D: pool("maxPool", 2),
  AveragePooling1D: pool("averagePool", 1),
  AveragePooling2D: pool("averagePool", 2),
  GlobalAveragePooling1D: globalPool("globalAveragePool", 1),
  GlobalAveragePooling2D: globalPool("globalAveragePool", 2),
  GlobalMaxPooling1D: globalPool("globalMaxPool", 1),
  GlobalMaxPooling2D: globalPool("globalMaxPool", 2),
  AdaptiveAveragePooling1D: adaptivePool("averagePool", 1),
  AdaptiveAveragePooling2D: adaptivePool("averagePool", 2),
  AdaptiveMaxPooling1D: adaptivePool("maxPool", 1),
  AdaptiveMaxPooling2D: adaptivePool("maxPool", 2),
};
