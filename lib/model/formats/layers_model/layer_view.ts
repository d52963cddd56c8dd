import type * as tf from "@tensorflow/tfjs";
import type { GraphBuilder, NodeParts } from "../../graph/graph_builder.ts";
import type { LiveWeight, NodeKind } from "../../graph/graph_node.ts";
import type { Shape } from "../../graph/shape.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import { describeValue } from "../../../options/mod.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import type { LayerConfig } from "./layer_config.ts";
import type { Dialect } from "./topology.ts";

/** One call of a layer, as its converter sees it. */
export interface LayerView {
  /** Name of the layer, with the nested models' before it. */
  readonly name: string;
  readonly className: string;
  /** Whose definition of the class holds. */
  readonly dialect: Dialect;
  readonly config: LayerConfig;
  /** Arguments of this call by name, but tensors. */
  readonly call: LayerConfig;
  /** Ids of the tensors among the arguments by name. */
  readonly named: ReadonlyMap<string, number>;
  /** Arguments of this call by position. */
  readonly positional: readonly unknown[];
  /** Which of the layer's outputs is meant. */
  readonly outputIndex: number;
  readonly weights: LayerWeights;
  /** Collects the nodes. */
  readonly builder: GraphBuilder;
  /** Whether the layer, or one inside of it, is of a class of the user's. */
  readonly isUserCode: boolean;
  /** How tfjs-layers itself runs the layer, where it is one of its own. */
  readonly tfjs: TfjsCall | undefined;
}

/** A layer of tfjs-layers that can be run. */
export interface TfjsCall {
  readonly run: (inputs: tf.Tensor[]) => tf.Tensor;
  /** Shape of the output. */
  readonly shape: Shape;
}

/** The weights of a layer. */
export interface LayerWeights {
  /** Whether there is a weight of that name. */
  has(name: string): boolean;
  /**
   * The weight of that name.
   *
   * @throws {MalformedModelError} If there is none, or it has another shape.
   */
  read(name: string, shape: readonly number[]): LiveWeight;
}

/**
 * Adds the nodes of one call of a layer and returns the id of the one that gives
 * the layer's output. `inputs` are ids.
 */
export type LayerConverter = (
  view: LayerView,
  inputs: readonly number[],
) => number;

/** The output of a node, among the arguments of a call. */
export class NodeOutput {
  readonly id: number;

  constructor(id: number) {
    this.id = id;
  }
}

/** What a node of a layer is made of beside its kind and inputs. */
export type NodeDetails<K extends NodeKind> =
  & Pick<NodeParts<K>, "attributes" | "weights">
  & {
    /** What it is called behind the layer's name, where it is not the layer. */
    readonly part?: string | undefined;
  };

/** Adds a node of a layer and returns its id. */
export function addNode<K extends Exclude<NodeKind, "other">>(
  view: LayerView,
  kind: K,
  inputs: readonly number[],
  { part, ...details }: NodeDetails<K> = {},
): number {
  return view.builder.add({
    name: part === undefined ? view.name : `${view.name}/${part}`,
    layerClass: view.className,
    kind,
    inputs,
    ...details,
  });
}

/** Adds a node that runs `call` and gives a tensor of `shape`. */
export function addOther(
  view: LayerView,
  inputs: readonly number[],
  shape: Shape,
  call: (inputs: tf.Tensor[]) => tf.Tensor,
  part?: string,
): number {
  const { className, dialect, outputIndex, config, isUserCode } = view;
  return view.builder.add({
    name: part === undefined ? view.name : `${view.name}/${part}`,
    layerClass: className,
    kind: "other",
    inputs,
    shape,
    attributes: {
      call,
      settings: { className, dialect, outputIndex, config: config.entries },
      ...(isUserCode && { isUserCode }),
    },
  });
}

/** The only input of a layer that takes one. */
export function only(view: LayerView, inputs: readonly number[]): number {
  const [input] = inputs;
  if (inputs.length === 1 && input !== undefined) return input;
  throw new MalformedModelError(
    `the layer ${
      JSON.stringify(view.name)
    } (${view.className}) must have one input: current number is ${inputs.length}`,
  );
}

/** The size of the last axis of a node's output, which must be known. */
export function channelsOf(view: LayerView, id: number): number {
  const channels = view.builder.shapeOf(id).at(-1);
  if (typeof channels === "number") return channels;
  throw unsupported(view, "the number of its input's channels must be known");
}

/** Whether the layer takes `[N, C, …]`. */
export function isChannelsFirst(view: LayerView): boolean {
  return view.config.oneOf(
    "data_format",
    ["channels_last", "channels_first"],
    "channels_last",
  ) === "channels_first";
}

/** The error for a layer that cannot be explained. */
export function unsupported(
  view: LayerView,
  reason: string,
): UnsupportedLayerError {
  return new UnsupportedLayerError(view.name, view.className, reason);
}

/** What every layer may say that changes nothing of what it gives. */
const WITHOUT_EFFECT = new Set([
  "activity_regularizer",
  "autocast",
  "batch_input_shape",
  "batch_shape",
  "build_config",
  "dtype",
  "fused",
  "input_dtype",
  "input_shape",
  "momentum",
  "name",
  "optional",
  "ragged",
  "sparse",
  "synchronized",
  "trainable",
  "virtual_batch_size",
]);

/**
 * Checks that nothing that a layer of a file says, or a call of it, was passed
 * over.
 *
 * @throws {UnsupportedLayerError} If something was; names it.
 */
export function requireHonored(view: LayerView): void {
  const entry = view.config.unread.find(([name]) =>
    !WITHOUT_EFFECT.has(name) &&
    !/_(initializer|regularizer|constraint)$/.test(name)
  );
  const argument = view.call.unread[0];
  const [where, [name, value]] = entry
    ? ["entry", entry] as const
    : ["call's argument", argument ?? ["", undefined]] as const;
  if (name === "") return;
  throw unsupported(
    view,
    `its ${where} "${name}" is not known here and might change what it gives: current value is ${
      describeValue(value)
    }`,
  );
}
