import { describeValue, isRecord } from "../../../options/mod.ts";
import { MalformedModelError } from "../../malformed_model_error.ts";
import type { OnnxAttribute, OnnxNode } from "../onnx/onnx_file.ts";

/** Lengths of axes; `undefined` where one is open, or how many there are. */
export type OpenShape = readonly (number | undefined)[] | undefined;

/** A graph of TensorFlow as a `model.json` holds it, checked. */
export interface GraphDef {
  /** The nodes, with the names of the values that they take and give. */
  readonly nodes: readonly OnnxNode[];
  /** The places that are fed, by name, and their shapes. */
  readonly placeholders: ReadonlyMap<string, OpenShape>;
}

/** How many outputs a node may have. */
const MOST_OUTPUTS = 256;

/**
 * Reads the nodes of a topology. The first output of a node has the node's name,
 * the others `name:1`, `name:2` …; what a node only waits for is left out.
 *
 * @throws {MalformedModelError} If it is no graph.
 */
export function readGraphDef(topology: Record<string, unknown>): GraphDef {
  const list = topology["node"];
  if (!Array.isArray(list)) {
    throw new MalformedModelError(
      `a graph model must have a list "node" in its modelTopology: current value is ${
        describeValue(list)
      }`,
    );
  }
  const entries = list.map(entryOf);
  const counts = new Map<string, number>();
  for (const { inputs } of entries) {
    for (const { node, output } of inputs) {
      counts.set(node, Math.max(counts.get(node) ?? 1, output + 1));
    }
  }
  const nodes = entries.map(({ name, op, inputs, attributes }): OnnxNode => ({
    name,
    opType: op,
    input: inputs.map(valueName),
    output: Array.from(
      { length: counts.get(name) ?? 1 },
      (_, output) => valueName({ node: name, output }),
    ),
    attribute: attributes,
  }));
  const placeholders = entries.flatMap(({ name, op, shape }) =>
    op === "Placeholder" ? [[name, shape] as const] : []
  );
  return {
    nodes: nodes.filter(({ opType }) => opType !== "Placeholder"),
    placeholders: new Map(placeholders),
  };
}

/** The shape that a `tensorShape` says. */
export function shapeOf(value: unknown): OpenShape {
  if (!isRecord(value) || value["unknownRank"] === true) return undefined;
  const dims = value["dim"] ?? [];
  if (!Array.isArray(dims)) return undefined;
  return dims.map((dim) => {
    const size = Number(isRecord(dim) ? dim["size"] ?? 0 : NaN);
    return Number.isSafeInteger(size) && size > 0 ? size : undefined;
  });
}

/** The name of a value, `node:0` being `node`. */
export function valueNameOf(text: string): string {
  return valueName(referenceOf(text));
}

/** An output of a node. */
interface Reference {
  readonly node: string;
  readonly output: number;
}

interface Entry {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Reference[];
  readonly attributes: readonly OnnxAttribute[];
  readonly shape: OpenShape;
}

function valueName({ node, output }: Reference): string {
  return output === 0 ? node : `${node}:${output}`;
}

function referenceOf(text: string): Reference {
  const [, node, output] = /^(.*?)(?::(\d+))?$/s.exec(text)!;
  return { node: node!, output: Number(output ?? 0) };
}

function entryOf(value: unknown): Entry {
  const fail = (reason: string): never => {
    throw new MalformedModelError(
      `each node of a graph model must have ${reason}: current value is ${
        describeValue(value)
      }`,
    );
  };
  if (!isRecord(value)) return fail("a name and an op");
  const { name, op, input = [], attr = {} } = value;
  if (typeof name !== "string" || name === "") return fail("a name");
  if (typeof op !== "string" || op === "") return fail("an op");
  if (!Array.isArray(input) || !input.every((one) => typeof one === "string")) {
    return fail("a list of names as its input");
  }
  if (!isRecord(attr)) return fail("an object as its attr");
  const inputs = input.filter((text) => !text.startsWith("^"))
    .map(referenceOf);
  if (inputs.some(({ output }) => output >= MOST_OUTPUTS)) {
    return fail(`inputs from among ${MOST_OUTPUTS} outputs of a node`);
  }
  const shape = attr["shape"];
  return {
    name,
    op,
    inputs,
    attributes: Object.entries(attr).flatMap(([key, given]) => {
      const attribute = isRecord(given)
        ? attributeOf(key, given, () => fail(`a value as its attr ${key}`))
        : undefined;
      return attribute === undefined ? [] : [attribute];
    }),
    shape: isRecord(shape) ? shapeOf(shape["shape"]) : undefined,
  };
}

const NONE = { floats: [], ints: [], strings: [] };

/** An attribute that is a number, a text, a type, or a list of these. */
function attributeOf(
  name: string,
  value: Record<string, unknown>,
  fail: () => never,
): OnnxAttribute | undefined {
  const number = (given: unknown): number => {
    const isText = typeof given === "string" && given.trim() !== "";
    if (typeof given === "number") return given;
    if (typeof given === "boolean" || isText) return Number(given);
    return fail();
  };
  const text = (given: unknown): Uint8Array => textOf(given) ?? fail();
  const { b, i, f, s, type, list } = value;
  const one = i ?? f ?? b;
  if (one !== undefined) {
    return { ...NONE, name, i: number(one), f: number(one) };
  }
  if (s !== undefined) return { ...NONE, name, s: text(s) };
  if (type !== undefined) {
    return { ...NONE, name, s: new TextEncoder().encode(String(type)) };
  }
  if (!isRecord(list)) return undefined;
  const many = list["i"] ?? list["f"] ?? list["b"] ?? [];
  const texts = list["s"] ?? [];
  if (!Array.isArray(many) || !Array.isArray(texts)) return fail();
  const numbers = many.map(number);
  return {
    name,
    floats: numbers,
    ints: numbers,
    strings: texts.map(text),
  };
}

/** A text in base64, or as the numbers of its characters. */
function textOf(value: unknown): Uint8Array | undefined {
  if (Array.isArray(value) && value.every(Number.isInteger)) {
    return Uint8Array.from(value);
  }
  if (typeof value !== "string") return undefined;
  try {
    return Uint8Array.from(atob(value), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
