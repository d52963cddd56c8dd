import type * as tf from "@tensorflow/tfjs";
import type { AnyNode, GraphNode, LayerGraph, NodeKind } from "../model/mod.ts";
import { type Chain, runChain } from "./fusion.ts";
import type { Operation } from "./operation.ts";
import { OPERATIONS } from "./operations/mod.ts";

/** What runs at once: a node, or the chain that it ends. */
export interface Step {
  readonly node: AnyNode;
  readonly chain: Chain | undefined;
  /** Ids of the nodes whose outputs it reads. */
  readonly inputs: readonly number[];
}

/** The steps of a network, in order. */
export function stepsOf(
  { nodes }: LayerGraph,
  chains: ReadonlyMap<number, Chain>,
): readonly Step[] {
  const inside = new Set(
    [...chains.values()].flatMap(({ ids }) => ids.slice(0, -1)),
  );
  return nodes.filter(({ id }) => !inside.has(id)).map((node) => {
    const chain = chains.get(node.id);
    const inputs = chain === undefined ? node.inputs : [
      ...chain.start.inputs,
      ...(chain.residual === undefined ? [] : [chain.residual]),
    ];
    return { node, chain, inputs };
  });
}

/** What each node prepares once a pass. */
export type Prepared = ReadonlyMap<number, readonly tf.Tensor[] | undefined>;

/** What the nodes of a network prepare, by id. */
export function preparedOf({ nodes }: LayerGraph): Prepared {
  return new Map(
    nodes.map((node) => [
      node.id,
      operationOf(node as GraphNode).prepare?.(node as GraphNode),
    ]),
  );
}

/** The output of a step; an input itself, where a rule hands it on. */
export function runStep(
  { node, chain }: Pick<Step, "node" | "chain">,
  inputs: readonly tf.Tensor[],
  prepared: Prepared,
): tf.Tensor {
  return chain
    ? runChain(
      chain,
      inputs[0]!,
      inputs[1],
      prepared.get(chain.norm?.id ?? -1),
    )
    : operationOf(node as GraphNode).forward(
      node as GraphNode,
      inputs,
      prepared.get(node.id),
    );
}

/** The operation of a node, typed for that node. */
export function operationOf<K extends NodeKind>(
  node: GraphNode<K>,
): Operation<K> {
  return OPERATIONS[node.kind] as unknown as Operation<K>;
}
