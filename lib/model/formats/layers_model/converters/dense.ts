import * as tf from "@tensorflow/tfjs";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import {
  addNode,
  channelsOf,
  type LayerConverter,
  type LayerView,
  only,
  unsupported,
} from "../layer_view.ts";
import { addNamedActivation } from "./activations.ts";
import { addReshape } from "./layout.ts";

const dense: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const units = view.config.integer("units");
  const id = addNode(view, "dense", [input], {
    weights: {
      kernel: kernelOf(view, channelsOf(view, input), units),
      bias: view.config.flag("use_bias", true)
        ? view.weights.read("bias", [units])
        : undefined,
    },
  });
  return addNamedActivation(view, id, "activation");
};

/**
 * The kernel, and what low-rank adaptation adds where the file holds it apart:
 * `alpha / rank · A B`.
 */
function kernelOf(view: LayerView, depth: number, units: number): LiveWeight {
  const { config, weights } = view;
  const kernel = weights.read("kernel", [depth, units]);
  if (config.value("lora_rank") === undefined) return kernel;
  const rank = config.integer("lora_rank");
  const alpha = config.number("lora_alpha", rank);
  // Files of Keras 3 itself hold the sum.
  if (!weights.has("lora_kernel_a")) return kernel;
  const a = weights.read("lora_kernel_a", [depth, rank]);
  const b = weights.read("lora_kernel_b", [rank, units]);
  return () => tf.add(kernel(), tf.mul(tf.matMul(a(), b()), alpha / rank));
}

/** A product that sums over the last axes of its input, as `abc,cde->abde`. */
const einsumDense: LayerConverter = (view, inputs) => {
  const input = only(view, inputs);
  const shape = view.builder.shapeOf(input);
  const { kept, summed, made } = termsOf(view, shape.length);
  const sizes = shape.slice(kept);
  const output = outputSizes(view, kept, made);
  if ([...sizes, ...output].some((size) => size === null)) {
    throw unsupported(view, "the sizes that its kernel has must be known");
  }
  const depth = product(sizes as number[]);
  const units = product(output as number[]);
  const kernel = view.weights.read("kernel", [...sizes, ...output] as number[]);
  const biasAxes = view.config.value("bias_axes");
  const bias = biasAxes === undefined
    ? undefined
    : view.weights.read("bias", output as number[]);
  if (biasAxes !== undefined && biasAxes !== made) {
    throw unsupported(
      view,
      `its "bias_axes" must be those that it makes, "${made}"`,
    );
  }
  const flat = summed === 1
    ? input
    : addReshape(view, "flat", input, [...shape.slice(0, kept), depth]);
  const id = addNode(view, "dense", [flat], {
    part: made.length === 1 ? undefined : "product",
    weights: {
      kernel: made.length === 1 && summed === 1
        ? kernel
        : () => tf.reshape(kernel(), [depth, units]),
      bias: bias &&
        (made.length === 1 ? bias : () => tf.reshape(bias(), [units])),
    },
  });
  const whole = made.length === 1
    ? id
    : addReshape(view, undefined, id, [...shape.slice(0, kept), ...output]);
  return addNamedActivation(view, whole, "activation");
};

/**
 * What an equation of the form `kept summed,summed made->kept made` says; `...`
 * stands for axes that are kept.
 */
function termsOf(
  view: LayerView,
  rank: number,
): {
  readonly kept: number;
  readonly summed: number;
  readonly made: string;
} {
  const equation = String(view.config.value("equation")).replaceAll(" ", "");
  const match = /^((?:\.\.\.)?)(\w+),(\w+)->((?:\.\.\.)?)(\w*)$/
    .exec(equation);
  const [, dots, input = "", kernel = "", outputDots, output = ""] = match ??
    [];
  const summed = [...input].filter((axis) => kernel.includes(axis)).length;
  const kept = input.slice(0, input.length - summed);
  const made = kernel.slice(summed);
  const letters = kept + kernel;
  const fits = dots === outputDots && summed > 0 && made.length > 0 &&
    input === kept + kernel.slice(0, summed) && output === kept + made &&
    new Set(letters).size === letters.length &&
    (dots === "" ? input.length === rank : input.length <= rank) &&
    (dots !== "" || kept.length > 0);
  if (fits) return { kept: rank - summed, summed, made };
  throw unsupported(
    view,
    `its equation must sum over the last axes of the input and put those of the kernel behind the rest, as abc,cd->abd: current value is ${
      JSON.stringify(equation)
    }`,
  );
}

/** The sizes of the axes that the kernel makes, from the output's shape. */
function outputSizes(
  view: LayerView,
  kept: number,
  made: string,
): readonly (number | null)[] {
  const value = view.config.value("output_shape");
  const sizes = Array.isArray(value) ? value : [value];
  const last = sizes.slice(-made.length);
  const fits = last.length === made.length &&
    sizes.length <= kept + made.length &&
    last.every((size) => Number.isSafeInteger(size) && size >= 1);
  if (fits) return last;
  throw view.config.malformed(
    "output_shape",
    `sizes, of which the last ${made.length} are numbers`,
  );
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((a, b) => a * b, 1);
}

/** Converters of the layers that multiply by a matrix. */
export const DENSE_CONVERTERS: Readonly<Record<string, LayerConverter>> = {
  Dense: dense,
  EinsumDense: einsumDense,
};
