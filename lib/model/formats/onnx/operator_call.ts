import {
  axisOf,
  type Constant,
  type ConstantSpace,
} from "../../graph/folding/constant.ts";
import type { NodeParts } from "../../graph/graph_builder.ts";
import type {
  Attributes,
  GraphNode,
  LiveWeight,
  NodeKind,
} from "../../graph/graph_node.ts";
import type { GraphWeights, WeightValues } from "../../graph/graph_weights.ts";
import { type LaidOut, NO_AXIS } from "../../graph/laid_out.ts";
import type { Layout, NodeLabel } from "../../graph/layout.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import type { OnnxAttribute } from "./onnx_file.ts";
import { tensorValues } from "./tensor_values.ts";
import { isConstant, type Value } from "./value.ts";

/** What all calls of one file share. */
export interface Workplace {
  readonly layout: Layout;
  readonly weights: GraphWeights;
  readonly space: ConstantSpace;
  /** Weights made of a constant, by how they were rearranged. */
  readonly made: Map<Constant, Map<string, LiveWeight>>;
}

/** One node of a file with the values of its inputs, to be translated. */
export class OperatorCall {
  /** Its name and operator. */
  readonly label: NodeLabel;
  /** Its operator, with the domain before it where that is not ONNX's own. */
  readonly operator: string;
  /** Version of the operators. */
  readonly opset: number;
  /** The values of its inputs; an optional one may be missing. */
  readonly inputs: readonly (Value | undefined)[];
  /** How many outputs are asked for. */
  readonly outputCount: number;
  readonly #attributes: ReadonlyMap<string, OnnxAttribute>;
  readonly #place: Workplace;

  constructor(
    parts: Pick<
      OperatorCall,
      "label" | "operator" | "opset" | "inputs" | "outputCount"
    >,
    attributes: ReadonlyMap<string, OnnxAttribute>,
    place: Workplace,
  ) {
    this.label = parts.label;
    this.operator = parts.operator;
    this.opset = parts.opset;
    this.inputs = parts.inputs;
    this.outputCount = parts.outputCount;
    this.#attributes = attributes;
    this.#place = place;
  }

  /** Where constants are made. */
  get space(): ConstantSpace {
    return this.#place.space;
  }

