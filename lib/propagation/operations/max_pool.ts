import * as tf from "@tensorflow/tfjs";
import { type FusedKernelName, runFused } from "../../backend/mod.ts";
import type { GraphNode, Margins, Pair } from "../../model/mod.ts";
import type { Activations, Operation } from "../operation.ts";
import { paddingMargins } from "./same_padding.ts";
import { cropSpatially, interleave, padSpatially } from "./spatial.ts";

/** Lower than any activation, and finite, so that differences are. */
const LOWEST = -1e38;

/**
 * The greatest value of every window. Its gradient goes to the first of the
 * values that tie, row by row, as in PyTorch: the backends' own kernels differ
 * there, and the WASM one drops the gradient of windows without a positive
 * value.
 */
export const maxPool: Operation<"maxPool"> = {
  forward: (node, [x]) => {
    const { size, strides, dilations } = node.attributes;
    const map = x as tf.Tensor4D;
    // The WASM backend's pool over one element is wrong (tfjs#5355).
    if (size[0] * size[1] === 1) {
      return tf.stridedSlice(map, [0, 0, 0, 0], map.shape, [1, ...strides, 1]);
    }
    const margins = marginsOf(node, map.shape);
    if (dilations !== undefined) return dilatedPool(node, map, margins);
    return tf.maxPool(map, [...size], [...strides], [
      [0, 0],
      [...margins[0]],
      [...margins[1]],
      [0, 0],
    ]);
  },
  gradient: (node, g, at) => [spread(node, g, at, "first")],
  ties: {
    extremes: (node, at) => ({
      values: at.output,
      counts: countTies(node, at),
    }),
    gradient: (node, g, at) => {
      // Windows of nothing but padding or NaN have no greatest value.
      const share = tf.divNoNan(g, countTies(node, at));
      return [spread(node, share, at, "all")];
    },
  },
  keeps: () => "both",
};

/** Gives what is given of each window to the first of its maxima, or to all. */
function spread(
  node: GraphNode<"maxPool">,
  given: tf.Tensor,
  { inputs: [x], output }: Activations,
  to: "first" | "all",
): tf.Tensor {
  return fused(
    to === "first" ? "FullGradMaxPoolGradient" : "FullGradTiedMaxPoolGradient",
    node,
    { dy: given, x: x!, y: output },
    () => {
      const taps = new Taps(node, x as tf.Tensor4D, output);
      let left = given;
      return taps.assemble((tap) => {
        // What is below the maximum passes on to the taps after it.
        const passed = tf.mul(left, tf.step(tf.sub(output, tap)));
        const taken = tf.sub(left, passed);
        if (to === "first") left = passed;
        return taken as tf.Tensor4D;
      });
    },
  );
}

/** How many values of every window are its maximum, of the output's shape. */
function countTies(
  node: GraphNode<"maxPool">,
  { inputs: [x], output }: Activations,
): tf.Tensor {
  return fused("FullGradMaxPoolTies", node, { x: x!, y: output }, () => {
    let counts: tf.Tensor = tf.zerosLike(output);
    new Taps(node, x as tf.Tensor4D, output).forEach((tap) => {
      const below = tf.step(tf.sub(output, tap));
      counts = tf.add(counts, tf.sub(1, below));
    });
    return counts;
  });
}

function fused(
  name: FusedKernelName,
  node: GraphNode<"maxPool">,
  inputs: Readonly<Record<string, tf.Tensor>>,
  compose: () => tf.Tensor,
): tf.Tensor {
  const { size, strides, dilations } = node.attributes;
  const pad = marginsOf(node, inputs["x"]!.shape);
  return dilations !== undefined ? compose() : runFused(
    name,
    inputs,
    { filterSize: size, strides, pad },
    compose,
  );
}

function marginsOf(
  { attributes }: GraphNode<"maxPool">,
  [, height, width]: readonly number[],
): Margins {
  const { size, strides, padding, dilations = [1, 1] } = attributes;
  return paddingMargins([height!, width!], size, strides, dilations, padding);
}

