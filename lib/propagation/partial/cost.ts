import type { AnyNode, LayerGraph } from "../../model/mod.ts";
import { chainsOf } from "../fusion.ts";
import { type Step, stepsOf } from "../steps.ts";
import {
  groupsOf,
  type Part,
  type Parts,
  planParts,
  shapesOf,
} from "./plan.ts";
import { neededFor, type Rectangle, sizeOf } from "./region.ts";

// What things cost, in multiply-adds of a dense product on our WASM: 20 ps.

/** A call of a kernel, with what is around it. */
const CALL = 1e6;
/** A rectangle that is copied into its place. */
const PASTE = 4e5;
/** A value that is read and written. */
const VALUE = 16;
/** A weight that a dense layer reads from memory. */
const WEIGHT = 12;
/** Multiply-adds of a convolution by Winograd's algorithm, of others, depthwise. */
const [TILED, CONVOLVED, DEPTHWISE] = [0.4, 1.6, 6];

/** Passes in part are predicted up to a fifth too cheap: they must be so much cheaper. */
const MARGIN = 0.75;

/**
 * Whether images of which only a part is changed are better computed in part,
 * with a pass of the image that they are changes of, than whole: predicted from
 * shapes. Of a network whose shapes are not all known they are not.
 *
 * @param changed The part of each image that is changed.
 */
export function isBetterInPart(
  graph: LayerGraph,
  changed: readonly Rectangle[],
): boolean {
  const { nodes, output } = graph;
  const known = nodes.every(({ shape }) => shape.slice(1).every(Number));
  if (!known) return false;
  const steps = stepsOf(graph, chainsOf(graph, new Set([output])));
  const plans = planParts(graph, steps, shapesOf(graph), changed);
  const sum = (costOf: (step: Step) => number) =>
    steps.reduce((sum, step) => sum + costOf(step), 0);
  // Of the image itself, little more is computed than what is around parts.
  const base = sum((step) =>
    plans.get(step.node.id)?.some((part) => part !== undefined)
      ? wholeCost(step, graph, 1)
      : 0
  );
  const whole = sum((step) => wholeCost(step, graph, changed.length));
  const inPart = sum((step) => partsCost(step, graph, plans.get(step.node.id)));
  return base + inPart < MARGIN * whole;
}

/** A step for whole images. */
function wholeCost(step: Step, graph: LayerGraph, images: number): number {
  return CALL * callsOf(step) +
    callCost(step) +
    images * workOf(step, graph) * positionsOf(step.node);
}

/** A step of which parts are computed; nothing if it does not change. */
function partsCost(
  step: Step,
  graph: LayerGraph,
  parts: Parts | undefined,
): number {
  if (parts === undefined) return 0;
  return groupsOf(parts).reduce((sum, group) => {
    const part = parts[group[0]!];
    if (part === undefined) return sum + wholeCost(step, graph, group.length);
    const [height, width] = sizeOf(part.place);
    return sum + CALL * callsOf(step) + callCost(step) +
      group.length *
        (workOf(step, graph) * height * width + copyCost(step, graph, part));
  }, 0);
}

/** What is around a part is put together of the image's maps and of what changed. */
function copyCost(
  { inputs }: Step,
  { nodes }: LayerGraph,
  { reach, place }: Part,
): number {
  const [height, width] = sizeOf(neededFor(place, reach));
  return inputs.reduce((sum, id) => {
    const channels = nodes[id]!.shape.at(-1)!;
    return sum + 2 * PASTE + VALUE * height * width * channels;
  }, 0);
}

/** Calls of a step, and one for each input that is put together. */
function callsOf({ inputs }: Step): number {
  return 1 + inputs.length;
}

/** What a call of a step costs however many images there are. */
function callCost({ node }: Step): number {
  const kernel = node.kind === "dense" ? node.weights.kernel?.() : undefined;
  return WEIGHT * (kernel?.size ?? 0);
}

/** What a place of a step's output costs. */
function workOf({ node, chain }: Step, { nodes }: LayerGraph): number {
  const first: AnyNode = (chain?.start ?? node) as AnyNode;
  const channels = node.shape.at(-1)!;
  const kernel = first.weights.kernel?.();
  if (first.kind === "conv2d") {
    const { strides } = first.attributes;
    const tiled = kernel!.shape[0]! > 1 && strides.every((step) => step === 1);
    return kernel!.size * (tiled ? TILED : CONVOLVED) + VALUE * channels;
  }
  if (first.kind === "depthwiseConv2d") {
    return kernel!.size * DEPTHWISE + VALUE * channels;
  }
  if (first.kind === "matMul" || first.kind === "attention") {
    return channels * (nodes[first.inputs[0]!]!.shape.at(-1)! + VALUE);
  }
  return (kernel?.size ?? 0) + VALUE * channels;
}

/** Places of a node's output. */
function positionsOf({ shape }: AnyNode): number {
  return (shape.slice(1, -1) as number[]).reduce((a, b) => a * b, 1);
}
