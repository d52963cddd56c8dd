import * as tf from "@tensorflow/tfjs";
import type { Margins, Pair, Resampling } from "../../../graph/graph_node.ts";
import {
  addNode,
  addOther,
  type LayerConverter,
  type LayerView,
  unsupported,
} from "../layer_view.ts";
import {
  type Interpolation,
  INTERPOLATIONS,
  resampling,
} from "./interpolation.ts";
import { asMaps } from "./layout.ts";

/** What is done to maps of a given size: margins below 0 are cut off. */
interface ResizePlan {
  readonly margins: Margins;
  readonly rows: Resampling;
  readonly columns: Resampling;
}

/** How maps are resized. */
interface Resize {
  readonly size: Pair;
  readonly interpolation: Interpolation;
  readonly antialias: boolean;
  /** What makes the proportions of input and output equal before. */
  readonly fit: "stretch" | "crop" | "pad";
  /** What is put around the maps. */
  readonly fill: number;
}

/**
 * Adds the nodes that resize feature maps; where their size is not known before
 * they come, one node that finds out.
 */
export function addResize(
  view: LayerView,
  input: number,
  options: Pick<Resize, "size" | "interpolation"> & Partial<Resize>,
): number {
  const resize = {
    antialias: false,
    fit: "stretch",
    fill: 0,
    ...options,
  } as const;
  const [n, height, width, channels] = view.builder.shapeOf(input);
  if (height == null || width == null || resize.fill !== 0) {
    return addOther(
      view,
      [input],
      [n!, ...resize.size, channels!],
      ([x]) => resizeTensor(x as tf.Tensor4D, resize),
    );
  }
  const { margins, rows, columns } = planOf([height, width], resize);
  const fitted = addMargins(view, input, margins);
  return addNode(view, "resize", [fitted], { attributes: { rows, columns } });
}

/** Zeros at the sides, or rows and columns less. */
function addMargins(view: LayerView, input: number, margins: Margins): number {
  const all = [...margins, [0, 0] as const];
  if (margins.flat().every((n) => n === 0)) return input;
  return margins.flat().some((n) => n < 0)
    ? addNode(view, "slice", [input], {
      part: "crop",
      attributes: {
        axes: all.map(([before, after]) => ({
          before: Math.abs(before),
          after: Math.abs(after),
          step: 1,
        })),
      },
    })
    : addNode(view, "pad", [input], {
      part: "pad",
      attributes: { margins: all },
    });
}

function planOf(from: Pair, resize: Resize): ResizePlan {
  const { size: [height, width], interpolation, antialias, fit } = resize;
  const along = (axis: 0 | 1): Margins[0] => {
    if (fit === "stretch") return [0, 0];
    const other = from[1 - axis]!;
    // The length that has the proportions of the output.
    const length = axis === 0
      ? Math.trunc(other * height / width)
      : Math.trunc(other * width / height);
    if (fit === "crop") {
      const kept = Math.max(1, Math.min(from[axis], length));
      const before = Math.floor((from[axis] - kept) / 2);
      return [-before, before + kept - from[axis]];
    }
    const before = Math.floor((Math.max(from[axis], length) - from[axis]) / 2);
    return [before, before];
  };
  const margins = [along(0), along(1)] as const;
  const [rows, columns] = margins.map(([before, after], axis) =>
    resampling(
      interpolation,
      from[axis]! + before + after,
      [height, width][axis]!,
      antialias,
    )
  );
  return { margins, rows: rows!, columns: columns! };
}

function resizeTensor(x: tf.Tensor4D, resize: Resize): tf.Tensor {
  const [n, height, width, channels] = x.shape;
  const { margins, rows, columns } = planOf([height, width], resize);
  const [[top, bottom], [left, right]] = margins;
  const cropped = tf.slice(
    x,
    [0, Math.max(0, -top), Math.max(0, -left), 0],
    [
      n,
      height + Math.min(0, top) + Math.min(0, bottom),
      width + Math.min(0, left) + Math.min(0, right),
      channels,
    ],
  );
  const padded = tf.pad(
    cropped,
    [[0, 0], [top, bottom], [left, right], [0, 0]].map(([a, b]) => [
      Math.max(0, a!),
      Math.max(0, b!),
    ]) as [number, number][],
    resize.fill,
  );
  const high = product(rows, padded, [1, 0, 2, 3]);
  return product(columns, high, [2, 0, 1, 3]);
}

/** The matrix times the values along the axis that `order` puts first. */
function product(
  { from, to, matrix }: Resampling,
  x: tf.Tensor,
  order: readonly number[],
): tf.Tensor {
  const first = tf.transpose(x, [...order]);
  const made = tf.matMul(
    tf.tensor2d(matrix, [to, from]),
    tf.reshape(first, [from, -1]),
  );
  return tf.transpose(
    tf.reshape(made, [to, ...first.shape.slice(1)]),
    order.map((_, i) => order.indexOf(i)),
  );
}

const resizing: LayerConverter = asMaps(2, (view, [input]) => {
  const { config, dialect } = view;
  if (dialect === "tfjs") {
    // Its call hands a list of tensors on, and its output shape has no batch.
    throw unsupported(
      view,
      "tfjs-layers cannot run it, in predict either; give the network images of that size and remove the layer, or give loadModel the file, which runs it as Keras does",
    );
  }
  const crops = config.flag("crop_to_aspect_ratio", false);
  const pads = config.flag("pad_to_aspect_ratio", false);
  if (crops && pads) {
    throw config.malformed("pad_to_aspect_ratio", "false where it crops");
  }
  config.oneOf("fill_mode", ["constant"], "constant");
  const fill = config.number("fill_value", 0);
  return addResize(view, input!, {
    size: sizeOf(view),
    interpolation: config.oneOf("interpolation", INTERPOLATIONS, "bilinear"),
    antialias: config.flag("antialias", false),
    fit: crops ? "crop" : pads ? "pad" : "stretch",
    fill: pads ? fill : 0,
  });
});

/** The middle, as large as wanted; smaller maps are cropped and resized. */
const centerCrop: LayerConverter = asMaps(2, (view, [input]) => {
  const size = sizeOf(view);
  const [, height, width] = view.builder.shapeOf(input!);
  if (height == null || width == null) {
    throw unsupported(view, "the size of its input must be known");
  }
  const rest = [height - size[0], width - size[1]] as const;
  if (rest[0] < 0 || rest[1] < 0) return addSmartResize(view, input!, size);
  const margins = rest.map((n): Margins[0] => {
    const before = Math.floor(n / 2);
    return [-before, before - n];
  });
  return addMargins(view, input!, [margins[0]!, margins[1]!]);
});

function addSmartResize(view: LayerView, input: number, size: Pair): number {
  return addResize(view, input, {
    size,
    interpolation: "bilinear",
    fit: "crop",
  });
}

function sizeOf({ config }: LayerView): Pair {
  return [config.integer("height"), config.integer("width")];
}

/** Converters of the layers that give feature maps another size. */
export const RESIZING_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Resizing: resizing,
  CenterCrop: centerCrop,
  // In training it crops at random; it then gives the largest window of the
  // proportions, resized.
  RandomCrop: asMaps(2, (view, [input]) => {
    view.config.ignore("seed", "factor");
    return addSmartResize(view, input!, sizeOf(view));
  }),
};
