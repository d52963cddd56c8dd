import type { AnyNode, Attributes, GraphNode, NodeKind } from "./graph_node.ts";

/** What a node is made of, before it has a place and a unique name. */
export type NodeParts<K extends NodeKind> =
  & Pick<GraphNode<K>, "name" | "layerClass" | "kind" | "inputs" | "shape">
  & {
    readonly attributes?: Attributes[K];
    readonly weights?: GraphNode["weights"];
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
    this.#nodes.push(
      { attributes: {}, weights: {}, ...parts, id, name } as AnyNode,
    );
    return id;
  }

  /** The shape of the output of node `id`. */
  shapeOf(id: number): readonly (number | null)[] {
    return this.#nodes[id]!.shape;
  }
}
