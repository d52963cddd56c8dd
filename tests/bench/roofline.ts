import type * as tf from "@tensorflow/tfjs";
import {
  geometryOf,
  usesWinograd,
} from "../../lib/backend/kernels/conv2d/geometry.ts";
import { sitesOfNode } from "../../lib/decomposition/mod.ts";
import {
  type AnyNode,
  type GraphNode,
  type LayerGraph,
  weightOf,
} from "../../lib/model/mod.ts";
import { isRelu } from "../../lib/propagation/fusion.ts";
import { convolutionPadding } from "../../lib/propagation/operations/same_padding.ts";
import { operationsOfNode } from "./forward_operations.ts";

/** What a call computes and moves at least. */
export interface Work {
  /** The node that it belongs to. */
  readonly name: string;
  /**
   * Multiplications and additions of the algorithm that runs; one that is not
   * fused with another takes its place, and counts as two.
   */
  readonly operations: number;
  /** As many as its definition has. */
  readonly direct: number;
  /** Bytes of weights, which come from memory: a network's fill no cache. */
  readonly weightBytes: number;
  /** Bytes of maps, each read or written once: a cache may have them. */
  readonly mapBytes: number;
}

/** What the machine can do on all threads. */
export interface Machine {
  /** Operations a second of the micro-kernel, in 10⁹. */
  readonly gflops: number;
  /** Bytes a second that are read from the cache, in 10⁹. */
  readonly cacheBandwidth: number;
  /** Bytes a second that are read from memory, in 10⁹. */
  readonly memoryBandwidth: number;
}

/**
 * Milliseconds that calls take at least, one after the other: each as long as
 * its operations or its bytes take, whichever is longer.
 */
export function leastMilliseconds(
  calls: readonly Work[],
  { gflops, cacheBandwidth, memoryBandwidth }: Machine,
): number {
  return calls.reduce((sum, { operations, weightBytes, mapBytes }) => {
    const moving = weightBytes / memoryBandwidth + mapBytes / cacheBandwidth;
    return sum + Math.max(operations / gflops, moving) / 1e6;
  }, 0);
}

/**
 * The calls of a forward pass. A pad, batch normalization, ReLU or addition is
 * done while its input is at hand: what is added is read, and nothing else.
 */
export function forwardWork(
  graph: LayerGraph,
  batch: number,
): readonly Work[] {
  return graph.nodes.flatMap((node) => {
    const own = sizeOf(node, batch);
    const inputs = node.inputs.map((id) => sizeOf(graph.nodes[id]!, batch));
    switch (node.kind) {
      case "input":
      case "batchNorm":
      case "activation":
      case "pad":
      case "reshape":
        return [];
      case "add":
        return [{ ...NONE, name: node.name, mapBytes: sum(inputs.slice(1)) }];
      default:
        return [{
          ...multiplied(graph, node, batch, "forward"),
          mapBytes: sum(inputs) + own,
        }];
    }
  });
}

/**
 * The calls of FullGrad: the forward pass, the gradient by the input, and the
 * bias terms. A convolution's gradient is masked where the ReLU before it is not
 * above 0; batch normalization's factor is one of its weights. A term is a
 * gradient that is read once.
 */
export function fullGradWork(
  graph: LayerGraph,
  batch: number,
): readonly Work[] {
  const back = graph.nodes.toReversed().flatMap((node): Work[] => {
    const own = sizeOf(node, batch);
    const inputs = node.inputs.map((id) => sizeOf(graph.nodes[id]!, batch));
    const terms = sitesOfNode(node).map(() => ({
      ...NONE,
      name: `${node.name} term`,
      // Product, magnitude, two sums.
      operations: own / BYTES * 8,
      direct: own / BYTES * 4,
      mapBytes: own,
    }));
    switch (node.kind) {
      case "input":
      case "batchNorm":
      case "activation":
      case "pad":
      case "reshape":
        return terms;
      case "add":
        return [...terms, {
          ...NONE,
          name: `${node.name} gradient`,
          mapBytes: sum(inputs.slice(1)),
        }];
      default: {
        const masks = node.inputs.filter((id) => isRelu(graph.nodes[id]))
          .map((id) => sizeOf(graph.nodes[id]!, batch));
        return [...terms, {
          ...multiplied(graph, node, batch, "gradient"),
          name: `${node.name} gradient`,
          mapBytes: own + sum(inputs) + sum(masks),
        }];
      }
    }
  });
  return [...forwardWork(graph, batch), ...back];
}

const BYTES = 4;
const NONE = { operations: 0, direct: 0, weightBytes: 0, mapBytes: 0 };

/** The operations of a node's products, and the bytes of its weights. */
function multiplied(
  graph: LayerGraph,
  node: AnyNode,
  batch: number,
  direction: "forward" | "gradient",
): Omit<Work, "mapBytes"> {
  const input = graph.nodes[node.inputs[0] ?? -1];
  const kernel = node.weights.kernel?.();
  // Without one it is a product of two inputs, each of which has a gradient.
  const times = direction === "gradient" && !kernel ? node.inputs.length : 1;
  const direct = times * batch * operationsOfNode(node, input);
  return {
    name: node.name,
    direct,
    operations: (node.kind === "conv2d" &&
      winogradOperations(node, input!, batch, direction)) || direct,
    weightBytes: BYTES * (kernel?.size ?? 0),
  };
}

/** Instructions of the transforms for a filter, and an input and output of a tile. */
const TRANSFORMS = { filter: 9 * 8, input: 12 * 14, output: 10 * 13 };

/** Operations of F(4×4, 3×3), where that is what runs. */
function winogradOperations(
  node: GraphNode<"conv2d">,
  input: AnyNode,
  batch: number,
  direction: "forward" | "gradient",
): number | undefined {
  const shape = [batch, ...input.shape.slice(1) as number[]];
  const kernel = weightOf(node, "kernel") as tf.Tensor4D;
  const { strides, dilations } = node.attributes;
  const { y, x, ...geometry } = geometryOf(shape, kernel.shape, {
    strides: [...strides],
    dilations: [...dilations],
    pad: convolutionPadding(shape, kernel, node.attributes),
  });
  if (!usesWinograd({ y, x, ...geometry }, direction)) return undefined;
  const [inner, outer] = direction === "forward"
    ? [geometry.inChannels, geometry.outChannels]
    : [geometry.outChannels, geometry.inChannels];
  const tilesAlong = ({ in: before, out }: typeof y) =>
    Math.ceil((direction === "forward" ? out : before) / 4);
  const tiles = batch * tilesAlong(y) * tilesAlong(x);
  return 2 * (36 * tiles * inner * outer + TRANSFORMS.filter * inner * outer +
    tiles * (TRANSFORMS.input * inner + TRANSFORMS.output * outer));
}

/** Bytes of a node's output. */
function sizeOf({ shape }: AnyNode, batch: number): number {
  return shape.slice(1).reduce<number>(
    (product, length) => product * length!,
    BYTES * batch,
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
