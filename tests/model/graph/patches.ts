/** Small networks of tokens, built node by node. */
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { GraphBuilder } from "../../../lib/model/graph/graph_builder.ts";
import {
  type Attributes,
  type GraphNode,
  type LayerGraph,
  type Model,
  modelOf,
  type NodeKind,
} from "../../../lib/model/mod.ts";

// Shapes of weights are read where graphs are built.
await startBackend("cpu");

/** Pixels of a patch's side. */
export const PATCH = 2;
export const CHANNELS = 4;

/** A network whose image is cut into patches `[h, w, C]`. */
export class Patches {
  readonly #builder = new GraphBuilder();
  last: number;

  constructor(readonly height: number, readonly width: number) {
    const shape = [null, height * PATCH, width * PATCH, 3];
    this.last = this.#builder.add({
      name: "input",
      layerClass: "Input",
      kind: "input",
      inputs: [],
      shape,
    });
    this.add(
      "conv2d",
      {
        strides: [PATCH, PATCH],
        padding: "valid",
        dilations: [1, 1],
      },
      [this.last],
      {
        kernel: () => weight([PATCH, PATCH, 3, CHANNELS]),
      },
    );
  }

  get shape(): readonly number[] {
    return this.#builder.shapeOf(this.last).slice(1) as number[];
  }

  add<K extends NodeKind>(
    kind: K,
    attributes: Attributes[K],
    inputs: readonly number[] = [this.last],
    weights: GraphNode["weights"] = {},
  ): this {
    this.last = this.#builder.add({
      name: kind,
      layerClass: kind,
      kind,
      inputs,
      attributes,
      weights,
    });
    return this;
  }

  reshape(...shape: number[]): this {
    return this.add("reshape", { shape: [null, ...shape] });
  }

  transpose(...axes: number[]): this {
    return this.add("transpose", {
      permutation: [0, ...axes.map((axis) => axis + 1)],
    });
  }

  /** From `axis`'s value `shift` on, and what was before behind it. */
  roll(axis: number, shift: number): this {
    const length = this.shape[axis]!;
    const part = (before: number, after: number) => ({
      axes: this.shape.map((_, i) =>
        i === axis
          ? { before, after, step: 1 }
          : { before: 0, after: 0, step: 1 }
      ),
    });
    const from = this.last;
    const parts = [part(shift, 0), part(0, length - shift)].map((attributes) =>
      this.add("slice", attributes, [from]).last
    );
    return this.add("concat", { axis: axis + 1 }, parts);
  }

  pad(axis: number, before: number, after: number): this {
    return this.add("pad", {
      margins: this.shape.map((_, i) => i === axis ? [before, after] : [0, 0]),
    });
  }

  dense(units: number): this {
    const inputs = this.shape.at(-1)!;
    return this.add("dense", {}, [this.last], {
      kernel: () => weight([inputs, units]),
      bias: () => weight([units]),
    });
  }

  /** Windows of `size` a side, as tokens, after a shift; and back. */
  windows(size: number, shift: number): this {
    const [height, width] = [this.shape[0]!, this.shape[1]!];
    const [down, across] = [height / size, width / size];
    if (shift > 0) this.roll(0, shift).roll(1, shift);
    this.reshape(down, size, across, size, CHANNELS)
      .transpose(0, 2, 1, 3, 4)
      .reshape(down * across, size * size, CHANNELS)
      .dense(CHANNELS)
      .reshape(down, across, size, size, CHANNELS)
      .transpose(0, 2, 1, 3, 4)
      .reshape(height, width, CHANNELS);
    return shift > 0
      ? this.roll(0, height - shift).roll(1, width - shift)
      : this;
  }

  graph(): LayerGraph {
    return {
      nodes: this.#builder.nodes,
      input: 0,
      output: this.last,
      head: undefined,
    };
  }
}

export function weight(shape: number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Array.from({ length: size }, (_, i) => Math.cos(1.7 * i + shape.length)),
    shape,
  );
}

/**
 * A transformer of one block with a class token in front, or with none and the
 * mean over its tokens: layer norm, one head of attention, the sum with what came
 * in, layer norm, head.
 */
export function smallTransformer(
  { classToken, height = 3, width = 5 }: {
    readonly classToken: boolean;
    readonly height?: number;
    readonly width?: number;
  },
): Model {
  const count = height * width + (classToken ? 1 : 0);
  const net = new Patches(height, width).reshape(height * width, CHANNELS);
  if (classToken) net.pad(0, 1, 0);
  const norm = () =>
    net.add("layerNorm", { axes: [2], epsilon: 1e-5 })
      .add("elementwiseAffine", {}, undefined, {
        beta: () => weight([CHANNELS]),
      }).last;
  const tokens = net.add("elementwiseAffine", {}, undefined, {
    beta: () => weight([count, CHANNELS]),
  }).last;
  const normed = norm();
  const linear = (from: number) => {
    net.last = from;
    return net.dense(CHANNELS).last;
  };
  const [queries, keys, values] = [normed, normed, normed].map(linear);
  net.last = keys!;
  const turned = net.transpose(1, 0).last;
  const weights = net.add("matMul", {}, [queries!, turned])
    .add("softmax", { axis: -1 }).last;
  const attended = net.add("matMul", {}, [weights, values!]).last;
  net.add("add", {}, [tokens, attended]);
  norm();
  if (classToken) {
    net.add("gather", { axis: 1, indices: [0] }).reshape(CHANNELS);
  } else net.add("reduce", { operation: "mean", axes: [1], keepDims: false });
  net.dense(3);
  return modelOf(
    {
      graph: net.graph(),
      layersModel: undefined,
      weightLayers: [],
      dispose: () => {},
    },
    { name: "small transformer" },
  );
}
