import { MalformedModelError } from "../../malformed_model_error.ts";
import type { OnnxAttribute, OnnxNode, OnnxTensor } from "./onnx_file.ts";
import { tensorValues } from "./tensor_values.ts";
import type { Value } from "./value.ts";

/** What a {@linkcode Scope} has around it. */
export interface ScopeSettings {
  /** The scope whose values are seen too. */
  readonly parent?: Scope;
  /** In front of the names of nodes. */
  readonly prefix?: string;
  /** The attributes of a function's call. */
  readonly attributes?: ReadonlyMap<string, OnnxAttribute>;
  /** How many calls of functions are around it. */
  readonly depth?: number;
}

/** A graph's names: which node gives a value, and the values so far. */
export class Scope {
  /** The values that are known by now. */
  readonly values = new Map<string, Value>();
  /** In front of the names of nodes. */
  readonly prefix: string;
  /** How many calls of functions are around it. */
  readonly depth: number;
  /** How many nodes there are. */
  readonly size: number;
  /** The node that gives a value. */
  readonly producers = new Map<string, OnnxNode>();
  readonly #initializers = new Map<string, OnnxTensor>();
  readonly #parent: Scope | undefined;
  readonly #attributes: ReadonlyMap<string, OnnxAttribute>;
  readonly #asked = new Set<string>();

  /** @throws {MalformedModelError} If two nodes give a value of one name. */
  constructor(
    nodes: readonly OnnxNode[],
    initializers: readonly OnnxTensor[],
    { parent, prefix = "", attributes, depth }: ScopeSettings = {},
  ) {
    this.#parent = parent;
    this.prefix = prefix;
    this.size = nodes.length;
    this.depth = depth ?? parent?.depth ?? 0;
    this.#attributes = attributes ?? (parent ? parent.#attributes : new Map());
    for (const tensor of initializers) {
      this.#initializers.set(tensor.name ?? "", tensor);
    }
    for (const node of nodes) {
      node.input.forEach((name) => this.#asked.add(name));
      for (const name of node.output) {
        if (name === "") continue;
        if (this.producers.has(name)) {
          throw new MalformedModelError(
            `each value must have one node that gives it: ${
              JSON.stringify(name)
            } has two`,
          );
        }
        this.producers.set(name, node);
      }
    }
  }

  /** The value of a name, in this graph or one around it, if it is known. */
  valueOf(name: string): Value | undefined {
    const value = this.values.get(name);
    if (value !== undefined) return value;
    const tensor = this.#initializers.get(name);
    if (tensor === undefined) return this.#parent?.valueOf(name);
    const constant = tensorValues(tensor);
    this.values.set(name, constant);
    return constant;
  }

  /** Whether a node, or who asks for the graph's outputs, reads a value. */
  isAsked(name: string): boolean {
    return this.#asked.has(name);
  }

  /** Says that a value is read from outside. */
  ask(name: string): void {
    this.#asked.add(name);
  }

  /** The attributes of a node; those of the function's call stand for some. */
  attributesOf({ attribute }: OnnxNode): ReadonlyMap<string, OnnxAttribute> {
    return new Map(attribute.flatMap((own) => {
      const value = own.refAttrName
        ? this.#attributes.get(own.refAttrName)
        : own;
      return value === undefined ? [] : [[own.name ?? "", value] as const];
    }));
  }
}

/**
 * The nodes of a scope that `names` depend on and that have not run, those that
 * give a value before those that take it.
 *
 * @throws {MalformedModelError} If a value is nobody's, or depends on itself.
 */
export function orderOf(
  scope: Scope,
  names: readonly string[],
): readonly OnnxNode[] {
  const order: OnnxNode[] = [];
  const state = new Map<OnnxNode, "open" | "done">();
  const start = (name: string): Visit | undefined => {
    if (name === "" || scope.valueOf(name) !== undefined) return undefined;
    const node = scope.producers.get(name);
    if (node === undefined) {
      throw new MalformedModelError(
        `each value must be given by a node: ${JSON.stringify(name)} is not`,
      );
    }
    if (state.get(node) === "done") return undefined;
    if (state.get(node) === "open") {
      throw new MalformedModelError(
        `no value may depend on itself: ${JSON.stringify(name)} does`,
      );
    }
    state.set(node, "open");
    return { node, inputs: readBy(node).values() };
  };
  for (const name of names) {
    scope.ask(name);
    // By hand, not by calls: networks are deeper than a stack.
    const path = [start(name)].filter((visit) => visit !== undefined);
    while (path.length > 0) {
      const { node, inputs } = path.at(-1)!;
      const input = inputs.next();
      if (input.done) {
        state.set(node, "done");
        order.push(node);
        path.pop();
        continue;
      }
      const next = start(input.value);
      if (next !== undefined) path.push(next);
    }
  }
  return order;
}

interface Visit {
  readonly node: OnnxNode;
  readonly inputs: Iterator<string, undefined>;
}

/** The values that a node reads, those of the graphs inside it too. */
function readBy({ input, attribute }: OnnxNode): readonly string[] {
  const inner = attribute.flatMap(({ g }) => {
    if (g === undefined) return [];
    const own = new Set([
      ...g.node.flatMap(({ output }) => output),
      ...g.initializer.map(({ name }) => name ?? ""),
      ...g.input.map(({ name }) => name ?? ""),
    ]);
    const read = [
      ...g.node.flatMap(readBy),
      ...g.output.map(({ name }) => name ?? ""),
    ];
    return read.filter((name) => !own.has(name));
  });
  return [...input, ...inner];
}