  /** The call of another operator in place of this one, or of a part of it. */
  part(
    operator: string,
    inputs: readonly (Value | undefined)[],
    attributes: ReadonlyMap<string, OnnxAttribute> = this.#attributes,
    label: NodeLabel = this.label,
  ): OperatorCall {
    const { opset, outputCount } = this;
    const parts = { label, operator, opset, inputs, outputCount };
    return new OperatorCall(parts, attributes, this.#place);
  }

  /** The same call for a part of it, with something behind its name. */
  named(suffix: string): OperatorCall {
    const { name, layerClass } = this.label;
    const label = { name: name + suffix, layerClass };
    return this.part(this.operator, this.inputs, this.#attributes, label);
  }

  /** Refuses the network because of this node. */
  refuse(reason: string): never {
    throw new UnsupportedLayerError(
      this.label.name,
      this.label.layerClass,
      reason,
    );
  }

  /** Whether the input at `i` was given. */
  has(i: number): boolean {
    return this.inputs[i] !== undefined;
  }

  /** The value of the input at `i`, which must be there. */
  value(i: number): Value {
    return this.inputs[i] ??
      this.refuse(`its input ${i} is missing`);
  }

  /** The values of all inputs, of which there must be one. */
  values(): readonly Value[] {
    if (this.inputs.length === 0) this.refuse("it has no inputs");
    return this.inputs.map((_, i) => this.value(i));
  }

  /** The input at `i`, which depends on the image. */
  activation(i: number): LaidOut {
    const value = this.value(i);
    if (!isConstant(value)) return value;
    this.refuse(`its input ${i} must depend on the image`);
  }

  /** The input at `i`, if it is given, which must not depend on the image. */
  optional(i: number): Constant | undefined {
    const value = this.inputs[i];
    if (value === undefined || isConstant(value)) return value;
    this.refuse(
      `its input ${i} must be a constant: it is computed from the image`,
    );
  }

  /** The input at `i`, which must be there and not depend on the image. */
  constant(i: number): Constant {
    this.value(i);
    return this.optional(i)!;
  }

  /** The whole numbers of the input at `i`, if it is given. */
  integers(i: number): readonly number[] | undefined {
    const constant = this.optional(i);
    return constant && Array.from(constant.data);
  }

  /** The whole numbers of the input at `i`, which must be there. */
  lengths(i: number): readonly number[] {
    return Array.from(this.constant(i).data);
  }

  /** A whole number among the attributes. */
  int(name: string, otherwise: number): number {
    return this.#attributes.get(name)?.i ?? otherwise;
  }

  /** A number among the attributes. */
  float(name: string, otherwise: number): number {
    return this.#attributes.get(name)?.f ?? otherwise;
  }

  /** Whole numbers among the attributes, if they are given. */
  ints(name: string): readonly number[] | undefined {
    return this.#attributes.get(name)?.ints;
  }

  /** Numbers among the attributes, if they are given. */
  floats(name: string): readonly number[] | undefined {
    return this.#attributes.get(name)?.floats;
  }

  /** A text among the attributes. */
  text(name: string, otherwise: string): string {
    const bytes = this.#attributes.get(name)?.s;
    return bytes === undefined ? otherwise : new TextDecoder().decode(bytes);
  }

  /** A tensor among the attributes, if it is given. */
  tensor(name: string): Constant | undefined {
    const tensor = this.#attributes.get(name)?.t;
    return tensor && tensorValues(tensor);
  }

  /** The attributes that are given. */
  get attributes(): ReadonlyMap<string, OnnxAttribute> {
    return this.#attributes;
  }

  /** An axis of a value, counted from the first. */
  axis(axis: number, { shape }: { readonly shape: readonly number[] }): number {
    return axisOf(axis, shape.length);
  }

  /**
   * A new node; its output is `shape` for one image, in the order of `axes`.
   *
   * @param suffix Behind the node's name, where one operator needs several.
   */
  add<K extends NodeKind>(
    kind: K,
    inputs: readonly number[],
    attributes: Attributes[K],
    shape: readonly number[],
    axes: readonly number[],
    { weights = {}, suffix = "" }: {
      readonly weights?: GraphNode["weights"];
      readonly suffix?: string;
    } = {},
  ): LaidOut {
    const { name, layerClass } = this.label;
    const label = { name: name + suffix, layerClass };
    const parts = { kind, inputs, attributes, weights };
    return this.#place.layout.add<K>(
      label,
      parts as Omit<NodeParts<K>, "name" | "layerClass" | "shape">,
      shape,
      axes,
    );
  }

  /** Id of a node that gives the value in the order of `axes`. */
  arrange(value: LaidOut, axes: readonly number[]): number {
    return this.#place.layout.arrange(value, axes, this.label);
  }

  /** The value in another shape. */
  reshape(value: LaidOut, shape: readonly number[]): LaidOut {
    return this.#place.layout.reshape(value, shape, this.label);
  }

  /** The value with its last axis last, and in which order that lies. */
  asItLay(value: LaidOut): ReturnType<Layout["asItLay"]> {
    return this.#place.layout.asItLay(value, this.label);
  }

  /** What a value was before it got its shape, if it had another. */
  originOf(value: LaidOut): LaidOut | undefined {
    return this.#place.layout.originOf(value);
  }

  /**
   * A weight made of a constant; the same constant, rearranged in the same way,
   * is one weight.
   */
  weight(
    constant: Constant,
    arrangement: string,
    make: () => WeightValues,
  ): LiveWeight {
    const { made, weights } = this.#place;
    const known = made.get(constant) ?? new Map<string, LiveWeight>();
    made.set(constant, known);
    const weight = known.get(arrangement) ?? weights.add(make());
    known.set(arrangement, weight);
    return weight;
  }
}

/**
 * The maps of a value that must be `[1, C, …]`, as `axes` for the layout: space
 * first, then channels; one row high where there is one axis of space.
 */
export function mapAxes(call: OperatorCall, { shape }: LaidOut): number[] {
  if (shape.length === 3 && shape[0] === 1) return [NO_AXIS, 2, 1];
  if (shape.length === 4 && shape[0] === 1) return [2, 3, 1];
  call.refuse(
    `its input must be one row or map of channels for each image, [N, C, W] or [N, C, H, W]: current shape is [${
      shape.join(", ")
    }]`,
  );
}
