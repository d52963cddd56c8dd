import { MalformedModelError } from "../malformed_model_error.ts";
import type { Attributes, NodeKind, WeightName } from "./graph_node.ts";
import {
  agree,
  broadcast,
  channelsUnfit,
  different,
  type Four,
  mapsOf,
  requireSize,
  type Shape,
  shown,
  slid,
  sum,
  times,
  transposedLength,
  Unfit,
  withoutSpace,
} from "./shape.ts";

/** What the shape of a node's output follows from. */
export interface ShapeContext<K extends NodeKind> {
  readonly attributes: Attributes[K];
  /** Shapes of the inputs. */
  readonly inputs: readonly Shape[];
  /** Shapes of the weights. */
  readonly weights: {
    readonly [name in WeightName]?: readonly number[] | undefined;
  };
}

type ShapeRule<K extends NodeKind> = (
  context: ShapeContext<K>,
  x: Shape,
) => Shape;

/** Values of one image that an output may have: 4 GiB of them. */
const MOST_VALUES = 2 ** 30;

/**
 * The shape of the output of a node.
 *
 * @param kind The kind of the node.
 * @param context What else the shape follows from.
 * @param layer What to call the layer in an error.
 * @throws {MalformedModelError} If the node cannot run on inputs of such shapes,
 * or its output would be larger than any memory.
 */
export function outputShape<K extends NodeKind>(
  kind: K,
  context: ShapeContext<K>,
  layer: string,
): Shape {
  const rule = SHAPES[kind] as ShapeRule<K>;
  try {
    const shape = rule(context, context.inputs[0] ?? []);
    if (shape.some((size) => size !== null && !(size >= 1))) {
      throw new Unfit(
        `a larger input: current shape is ${shown(context.inputs[0] ?? [])}`,
      );
    }
    const values = shape.reduce<number>((size, n) => size * (n ?? 1), 1);
    if (values <= MOST_VALUES) return shape;
    throw new Unfit(
      `an output of at most ${MOST_VALUES} values: current shape is ${
        shown(shape)
      }`,
    );
  } catch (error) {
    if (!(error instanceof Unfit)) throw error;
    throw new MalformedModelError(
      `the layer ${layer} must have ${error.message}`,
    );
  }
}

const same: ShapeRule<NodeKind> = (_, x) => x;

