import { Random } from "../../../lib/random/mod.ts";
import type { ModelJson } from "../../../lib/model/formats/layers_model/model_json.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";

/** A graph model with the bytes of its weights. */
export interface GraphModel {
  readonly json: ModelJson;
  readonly weights: Uint8Array<ArrayBuffer>;
}

/** A value of an attribute, as a `model.json` writes it. */
export type Attribute = Readonly<Record<string, unknown>>;

/** A text as an attribute. */
export function text(value: string): Attribute {
  return { s: btoa(value) };
}

/** Whole numbers as an attribute. */
export function integers(values: readonly number[]): Attribute {
  return { list: { i: values.map(String) } };
}

/** A graph that is put together node by node, from `image` on. */
export class Draft {
  /** Draws settings and weights. */
  readonly random: Random;
  /** Height, width and channels of the image. */
  readonly shape: readonly number[];
  readonly #nodes: Record<string, unknown>[] = [];
  readonly #specs: { name: string; shape: number[]; dtype: string }[] = [];
  readonly #bytes: Uint8Array[] = [];

  constructor(seed: number, shape: readonly number[] = [6, 5, 4]) {
    this.random = new Random(seed, 0, 0);
    this.shape = shape;
    this.#nodes.push({
      name: "image",
      op: "Placeholder",
      attr: {
        dtype: { type: "DT_FLOAT" },
        shape: {
          shape: { dim: [-1, ...shape].map((n) => ({ size: String(n) })) },
        },
      },
    });
  }

  /** Adds a node to the image, or to what `input` names; returns its output. */
  node(
    op: string,
    input: readonly string[] = ["image"],
    attr: Readonly<Record<string, Attribute>> = {},
  ): string {
    const name = `${op}_${this.#nodes.length}`;
    this.#nodes.push({ name, op, input, attr: { T: FLOAT, ...attr } });
    return name;
  }

  /** The name of a weight of normal numbers. */
  weight(shape: readonly number[], spread = 1, center = 0): string {
    const values = Float32Array.from(
      { length: sizeOf(shape) },
      () => center + spread * this.random.normal(),
    );
    return this.#constant(shape, "float32", values);
  }

  /** The name of a weight of one number. */
  number(value: number): string {
    return this.#constant([], "float32", Float32Array.of(value));
  }

  /** The name of a weight of whole numbers. */
  integers(values: readonly number[], shape = [values.length]): string {
    return this.#constant(shape, "int32", Int32Array.from(values));
  }

  /**
   * The model whose output is `name` as one row for each image, times a number
   * that keeps a softmax from being split off as the head.
   */
  model(name: string): GraphModel {
    const times = this.node("Mul", [name, this.number(1.5)]);
    const images = this.node("StridedSlice", [
      this.node("Shape", [times]),
      this.integers([0]),
      this.integers([1]),
      this.integers([1]),
    ]);
    const row = [images, this.integers([-1]), this.integers([0], [])];
    const output = this.node("Reshape", [times, this.node("ConcatV2", row)]);
    const weights = new Uint8Array(
      this.#bytes.reduce((sum, { length }) => sum + length, 0),
    );
    let at = 0;
    for (const bytes of this.#bytes) {
      weights.set(bytes, at);
      at += bytes.length;
    }
    return {
      json: {
        format: "graph-model",
        modelTopology: { node: this.#nodes, versions: { producer: 1087 } },
        weightsManifest: [{
          paths: ["weights.bin"],
          weights: this.#specs as ModelJson["weightsManifest"][0]["weights"],
        }],
        signature: {
          inputs: { image: { name: "image:0" } },
          outputs: { output: { name: `${output}:0` } },
        },
      },
      weights,
    };
  }

  #constant(
    shape: readonly number[],
    dtype: "float32" | "int32",
    values: Float32Array | Int32Array,
  ): string {
    const name = `Const_${this.#nodes.length}`;
    const type = dtype === "int32" ? "DT_INT32" : "DT_FLOAT";
    this.#nodes.push({ name, op: "Const", attr: { dtype: { type } } });
    this.#specs.push({ name, shape: [...shape], dtype });
    this.#bytes.push(new Uint8Array(values.buffer.slice(0)));
    return name;
  }
}

const FLOAT = { type: "DT_FLOAT" };

const WINDOW = {
  padding: text("SAME"),
  data_format: text("NHWC"),
  strides: integers([1, 1, 1, 1]),
  dilations: integers([1, 1, 1, 1]),
};

/** A fused convolution, its batch normalization spelled out, and a dense layer. */
export function classifier(seed = 1): GraphModel {
  const draft = new Draft(seed);
  const conv = draft.node("_FusedConv2D", [
    "image",
    draft.weight([3, 3, 4, 2]),
    draft.weight([2]),
  ], {
    ...WINDOW,
    fused_ops: { list: { s: [btoa("BiasAdd"), btoa("Relu6")] } },
    num_args: { i: "1" },
  });
  const second = draft.node("Conv2D", [conv, draft.weight([1, 1, 2, 3])], {
    ...WINDOW,
  });
  const scaled = draft.node("Mul", [second, draft.weight([3], 0.1, 1)]);
  const shifted = draft.node("Sub", [scaled, draft.weight([3])]);
  const mean = draft.node("Mean", [shifted, draft.integers([1, 2])]);
  return draft.model(draft.node("MatMul", [mean, draft.weight([3, 2])]));
}
