import { ConstantSpace } from "../../graph/folding/constant.ts";
import { GraphBuilder } from "../../graph/graph_builder.ts";
import { GraphWeights } from "../../graph/graph_weights.ts";
import { Layout } from "../../graph/layout.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import type { OnnxAttribute, OnnxFunction, OnnxNode } from "./onnx_file.ts";
import { OperatorCall, type Workplace } from "./operator_call.ts";
import type { Operator } from "./operators/mod.ts";
import { orderOf, Scope } from "./scope.ts";
import { callUserOperator, type UserOperators } from "./user_operators.ts";
import type { Value } from "./value.ts";

/** What a translation needs to know of the file around its graph. */
export interface TranslationSettings {
  /** Versions of the operators by domain. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operators that the file defines, by domain and name. */
  readonly functions: ReadonlyMap<string, OnnxFunction>;
  /** Operators that the user gives, by name. */
  readonly operators: UserOperators;
  /** What every other operator becomes. */
  readonly translate: Operator;
}

/** Functions may call functions, but not for ever. */
const DEEPEST_CALL = 32;

/** Functions that call functions twice would be without end before that. */
const MOST_NODES = 2 ** 18;

/**
 * Translates the nodes of a file, each once, into nodes of a graph: what depends
 * on the image operator by operator, the rest by computing it.
 */
export class Translation {
  /** The nodes so far. */
  readonly builder = new GraphBuilder();
  /** The weights that they use. */
  readonly weights = new GraphWeights();
  readonly #place: Workplace;
  readonly #settings: TranslationSettings;
  #left = MOST_NODES;

  constructor(settings: TranslationSettings) {
    this.#settings = settings;
    this.#place = {
      layout: new Layout(this.builder),
      weights: this.weights,
      space: new ConstantSpace(),
      made: new Map(),
    };
  }

  /** Rearranges values where their order is visible. */
  get layout(): Layout {
    return this.#place.layout;
  }

  /**
   * The values of `names` in a scope.
   *
   * @throws {UnsupportedLayerError} If a node cannot be translated.
   * @throws {MalformedModelError} If a value is nobody's, or depends on itself.
   */
  run(scope: Scope, names: readonly string[]): readonly Value[] {
    this.#left -= scope.size;
    if (this.#left < 0) {
      throw new MalformedModelError(
        `there must be at most ${MOST_NODES} nodes, those of functions counted at each call`,
      );
    }
    for (const node of orderOf(scope, names)) {
      const outputs = this.#translate(node, scope);
      node.output.forEach((name, i) => {
        const value = outputs[i];
        if (name !== "" && value !== undefined) scope.values.set(name, value);
      });
    }
    return names.map((name) => scope.valueOf(name)!);
  }

  #translate(node: OnnxNode, scope: Scope): readonly (Value | undefined)[] {
    const call = this.#callOf(node, scope);
    try {
      const result = this.#outputsOf(call, node, scope);
      return Array.isArray(result) ? result : [result as Value];
    } catch (error) {
      if (
        error instanceof UnsupportedLayerError ||
        error instanceof MalformedModelError
      ) {
        throw error;
      }
      throw new UnsupportedLayerError(
        call.label.name,
        call.label.layerClass,
        error instanceof Error ? error.message : String(error),
        { cause: error },
      );
    }
  }

  #outputsOf(
    call: OperatorCall,
    node: OnnxNode,
    scope: Scope,
  ): ReturnType<Operator> {
    const own = this.#settings.operators[call.operator];
    if (own !== undefined) return callUserOperator(call, own);
    const { operator } = call;
    if (operator === "If") return this.#branch(call, scope);
    const body = this.#settings.functions.get(operator);
    if (body !== undefined) return this.#inline(call, body, node, scope);
    return this.#settings.translate(call);
  }

  #callOf(node: OnnxNode, scope: Scope): OperatorCall {
    const domain = node.domain ?? "";
    const isOwn = domain === "" || domain === "ai.onnx";
    const type = node.opType ?? "";
    const name = node.name || node.output.find((name) => name !== "") || type;
    return new OperatorCall(
      {
        label: { name: scope.prefix + name, layerClass: type },
        operator: isOwn ? type : `${domain}::${type}`,
        opset: this.#settings.opsets.get("") ?? 0,
        inputs: node.input.map((name) =>
          name === "" ? undefined : scope.valueOf(name)
        ),
        outputCount: node.output.filter((name) => scope.isAsked(name)).length,
      },
      scope.attributesOf(node),
      this.#place,
    );
  }

  /** The branch of an `If` whose condition is known. */
  #branch(call: OperatorCall, scope: Scope): readonly Value[] {
    const condition = call.constant(0);
    const name = condition.data[0] ? "then_branch" : "else_branch";
    const graph = call.attributes.get(name)?.g;
    if (graph === undefined) return call.refuse(`its ${name} is missing`);
    const inner = new Scope(graph.node, graph.initializer, {
      parent: scope,
      prefix: `${call.label.name}/`,
    });
    return this.run(inner, graph.output.map(({ name }) => name ?? ""));
  }

  /** An operator that the file defines, in place of its call. */
  #inline(
    call: OperatorCall,
    body: OnnxFunction,
    node: OnnxNode,
    scope: Scope,
  ): readonly Value[] {
    if (scope.depth >= DEEPEST_CALL) {
      call.refuse(`functions call each other more than ${DEEPEST_CALL} deep`);
    }
    const defaults = body.attributeProto.map((attribute) =>
      [attribute.name ?? "", attribute] as const
    );
    const attributes = new Map<string, OnnxAttribute>([
      ...defaults,
      ...scope.attributesOf(node),
    ]);
    const inner = new Scope(body.node, [], {
      prefix: `${call.label.name}/`,
      attributes,
      depth: scope.depth + 1,
    });
    body.input.forEach((name, i) => {
      const value = call.inputs[i];
      if (value !== undefined) inner.values.set(name, value);
    });
    return this.run(inner, body.output);
  }
}