/** The shape of every kind of node. */
const SHAPES: { readonly [K in NodeKind]: ShapeRule<K> } = {
  activation: same,
  add: broadcast,
  attention: product,
  average: broadcast,
  averagePool: ({ attributes }, x) => slid(x, attributes.size, attributes),
  batchNorm: ({ attributes, weights }, x) => {
    requireSize(x, attributes.axis, weights.mean![0]!);
    return x;
  },
  concat: ({ attributes, inputs }, x) => {
    const axis = attributes.axis < 0
      ? x.length + attributes.axis
      : attributes.axis;
    for (const shape of inputs) {
      const fits = shape.length === x.length &&
        shape.every((size, i) => i === axis || agree(size, x[i]!));
      if (!fits) throw different(inputs);
    }
    const sizes = inputs.map((shape) => shape[axis] ?? null);
    return x.with(axis, sizes.reduce((a, b) => sum(a, b), 0));
  },
  conv2d: ({ attributes, weights }, x) => {
    const [height, width, depth, outputs] = weights.kernel! as Four;
    const channels = mapsOf(x)[3];
    if (
      channels !== null &&
      (channels % depth !== 0 || outputs % (channels / depth) !== 0)
    ) throw channelsUnfit(depth, x);
    return slid(x, [height, width], attributes).with(3, outputs);
  },
  conv2dTranspose: ({ attributes, weights }, x) => {
    const [height, width, outputs, depth] = weights.kernel! as Four;
    const maps = mapsOf(x);
    requireSize(x, 3, depth);
    return [
      maps[0],
      transposedLength(maps[1], height, attributes, 0),
      transposedLength(maps[2], width, attributes, 1),
      outputs,
    ];
  },
  dense: ({ weights }, x) => {
    const [depth, units] = weights.kernel! as readonly [number, number];
    requireSize(x, x.length - 1, depth);
    return x.with(-1, units);
  },
  depthwiseConv2d: ({ attributes, weights }, x) => {
    const [height, width, channels, multiplier] = weights.kernel! as Four;
    requireSize(mapsOf(x), 3, channels);
    return slid(x, [height, width], attributes)
      .with(3, channels * multiplier);
  },
  divide: broadcast,
  elementwiseAffine: ({ weights }, x) => {
    for (const shape of [weights.gamma, weights.beta]) {
      const behind = x.slice(x.length - (shape?.length ?? 0));
      const fits = (shape?.length ?? 0) < x.length &&
        behind.every((size, i) => shape![i] === 1 || agree(size, shape![i]!));
      if (!fits) {
        throw new Unfit(
          `weights that fit its input: current shapes are ${
            shown(shape!)
          } and ${shown(x)}`,
        );
      }
    }
    return x;
  },
  gate: broadcast,
  gather: ({ attributes: { axis, indices } }, x) =>
    x.with(axis, indices.length),
  globalAveragePool: withoutSpace,
  globalMaxPool: withoutSpace,
  groupNorm: same,
  identity: same,
  input: same,
  layerNorm: same,
  localResponseNorm: same,
  logSoftmax: same,
  matMul: product,
  maxPool: ({ attributes }, x) => slid(x, attributes.size, attributes),
  maximum: broadcast,
  minimum: broadcast,
  multiply: broadcast,
  other: () => {
    throw new Unfit("a shape of its output");
  },
  pad: ({ attributes: { margins } }, x) =>
    x.map((size, axis) => {
      const [before, after] = margins[axis - 1] ?? [0, 0];
      return size === null ? null : size + before + after;
    }),
  prelu: same,
  reduce: ({ attributes: { axes, keepDims } }, x) =>
    keepDims
      ? x.map((size, axis) => axes.includes(axis) ? 1 : size)
      : x.filter((_, axis) => !axes.includes(axis)),
  rescale: same,
  reshape: ({ attributes }, x) => {
    const [, ...given] = attributes.shape;
    const size = x.slice(1).reduce<number | null>(
      (product, n) => product === null || n === null ? null : product * n,
      1,
    );
    const known = given.reduce<number>((product, n) => product * (n ?? 1), 1);
    const free = given.filter((n) => n === null).length;
    const fits = size === null ||
      (free === 0 ? size === known : free === 1 && size % known === 0);
    if (!fits) {
      throw new Unfit(
        `an input that fills ${shown([x[0]!, ...given])}: current shape is ${
          shown(x)
        }`,
      );
    }
    return [
      x[0]!,
      ...given.map((n) => n ?? (size === null ? null : size / known)),
    ];
  },
  resize: ({ attributes: { rows, columns } }, x) =>
    mapsOf(x).with(1, rows.to).with(2, columns.to),
  rmsNorm: same,
  slice: ({ attributes: { axes } }, x) =>
    x.map((size, axis) => {
      const part = axes[axis - 1];
      return size === null || part === undefined
        ? size
        : Math.ceil((size - part.before - part.after) / part.step);
    }),
  softmax: same,
  subtract: broadcast,
  tile: ({ attributes: { repeats } }, x) =>
    x.map((size, axis) => times(size, repeats[axis - 1] ?? 1)),
  transpose: ({ attributes: { permutation } }, x) => {
    if (permutation.length === x.length) {
      return permutation.map((axis) => x[axis]!);
    }
    throw new Unfit(
      `an input of ${permutation.length} axes: current shape is ${shown(x)}`,
    );
  },
  upsample: ({ attributes: { size } }, x) => {
    const [n, height, width, channels] = mapsOf(x);
    return [n, times(height, size[0]), times(width, size[1]), channels];
  },
};

/** Of a product over the last two axes. */
function product({ inputs }: { readonly inputs: readonly Shape[] }): Shape {
  const [a, b] = inputs as [Shape, Shape];
  const fits = a.length === b.length && a.length >= 3 &&
    agree(a.at(-1)!, b.at(-2)!) &&
    a.slice(0, -2).every((size, i) => agree(size, b[i]!));
  if (!fits) throw different(inputs);
  return a.with(-1, b.at(-1)!);
}