/** As the greatest of one slice of the maps for every tap of the window. */
function dilatedPool(
  { attributes }: GraphNode<"maxPool">,
  map: tf.Tensor4D,
  margins: Margins,
): tf.Tensor {
  const { size, strides, dilations = [1, 1] } = attributes;
  const padded = padSpatially(map, margins, LOWEST);
  const along = (axis: 0 | 1) => {
    const reach = (size[axis] - 1) * dilations[axis] + 1;
    const rest = padded.shape[axis + 1]! - reach;
    return Math.floor(rest / strides[axis]) * strides[axis] + 1;
  };
  const spans: Pair = [along(0), along(1)];
  const taps = Array.from({ length: size[0] * size[1] }, (_, k) => {
    const tap = cropSpatially(
      padded,
      Math.floor(k / size[1]) * dilations[0],
      k % size[1] * dilations[1],
      spans,
    );
    return tf.stridedSlice(tap, [0, 0, 0, 0], tap.shape, [1, ...strides, 1]);
  });
  return taps.reduce((greatest, tap) => tf.maximum(greatest, tap));
}

/**
 * The values that the windows of a pool have in common places, tap by tap: the
 * first of every window, the second, …. They are slices of maps that are cut
 * into blocks of the strides' size.
 */
class Taps {
  readonly #window: GraphNode<"maxPool">["attributes"];
  readonly #shape: readonly [number, number, number, number];
  readonly #out: Pair;
  readonly #margins: Margins;
  readonly #blocks: Pair;
  readonly #rows: tf.Tensor;

  constructor(node: GraphNode<"maxPool">, map: tf.Tensor4D, output: tf.Tensor) {
    const { size, strides, dilations = [1, 1] } = node.attributes;
    const margins = marginsOf(node, map.shape);
    const [n, height, width, channels] = map.shape;
    const [, h, w] = output.shape as [number, number, number];
    const along = (axis: 0 | 1, side: number, out: number) =>
      Math.max(
        out +
          Math.ceil(((size[axis] - 1) * dilations[axis] + 1) / strides[axis]) -
          1,
        Math.ceil((margins[axis][0] + side) / strides[axis]),
      );
    const blocks: Pair = [along(0, height, h), along(1, width, w)];
    const padded = padSpatially(map, [
      [margins[0][0], blocks[0] * strides[0] - margins[0][0] - height],
      [margins[1][0], blocks[1] * strides[1] - margins[1][0] - width],
    ], LOWEST);
    this.#window = node.attributes;
    this.#shape = [n, height, width, channels];
    this.#out = [h, w];
    this.#margins = margins;
    this.#blocks = blocks;
    this.#rows = tf.reshape(padded, [
      n * blocks[0],
      strides[0],
      blocks[1],
      strides[1] * channels,
    ]);
  }

  /** Shows every tap, of the output's shape, with its block and its phase in it. */
  forEach(
    show: (tap: tf.Tensor4D, block: Pair, phase: Pair) => void,
  ): void {
    const { size, strides, dilations = [1, 1] } = this.#window;
    const [n, , , channels] = this.#shape;
    for (let i = 0; i < size[0]; i++) {
      for (let j = 0; j < size[1]; j++) {
        const at: Pair = [i * dilations[0], j * dilations[1]];
        const block: Pair = [
          Math.floor(at[0] / strides[0]),
          Math.floor(at[1] / strides[1]),
        ];
        const phase: Pair = [at[0] % strides[0], at[1] % strides[1]];
        const tap = tf.reshape(
          tf.slice(this.#rows, [0, phase[0], 0, phase[1] * channels], [
            -1,
            1,
            -1,
            channels,
          ]),
          [n, ...this.#blocks, channels],
        ) as tf.Tensor4D;
        show(cropSpatially(tap, ...block, this.#out), block, phase);
      }
    }
  }

  /** The map, of the input's shape, of what every tap takes. */
  assemble(take: (tap: tf.Tensor4D) => tf.Tensor4D): tf.Tensor {
    const { strides } = this.#window;
    const [n, height, width, channels] = this.#shape;
    const [blocks, [h, w], margins] = [this.#blocks, this.#out, this.#margins];
    const phases: (tf.Tensor4D | undefined)[] = Array(strides[0] * strides[1])
      .fill(undefined);
    this.forEach((tap, block, phase) => {
      const taken = padSpatially(take(tap), [
        [block[0], blocks[0] - h - block[0]],
        [block[1], blocks[1] - w - block[1]],
      ]);
      const index = phase[0] * strides[1] + phase[1];
      const before = phases[index];
      phases[index] = before ? tf.add(before, taken) : taken;
    });
    const nothing = tf.zeros([n, ...blocks, channels]) as tf.Tensor4D;
    const whole = interleave(
      tf.concat(phases.map((phase) => phase ?? nothing), 3),
      strides,
    );
    return cropSpatially(whole, margins[0][0], margins[1][0], [height, width]);
  }
}
