import type {
  GraphNode,
  NodeKind,
  Reduction,
  WeightName,
} from "../../../lib/model/mod.ts";
import { ELEMENTWISE_REFERENCE } from "./elementwise_reference.ts";
import {
  combine,
  generate,
  mapValues,
  type NdArray,
  overAxes,
  sizeOf,
  valueAt,
  valueOr,
} from "./nd_array.ts";
import {
  conv2dReference,
  conv2dTransposeReference,
  depthwiseReference,
  poolReference,
} from "./sliding_reference.ts";

/** The weights of a node, in float64. */
export type Weights = { readonly [name in WeightName]?: NdArray };

/** What a node computes, in float64 and plain loops. */
export type Reference<K extends NodeKind> = (
  node: GraphNode<K>,
  inputs: readonly NdArray[],
  weights: Weights,
) => NdArray;

/** The reference of every kind but `other`, which has none of its own. */
export const REFERENCE: {
  readonly [K in Exclude<NodeKind, "other">]: Reference<K>;
} = {
  input: (_node, [x]) => x!,
  conv2d: (node, [x], { kernel, bias }) =>
    plus(conv2dReference(x!, kernel!, node.attributes), bias),
  depthwiseConv2d: (node, [x], { kernel, bias }) =>
    plus(depthwiseReference(x!, kernel!, node.attributes), bias),
  conv2dTranspose: (node, [x], { kernel, bias }) =>
    plus(conv2dTransposeReference(x!, kernel!, node.attributes), bias),
  dense: (_node, [x], { kernel, bias }) => {
    const [inputs, outputs] = kernel!.shape as [number, number];
    const product = generate([...x!.shape.slice(0, -1), outputs], (index) => {
      let sum = 0;
      for (let i = 0; i < inputs; i++) {
        sum += valueAt(x!, [...index.slice(0, -1), i]) *
          valueAt(kernel!, [i, index.at(-1)!]);
      }
      return sum;
    });
    return plus(product, bias);
  },
  batchNorm: (node, [x], { gamma, beta, mean, variance }) => {
    const { axis, epsilon } = node.attributes;
    return generate(x!.shape, (index) => {
      const channel = [index[axis]!];
      const deviation = Math.sqrt(valueAt(variance!, channel) + epsilon);
      const normal = (valueAt(x!, index) - valueAt(mean!, channel)) / deviation;
      return normal * (gamma ? valueAt(gamma, channel) : 1) +
        (beta ? valueAt(beta, channel) : 0);
    });
  },
  layerNorm: (node, [x], { gamma, beta }) => {
    const { axes, epsilon } = node.attributes;
    const mean = overAxes(x!, axes, average);
    const variance = overAxes(x!, axes, (values) => {
      const center = average(values);
      return average(values.map((value) => (value - center) ** 2));
    });
    // As tfjs-layers does it: the values in a row, over the axes as they come.
    const spread = (weight: NdArray) => ({
      shape: x!.shape.map((size, axis) => axes.includes(axis) ? size : 1),
      data: weight.data,
    });
    return generate(x!.shape, (index) => {
      const normal = (valueAt(x!, index) - valueAt(mean, index)) /
        Math.sqrt(valueAt(variance, index) + epsilon);
      return normal * (gamma ? valueAt(spread(gamma), index) : 1) +
        (beta ? valueAt(spread(beta), index) : 0);
    });
  },
  groupNorm: (node, [x], { gamma }) => {
    const { groups, epsilon } = node.attributes;
    const channels = x!.shape.at(-1)! / groups;
    const grouped = {
      shape: [x!.shape[0]!, -1, groups, channels],
      data: x!.data,
    };
    grouped.shape[1] = x!.data.length / (x!.shape[0]! * groups * channels);
    const mean = overAxes(grouped, [1, 3], average);
    const square = overAxes(
      grouped,
      [1, 3],
      (values) => average(values.map((value) => value ** 2)),
    );
    return generate(x!.shape, (index) => {
      const channel = index.at(-1)!;
      const at = [index[0]!, 0, Math.floor(channel / channels), 0];
      const center = valueAt(mean, at);
      const variance = valueAt(square, at) - center ** 2;
      return (valueAt(x!, index) - center) / Math.sqrt(variance + epsilon) *
        (gamma ? valueAt(gamma, [channel]) : 1);
    });
  },
  rmsNorm: (node, [x], { gamma }) => {
    const { axes, epsilon } = node.attributes;
    const square = overAxes(
      x!,
      axes,
      (values) => average(values.map((value) => value ** 2)),
    );
    return generate(
      x!.shape,
      (index) =>
        valueAt(x!, index) / Math.sqrt(valueAt(square, index) + epsilon) *
        (gamma ? valueAt(gamma, axes.map((axis) => index[axis]!)) : 1),
    );
  },
  localResponseNorm: (node, [x]) => {
    const { size, alpha, beta, bias } = node.attributes;
    return generate(x!.shape, (index) => {
      const channel = index.at(-1)!;
      let squares = 0;
      for (let i = 0; i < size; i++) {
        const neighbor = channel - Math.floor((size - 1) / 2) + i;
        squares += valueOr(x!, index.with(-1, neighbor), 0) ** 2;
      }
      return valueAt(x!, index) * (bias + alpha / size * squares) ** -beta;
    });
  },
  elementwiseAffine: (_node, [x], { gamma, beta }) =>
    generate(
      x!.shape,
      (index) =>
        valueAt(x!, index) *
          (gamma ? valueAt(gamma, lastOf(index, gamma)) : 1) +
        (beta ? valueAt(beta, lastOf(index, beta)) : 0),
    ),
  activation: (node, [x]) => {
    const { fn } = node.attributes;
    const f = ELEMENTWISE_REFERENCE[fn.name] as (
      x: number,
      fn: unknown,
    ) => number;
    return mapValues(x!, (value) => f(value, fn));
  },
  prelu: (_node, [x], { alpha }) =>
    generate(x!.shape, (index) => {
      const value = valueAt(x!, index);
      return value > 0 ? value : valueAt(alpha!, index) * value;
    }),
  softmax: (node, [x]) => {
    const total = overAxes(
      x!,
      [fromFront(node.attributes.axis, x!)],
      logSumExp,
    );
    return generate(
      x!.shape,
      (index) => Math.exp(valueAt(x!, index) - valueAt(total, index)),
    );
  },
  logSoftmax: (node, [x]) => {
    const total = overAxes(
      x!,
      [fromFront(node.attributes.axis, x!)],
      logSumExp,
    );
    return generate(
      x!.shape,
      (index) => valueAt(x!, index) - valueAt(total, index),
    );
  },
  maxPool: ({ attributes: { size, strides, padding, dilations } }, [x]) =>
    poolReference(
      x!,
      size,
      strides,
      padding,
      (values) => Math.max(...values),
      dilations,
    ),
  averagePool: ({ attributes: { size, strides, padding } }, [x]) =>
    poolReference(x!, size, strides, padding, average),
  globalAveragePool: (_node, [x]) => dropSpace(overAxes(x!, [1, 2], average)),
  globalMaxPool: (_node, [x]) =>
    dropSpace(overAxes(x!, [1, 2], (values) => Math.max(...values))),
  add: (_node, inputs) => combine(inputs, (values) => sum(values)),
  average: (_node, inputs) => combine(inputs, average),
  multiply: (_node, inputs) =>
    combine(inputs, (values) => values.reduce((a, b) => a * b)),
  maximum: (_node, inputs) => combine(inputs, (values) => Math.max(...values)),
  minimum: (_node, inputs) => combine(inputs, (values) => Math.min(...values)),
  gate: (_node, inputs) => combine(inputs, ([x, gate]) => x! * gate!),
  subtract: (_node, inputs) => combine(inputs, ([a, b]) => a! - b!),
  divide: (_node, inputs) => combine(inputs, ([a, b]) => a! / b!),
  matMul: (_node, [a, b]) =>
    generate(a!.shape.with(-1, b!.shape.at(-1)!), (index) => {
      let total = 0;
      for (let i = 0; i < a!.shape.at(-1)!; i++) {
        total += valueAt(a!, index.with(-1, i)) *
          valueAt(b!, index.with(-2, i));
      }
      return total;
    }),
  attention: (_node, [scores, values]) => {
    const weightsOf = (index: readonly number[]) => {
      const row = Array.from(
        { length: scores!.shape.at(-1)! },
        (_, i) => valueAt(scores!, index.with(-1, i)),
      );
      const greatest = Math.max(...row);
      const powers = row.map((score) => Math.exp(score - greatest));
      return powers.map((power) => power / sum(powers));
    };
    return generate(
      scores!.shape.with(-1, values!.shape.at(-1)!),
      (index) =>
        sum(
          weightsOf(index).map((weight, i) =>
            weight * valueAt(values!, index.with(-2, i))
          ),
        ),
    );
  },
  reduce: (node, [x]) => {
    const { operation, axes, keepDims } = node.attributes;
    const taken = overAxes(x!, axes, REDUCTIONS[operation]);
    return keepDims ? taken : {
      shape: taken.shape.filter((_, axis) => !axes.includes(axis)),
      data: taken.data,
    };
  },
  concat: (node, inputs) => {
    const axis = fromFront(node.attributes.axis, inputs[0]!);
    const lengths = inputs.map((input) => input.shape[axis]!);
    return generate(inputs[0]!.shape.with(axis, sum(lengths)), (index) => {
      let at = index[axis]!;
      let i = 0;
      while (at >= lengths[i]!) at -= lengths[i++]!;
      return valueAt(inputs[i]!, index.with(axis, at));
    });
  },
  pad: ({ attributes: { margins } }, [x]) =>
    generate(
      x!.shape.map((size, axis) => size + sum(margins[axis - 1] ?? [])),
      (index) =>
        valueOr(
          x!,
          index.map((i, axis) => i - (margins[axis - 1]?.[0] ?? 0)),
          0,
        ),
    ),
  slice: ({ attributes: { axes } }, [x]) =>
    generate(
      x!.shape.map((size, axis) => {
        if (axis === 0) return size;
        const { before, after, step } = axes[axis - 1]!;
        return Math.ceil((size - before - after) / step);
      }),
      (index) =>
        valueAt(
          x!,
          index.map((i, axis) =>
            axis === 0 ? i : axes[axis - 1]!.before + i * axes[axis - 1]!.step
          ),
        ),
    ),
  gather: ({ attributes: { axis, indices } }, [x]) =>
    generate(
      x!.shape.with(axis, indices.length),
      (index) => valueAt(x!, index.with(axis, indices[index[axis]!]!)),
    ),
  tile: ({ attributes: { repeats } }, [x]) =>
    generate(
      x!.shape.map((size, axis) => size * (repeats[axis - 1] ?? 1)),
      (index) => valueAt(x!, index.map((i, axis) => i % x!.shape[axis]!)),
    ),
  resize: ({ attributes: { rows, columns } }, [x]) =>
    generate(
      x!.shape.with(1, rows.to).with(2, columns.to),
      ([b, r, c, k]) => {
        let total = 0;
        for (let i = 0; i < rows.from; i++) {
          for (let j = 0; j < columns.from; j++) {
            total += rows.matrix[r! * rows.from + i]! *
              columns.matrix[c! * columns.from + j]! *
              valueAt(x!, [b!, i, j, k!]);
          }
        }
        return total;
      },
    ),
  upsample: (
    { attributes: { size, interpolation, coordinates } },
    [x],
  ) => {
    const place = (i: number, factor: number) =>
      coordinates === "asymmetric" || interpolation === "nearest"
        ? i / factor
        : Math.max(0, (i + 0.5) / factor - 0.5);
    const [n, height, width, channels] = x!.shape as number[];
    const shape = [n!, height! * size[0], width! * size[1], channels!];
    return generate(shape, (index) => {
      const [b, r, c, k] = index as [number, number, number, number];
      const [row, column] = [place(r, size[0]), place(c, size[1])];
      const [top, left] = [Math.floor(row), Math.floor(column)];
      if (interpolation === "nearest") return valueAt(x!, [b, top, left, k]);
      const at = (i: number, j: number) =>
        valueAt(x!, [
          b,
          Math.min(i, height! - 1),
          Math.min(j, width! - 1),
          k,
        ]);
      const [down, right] = [row - top, column - left];
      return (1 - down) * (1 - right) * at(top, left) +
        (1 - down) * right * at(top, left + 1) +
        down * (1 - right) * at(top + 1, left) +
        down * right * at(top + 1, left + 1);
    });
  },
  reshape: (node, [x]) => {
    const [, ...sizes] = node.attributes.shape;
    const known = sizeOf(sizes.map((size) => size ?? 1));
    const rest = sizeOf(x!.shape) / x!.shape[0]! / known;
    return {
      shape: [x!.shape[0]!, ...sizes.map((size) => size ?? rest)],
      data: x!.data,
    };
  },
  transpose: ({ attributes: { permutation } }, [x]) =>
    generate(permutation.map((axis) => x!.shape[axis]!), (index) => {
      const source = x!.shape.map(() => 0);
      permutation.forEach((axis, i) => source[axis] = index[i]!);
      return valueAt(x!, source);
    }),
  identity: (_node, [x]) => x!,
  rescale: ({ attributes: { scale, offset } }, [x]) =>
    mapValues(x!, (value) => scale * value + offset),
};

const REDUCTIONS: {
  readonly [R in Reduction]: (values: readonly number[]) => number;
} = {
  mean: average,
  sum,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  l2: (values) => Math.hypot(...values),
};

function plus(x: NdArray, bias: NdArray | undefined): NdArray {
  if (bias === undefined) return x;
  return generate(
    x.shape,
    (index) => valueAt(x, index) + valueAt(bias, [index.at(-1)!]),
  );
}

function dropSpace(x: NdArray): NdArray {
  return { shape: [x.shape[0]!, x.shape[3]!], data: x.data };
}

/** The last positions of an index, as many as `weight` has axes. */
function lastOf(index: readonly number[], weight: NdArray): readonly number[] {
  return index.slice(index.length - weight.shape.length);
}

function fromFront(axis: number, x: NdArray): number {
  return axis < 0 ? x.shape.length + axis : axis;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** log Σ eˣ, without overflow. */
function logSumExp(values: readonly number[]): number {
  const top = Math.max(...values);
  return top + Math.log(sum(values.map((value) => Math.exp(value - top))));
}

function average(values: readonly number[]): number {
  return sum(values) / values.length;
}
