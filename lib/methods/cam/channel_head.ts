import {
  type ActivationFunction,
  type AnyNode,
  type LayerGraph,
  type Padding,
  placementOf,
} from "../../model/mod.ts";

/** What a network makes of a layer's channels, as far as its graph says. */
export interface ChannelHead {
  /**
   * How a gradient varies over the places of a channel: it is the same at all of
   * them (`uniform`), nowhere of two signs (`oneSign`), or so for a single output
   * (`oneSignOfLogit`).
   */
  readonly gradient: "uniform" | "oneSign" | "oneSignOfLogit" | "any";
  /**
   * Whether the channels are the classes: each output depends on its own channel
   * alone, and does not fall where that grows.
   */
  readonly areClasses: boolean;
}

/**
 * What lies behind a layer, along the one path from it: a global average makes
 * the gradient uniform, whatever comes behind; functions that do not fall, and
 * pools, keep its sign, and convolutions of 1×1 what is uniform; where the path
 * ends in the outputs, the channels are the classes.
 */
export function channelHead(graph: LayerGraph, layer: AnyNode): ChannelHead {
  const unknown = { gradient: "any", areClasses: false } as const;
  if (placementOf(graph, layer.id) !== "maps") return unknown;
  let [isPooled, isUniform, grows] = [false, true, true];
  /** Whether channels are mixed, and whether anything behind is not uniform. */
  let [mixes, bends] = [false, false];
  let at: AnyNode | undefined = layer;
  while (at !== undefined && at.id !== graph.output) {
    const next = onlyUser(graph, at);
    const step: ChannelStep | undefined = next && stepOf(next, at, isPooled);
    if (step?.mixes) {
      if (bends) return unknown;
      [mixes, grows] = [true, true];
    }
    isPooled ||= step?.pools ?? false;
    isUniform &&= step?.isUniform ?? true;
    grows &&= step?.grows ?? true;
    bends ||= mixes && step?.isUniform === false;
    at = step && next;
  }
  const endsInClasses = at !== undefined && grows;
  if (!isPooled || bends && !endsInClasses) return unknown;
  return {
    gradient: bends ? "oneSignOfLogit" : isUniform ? "uniform" : "oneSign",
    areClasses: endsInClasses && !mixes,
  };
}

/** What a node does to every channel alone. */
interface ChannelStep {
  /** Whether it leaves a gradient the same at all places. */
  readonly isUniform: boolean;
  /** Whether its output does not fall where its input grows. */
  readonly grows: boolean;
  /** Whether it takes all places together. */
  readonly pools?: boolean;
  /** Whether it takes channels together, place by place. */
  readonly mixes?: boolean;
}

const KEEPS: ChannelStep = { isUniform: true, grows: true };
const BENDS: ChannelStep = { isUniform: false, grows: true };

/** Functions that nowhere fall, whatever their parameter. */
const GROWING: ReadonlySet<ActivationFunction["name"]> = new Set([
  "clip",
  "clippedRelu",
  "hardSigmoid",
  "relu",
  "selu",
  "sigmoid",
  "softplus",
  "softsign",
  "tanh",
]);

/** The step of a node from the one before it; `undefined` where places mix. */
function stepOf(
  node: AnyNode,
  before: AnyNode,
  isPooled: boolean,
): ChannelStep | undefined {
  switch (node.kind) {
    case "identity":
      return KEEPS;
    case "conv2d":
      return isPointwise(node) ? { ...KEEPS, mixes: true } : undefined;
    case "reshape":
      return isPooled && node.shape.at(-1) === before.shape.at(-1)
        ? KEEPS
        : undefined;
    case "batchNorm":
      return node.attributes.axis === before.shape.length - 1
        ? { isUniform: true, grows: false }
        : undefined;
    case "rescale":
      return { isUniform: true, grows: node.attributes.scale >= 0 };
    case "activation":
      if (!isGrowing(node.attributes.fn)) return undefined;
      // Behind the pool a channel is one value.
      return isPooled ? KEEPS : BENDS;
    case "averagePool":
      return coversAll(node, before) ? { ...KEEPS, pools: true } : BENDS;
    case "maxPool":
      return BENDS;
    case "globalAveragePool":
      return { ...KEEPS, pools: true };
    case "globalMaxPool":
      return { ...BENDS, pools: true };
    case "reduce":
      return reduceStep(node.attributes);
    default:
      return undefined;
  }
}

function reduceStep(
  { operation, axes }: Extract<AnyNode, { kind: "reduce" }>["attributes"],
): ChannelStep | undefined {
  if (String(axes) !== "1,2") return undefined;
  if (operation === "mean" || operation === "sum") {
    return { ...KEEPS, pools: true };
  }
  return operation === "l2" ? undefined : { ...BENDS, pools: true };
}

function isGrowing(fn: ActivationFunction): boolean {
  if (fn.name === "leakyRelu") return fn.slope >= 0;
  if (fn.name === "elu" || fn.name === "celu") return fn.alpha >= 0;
  return GROWING.has(fn.name);
}

/** Whether a convolution has kernels of 1×1 and steps of 1. */
function isPointwise(
  { attributes: { strides, padding }, weights }: Extract<
    AnyNode,
    { kind: "conv2d" }
  >,
): boolean {
  const kernel = weights.kernel?.().shape.slice(0, 2);
  return String([kernel, strides]) === "1,1,1,1" && addsNothing(padding);
}

/** Whether a padding adds nothing to a kernel of 1×1 or a window of all. */
function addsNothing(padding: Padding): boolean {
  return typeof padding === "string" ||
    padding.flat().every((rows) => rows === 0);
}

/** Whether a pool has one window, which is the whole map. */
function coversAll(
  { attributes: { size, padding } }: Extract<AnyNode, { kind: "averagePool" }>,
  { shape }: AnyNode,
): boolean {
  return size[0] === shape[1] && size[1] === shape[2] && addsNothing(padding);
}

/** The node that alone reads another one. */
function onlyUser(
  { nodes }: LayerGraph,
  { id }: AnyNode,
): AnyNode | undefined {
  const users = nodes.filter(({ inputs }) => inputs.includes(id));
  return users.length === 1 ? users[0] : undefined;
}
