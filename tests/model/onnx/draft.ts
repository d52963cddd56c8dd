import { Random } from "../../../lib/random/mod.ts";
import {
  type OnnxAttribute,
  type OnnxFunction,
  onnxModel,
  type OnnxNode,
  type OnnxValues,
  type OnnxWeight,
} from "../../onnx/onnx_model.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";

/** What can be said about a node beside what it takes. */
export interface NodeOptions {
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  readonly domain?: string;
  /** How many outputs; the first is returned. */
  readonly outputs?: number;
}

/** A network that is put together node by node, from an image to a row of numbers. */
export class Draft {
  /** Draws settings and weights. */
  readonly random: Random;
  /** Shape of the image in the file. */
  readonly shape: readonly number[];
  readonly #nodes: OnnxNode[] = [];
  readonly #weights = new Map<string, OnnxWeight>();
  readonly #functions: OnnxFunction[] = [];

  constructor(seed: number, shape: readonly number[] = [1, 4, 6, 5]) {
    this.random = new Random(seed, 0, 0);
    this.shape = shape;
  }

  /** Adds a node to the image, or to what `inputs` name; returns its output. */
  node(
    operation: string,
    inputs: readonly string[] = ["image"],
    { attributes = {}, domain, outputs = 1 }: NodeOptions = {},
  ): string {
    const name = `${operation}_${this.#nodes.length}`;
    this.#nodes.push({
      operation,
      name,
      ...(domain !== undefined && { domain }),
      inputs,
      output: Array.from(
        { length: outputs },
        (_, i) => i === 0 ? name : `${name}.${i}`,
      ),
      attributes,
    });
    return name;
  }

  /** The name of a weight of normal numbers. */
  weight(shape: readonly number[], spread = 1, center = 0): string {
    const values = Float32Array.from(
      { length: sizeOf(shape) },
      () => center + spread * this.random.normal(),
    );
    return this.tensor(shape, values);
  }

  /** The name of a weight of whole numbers. */
  integers(values: readonly number[], shape = [values.length]): string {
    return this.tensor(shape, BigInt64Array.from(values, BigInt));
  }

  /** The name of a weight of one number. */
  number(value: number): string {
    return this.tensor([], Float32Array.of(value));
  }

  /** The name of a weight with these values. */
  tensor(
    shape: readonly number[],
    values: OnnxValues,
    options: Omit<OnnxWeight, "shape" | "values"> = {},
  ): string {
    const name = `weight_${this.#weights.size}`;
    this.#weights.set(name, { shape, values, ...options });
    return name;
  }

  /** Adds an operator that the file defines. */
  define(definition: OnnxFunction): void {
    this.#functions.push(definition);
  }

  /**
   * The bytes of the file whose output is `name`, as one row, times a number
   * that keeps a softmax from being split off as the head.
   */
  file(name: string, opset = 19): Uint8Array<ArrayBuffer> {
    const times = this.node("Mul", [name, this.number(1.5)]);
    const row = this.node("Flatten", [times], { attributes: { axis: 0 } });
    const domains = Object.fromEntries(
      this.#nodes.flatMap(({ domain }) => domain ? [[domain, 1]] : []),
    );
    return onnxModel({
      inputs: [{ name: "image", shape: this.shape }],
      outputs: [{ name: row }],
      nodes: this.#nodes,
      weights: this.#weights,
    }, { opset, domains, functions: this.#functions });
  }
}
