import { ConstantSpace } from "../../graph/folding/constant.ts";
import { GraphBuilder } from "../../graph/graph_builder.ts";
import { GraphWeights } from "../../graph/graph_weights.ts";
import { Layout } from "../../graph/layout.ts";
import { UnsupportedLayerError } from "../../unsupported_layer_error.ts";
import { FOLDS } from "./folds/mod.ts";
import type { OnnxAttribute, OnnxFunction, OnnxNode } from "./onnx_file.ts";
import { OperatorCall, type Workplace } from "./operator_call.ts";
import { OPERATORS } from "./operators/mod.ts";
import { orderOf, Scope } from "./scope.ts";
import { callUserOperator, type UserOperators } from "./user_operators.ts";
import { isConstant, type Value } from "./value.ts";

/** What a translation needs to know of the file around its graph. */
export interface TranslationSettings {
  /** Versions of the operators by domain. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Operators that the file defines, by domain and name. */
  readonly functions: ReadonlyMap<string, OnnxFunction>;
  /** Operators that the user gives, by name. */
  readonly operators: UserOperators;
}

/** Functions may call functions, but not for ever. */
const DEEPEST_CALL = 32;

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
   * @throws {SyntaxError} If a value is nobody's, or depends on itself.
   */
  run(scope: Scope, names: readonly string[]): readonly Value[] {
    for (const node of orderOf(scope, names)) {
      const outputs = this.#translate(node, scope);
      node.output.forEach((name, i) => {
        const value = outputs[i];
        if (name !== "" && value !== undefined) scope.values.set(name, value);
      });
    }
    return names.map((name) => scope.valueOf(name)!);
  }

  #translate(node: OnnxNode, scope: Scope): readonly Value[] {
    const call = this.#callOf(node, scope);
    try {
      const result = this.#outputsOf(call, node, scope);
      return Array.isArray(result) ? result : [result as Value];
    } catch (error) {
      if (
        error instanceof UnsupportedLayerError || error instanceof SyntaxError
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
  ): Value | readonly Value[] {
    const own = this.#settings.operators[call.operator];
    if (own !== undefined) return callUserOperator(call, own);
    const { operator } = call;
    if (operator === "If") return this.#branch(call, scope);
    const body = this.#settings.functions.get(operator);
    if (body !== undefined) return this.#inline(call, body, node, scope);
    const isKnown = call.inputs.every((value) =>
      value === undefined || isConstant(value)
    );
    const fold = Object.hasOwn(FOLDS, operator) ? FOLDS[operator] : undefined;
    if (fold !== undefined && (isKnown || SHAPES.has(operator))) {
      return fold(call);
    }
    const translate = Object.hasOwn(OPERATORS, operator)
      ? OPERATORS[operator]
      : undefined;
    if (translate === undefined || isKnown) {
      return call.refuse(reasonAgainst(operator, isKnown));
    }
    return translate(call);
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

/** Operators whose result is known although their input is not. */
const SHAPES: ReadonlySet<string> = new Set(["Shape", "Size"]);

/** Why an operator is not translated, and what can be done. */
function reasonAgainst(operator: string, isKnown: boolean): string {
  if (/Quantize|QLinear|Integer$|^QAttention/.test(operator)) {
    return "values that depend on the image would be rounded to a few bits, which has no gradient; load the file with real numbers that this one was made from";
  }
  return isKnown
    ? "it is not read where all of its inputs are constants"
    : "this operator is not read; give it as operators: { " +
      `${JSON.stringify(operator)}: (inputs, attributes) => tensor }`;
}
