import * as tf from "@tensorflow/tfjs";
import type {
  AnyNode,
  Attributes,
  GraphNode,
  LiveWeight,
  NodeKind,
  WeightName,
} from "./graph_node.ts";
import { outputShape } from "./output_shape.ts";
import type { Shape } from "./shape.ts";

/** What a node is made of, before it has a place and a unique name. */
export type NodeParts<K extends NodeKind> =
  & Pick<GraphNode<K>, "name" | "layerClass" | "kind" | "inputs">
  & {
    readonly attributes?: Attributes[K];
    readonly weights?: GraphNode["weights"];
    /**
     * Shape of the output.
     *
     * @default what follows from the rest
     */
    readonly shape?: Shape;
  };

/** Collects nodes, numbers them and keeps their names unique. */
export class GraphBuilder {
  readonly #nodes: AnyNode[] = [];
  readonly #names = new Set<string>();
  readonly #uses = new Map<string, number>();

  /** The nodes so far, in topological order. */
  get nodes(): readonly AnyNode[] {
    return this.#nodes;
  }

  /**
   * The id of a new node made of `parts`. A name that is taken, as by a layer
   * that is called twice, gets `:1`, `:2` … behind it.
   */
  add<K extends NodeKind>(parts: NodeParts<K>): number {
    const id = this.#nodes.length;
    let [name, uses] = [parts.name, this.#uses.get(parts.name) ?? 0];
    // A layer's own name may look like another one's second use.
    while (this.#names.has(name)) name = `${parts.name}:${++uses}`;
    this.#uses.set(parts.name, uses);
    this.#names.add(name);
    const shape = parts.shape ?? this.#shapeOf(parts);
    this.#nodes.push(
      { attributes: {}, weights: {}, ...parts, shape, id, name } as AnyNode,
    );
    return id;
  }

  #shapeOf<K extends NodeKind>(
    { name, layerClass, kind, inputs, attributes, weights = {} }: NodeParts<K>,
  ): Shape {
    return outputShape(kind, {
      attributes: (attributes ?? {}) as Attributes[K],
      inputs: inputs.map((id) => this.shapeOf(id)),
      weights: shapesOf(weights),
    }, `${JSON.stringify(name)} (${layerClass})`);
  }

  /** The shape of the output of node `id`. */
  shapeOf(id: number): readonly (number | null)[] {
    return this.#nodes[id]!.shape;
  }
}

function shapesOf(
  weights: GraphNode["weights"],
): { readonly [name in WeightName]?: readonly number[] } {
  const present = Object.entries(weights).filter((
    entry,
  ): entry is [WeightName, LiveWeight] => entry[1] !== undefined);
  return Object.fromEntries(
    // A weight may be made for the occasion.
    present.map(([name, read]) => [name, tf.tidy(() => read().shape)]),
  );
}
