/**
 * Files that are made to do harm, one of each sort: an error with its reason
 * before memory or time is spent on them, and nothing is read that lies elsewhere.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { zipSync } from "fflate";
import { join } from "node:path";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { endsWell, Unexpected } from "../fuzz/target.ts";
import {
  type OnnxFunction,
  type OnnxGraph,
  onnxModel,
  type OnnxModelOptions,
  type OnnxNode,
  type OnnxWeight,
} from "../onnx/onnx_model.ts";
import { classifier } from "./graph_model/draft.ts";
import { withFolder } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

/** A file and those beside it: bytes, or what is written as JSON. */
interface Hostile {
  readonly file: string;
  readonly files: Readonly<Record<string, Uint8Array | object>>;
  /** What the error says. */
  readonly says: string;
}

const zeros = (length: number) => new Uint8Array(length);

const json = (value: unknown) =>
  new TextEncoder().encode(JSON.stringify(value));

/** An archive with something in its list of files changed. */
function zipped(
  files: Record<string, Uint8Array>,
  change: (entry: DataView) => void = () => {},
): Uint8Array {
  const bytes = zipSync(files, { level: 9 });
  const view = new DataView(bytes.buffer);
  let at = view.getUint32(bytes.length - 6, true);
  while (view.getUint32(at, true) === 0x02014b50) {
    change(new DataView(bytes.buffer, at));
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  return bytes;
}

/** An archive whose list names one file very often. */
function overlapping(name: string, content: Uint8Array, count: number) {
  const bytes = zipSync({ [name]: content }, { level: 9 });
  const view = new DataView(bytes.buffer);
  const start = view.getUint32(bytes.length - 6, true);
  const entry = bytes.subarray(start, bytes.length - 22);
  const whole = new Uint8Array(start + count * entry.length + 22);
  whole.set(bytes.subarray(0, start));
  for (let i = 0; i < count; i++) whole.set(entry, start + i * entry.length);
  whole.set(bytes.subarray(bytes.length - 22), whole.length - 22);
  const end = new DataView(whole.buffer, whole.length - 22);
  end.setUint16(8, count, true);
  end.setUint16(10, count, true);
  end.setUint32(12, count * entry.length, true);
  return whole;
}

/** A file of one name in a format. */
const alone = (file: string, bytes: Uint8Array, says: string): Hostile => ({
  file,
  files: { [file]: bytes },
  says,
});

const keras = (bytes: Uint8Array, says: string) =>
  alone("model.keras", bytes, says);

const saysHundred = (entry: DataView) => entry.setUint32(24, 100, true);

/** Models within models within models. */
function nested(depth: number): Readonly<Record<string, Hostile>> {
  const open = '{"class_name":"Sequential","config":{"name":"a","layers":[';
  const model = open.repeat(depth) + "]}}".repeat(depth);
  const text = new TextEncoder();
  const says = "lists and objects at most 256 deep";
  return {
    "a .keras of models within models": keras(
      zipSync({
        "config.json": text.encode(model),
        "metadata.json": json({}),
        "model.weights.h5": zeros(100),
      }, { level: 0 }),
      says,
    ),
    "a model.json of models within models": alone(
      "model.json",
      text.encode(`{"modelTopology":${model},"weightsManifest":[]}`),
      says,
    ),
  };
}

const ARCHIVES: Readonly<Record<string, Hostile>> = {
  "a .keras that grows a thousandfold": keras(
    zipped({ "config.json": zeros(1e8) }),
    "must not grow to more than 8 times",
  ),
  "a .keras that grows more than it says": keras(
    zipped({ "config.json": zeros(1e8) }, saysHundred),
    "must be of the 100 bytes that it says",
  ),
  "a .keras that names one file twenty thousand times": keras(
    overlapping("config.json", zeros(5e5), 20_000),
    "must not grow to more than 8 times",
  ),
  "a .keras with files of other folders": keras(
    zipped({ "../config.json": json({}), "/metadata.json": json({}) }),
    "it must hold config.json",
  ),
  "a .keras that is encrypted": keras(
    zipped({ "config.json": json({}) }, (entry) => entry.setUint16(8, 1, true)),
    "must not be encrypted",
  ),
  "a .keras that is packed otherwise": keras(
    zipped(
      { "config.json": json({}) },
      (entry) => entry.setUint16(10, 12, true),
    ),
    "must be packed by deflate, or not at all",
  ),
  "a .keras whose file lies beyond its end": keras(
    zipped(
      { "config.json": json({}) },
      (entry) => entry.setUint32(42, 1e9, true),
    ),
    "its list of files is malformed",
  ),
  "a .keras that is longer than it is": keras(
    zipped(
      { "config.json": json({}) },
      (entry) => entry.setUint32(20, 1e5, true),
    ),
    "is cut off",
  ),
  "a .pth that grows more than it says": alone(
    "weights.pth",
    zipped({ "a/data.pkl": zeros(1e8) }, saysHundred),
    "must be of the 100 bytes that it says",
  ),
};

/** A graph from `image` to `y`. */
function onnx(
  nodes: readonly OnnxNode[],
  says: string,
  { shape = [1, 3, 4, 4], weights = {}, ...options }:
    & OnnxModelOptions
    & {
      readonly shape?: readonly number[];
      readonly weights?: Readonly<Record<string, OnnxWeight>>;
    } = {},
): Hostile {
  const file = onnxModel({
    inputs: [{ name: "image", shape }],
    outputs: [{ name: "y" }],
    nodes,
    weights: new Map(Object.entries(weights)),
  }, options);
  return alone("model.onnx", file, says);
}

const relu: OnnxNode = { operation: "Relu", inputs: ["image"], output: "y" };

/** Functions that call the next one `calls` times each, to the last. */
function functions(
  depth: number,
  calls: number,
  last: string,
): readonly OnnxFunction[] {
  return Array.from({ length: depth }, (_, level) => ({
    domain: "own",
    name: `F${level}`,
    inputs: ["x0"],
    outputs: [`x${calls}`],
    nodes: Array.from({ length: calls }, (_, i): OnnxNode => ({
      operation: level + 1 < depth ? `F${level + 1}` : last,
      ...((level + 1 < depth || last.startsWith("F")) && { domain: "own" }),
      inputs: [`x${i}`],
      output: `x${i + 1}`,
    })),
  }));
}

/** A file with groups of fields behind all that it says. */
function withGroups(depth: number): Hostile {
  const { file, files } = onnx([relu], "");
  const start = files[file] as Uint8Array;
  const bytes = new Uint8Array(start.length + depth).fill(0x7b);
  bytes.set(start);
  return alone(file, bytes, "must be a whole ONNX file: it holds groups");
}

const call: OnnxNode = { ...relu, operation: "F0", domain: "own" };

/** Graphs in the attributes of nodes of graphs. */
function graphs(depth: number): OnnxNode {
  const own: OnnxGraph = {
    inputs: [],
    outputs: [{ name: "y" }],
    nodes: [depth === 0 ? relu : graphs(depth - 1)],
  };
  return { ...relu, attributes: { body: { graph: own } } };
}

const integers = (...values: number[]): OnnxWeight => ({
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
});

/** A weight of the shape, with 16 bytes whatever that is. */
const short = (...shape: number[]): OnnxWeight => ({
  shape,
  values: new Float32Array(4),
});

const product: readonly OnnxNode[] = [
  { operation: "Flatten", inputs: ["image"], output: "row" },
  { operation: "MatMul", inputs: ["row", "w"], output: "y" },
];

/** A network whose weights lie where `external` says, in as many tensors. */
function external(
  where: Readonly<Record<string, string>>,
  says: string,
  count = 1,
): Hostile {
  const names = Array.from({ length: count }, (_, i) => `w${i}`);
  const { files } = onnx(
    names.map((name, i): OnnxNode => ({
      operation: "Add",
      inputs: [i === 0 ? "image" : `s${i - 1}`, name],
      output: i === count - 1 ? "y" : `s${i}`,
    })),
    says,
    {
      weights: Object.fromEntries(
        names.map((name) => [name, { ...short(4), external: where }]),
      ),
    },
  );
  const file = "model.onnx";
  return { file, files: { ...files, "data.bin": zeros(16) }, says };
}

const ONNX: Readonly<Record<string, Hostile>> = {
  "graphs within graphs": onnx(
    [graphs(50)],
    "messages lie in each other more than 64 deep",
  ),
  "groups of fields within groups": withGroups(1e6),
  "functions that double what they call": onnx(
    [call],
    "there must be at most 262144 nodes",
    { functions: functions(30, 2, "Relu") },
  ),
  "a function that calls itself": onnx([call], "more than 32 deep", {
    functions: functions(3, 2, "F0"),
  }),
  "a cycle": onnx([
    { operation: "Add", inputs: ["image", "b"], output: "a" },
    { operation: "Relu", inputs: ["a"], output: "b" },
    { operation: "Relu", inputs: ["b"], output: "y" },
  ], "no value may depend on itself"),
  "an image that no memory holds": onnx(
    [relu],
    "no memory holds more than 2^30 elements",
    { shape: [1, 3, 2 ** 20, 2 ** 20] },
  ),
  "copies that no memory holds": onnx(
    [{ operation: "Tile", inputs: ["image", "n"], output: "y" }],
    "no memory holds more than 2^30 elements",
    { weights: { n: integers(1, 1, 2 ** 20, 2 ** 20) } },
  ),
  "a weight larger than its bytes": onnx(product, "as many elements", {
    weights: { w: short(48, 2 ** 40) },
  }),
  "a weight whose size overflows": onnx(product, "as many elements", {
    weights: { w: short(2 ** 33, 2 ** 33, 2 ** 33) },
  }),
  "a weight with a length below zero": onnx(product, "as many elements", {
    weights: { w: short(-2, -2) },
  }),
  "external data in another folder": external(
    { location: "../data.bin" },
    "may only name files beside it",
  ),
  "external data in another folder, in disguise": external(
    { location: "a/%2e%2e/%2e%2e/data.bin" },
    "may only name files beside it",
  ),
  "external data at a place of its own": external(
    { location: "/etc/passwd" },
    "may only name files beside it",
  ),
  "external data of another computer": external(
    { location: "https://example.com/data.bin" },
    "may only name files beside it",
  ),
  "external data nowhere": external({}, "may only name files beside it"),
  "external data that a hundred weights share": external(
    { location: "data.bin" },
    "must not be over 8 times as large together",
    100,
  ),
  "external data that is shorter": external(
    { location: "data.bin", offset: "8", length: "9007199254740991" },
    "data.bin must have",
  ),
};

/** A graph model whose list of weights says something else of the first one. */
function manifest(
  change: Readonly<Record<string, unknown>>,
  says: string,
): Hostile {
  const { json, weights } = classifier();
  const [group] = json.weightsManifest;
  const specs = group!.weights.map((spec, i) =>
    i === 0 ? { ...spec, ...change } : spec
  );
  return {
    file: "model.json",
    files: {
      "model.json": {
        ...json,
        weightsManifest: [{ ...group, weights: specs }],
      },
      "weights.bin": weights,
    },
    says,
  };
}

const MODELS: Readonly<Record<string, Hostile>> = {
  ...nested(20_000),
  "weights that say they are larger": manifest(
    { shape: [2 ** 20, 2 ** 10] },
    "bytes",
  ),
  "weights whose size overflows": manifest(
    { shape: [2 ** 33, 2 ** 33] },
    "byteLimit",
  ),
  "weights with a length below zero": manifest({ shape: [-1, -1] }, "shape"),
  "weights with half a length": manifest({ shape: [0.5, 8] }, "shape"),
  "weights that say they are smaller": manifest({ shape: [1] }, "bytes"),
  "weights of a type that is none": manifest({ dtype: "float128" }, "float128"),
};

for (
  const [name, { file, files, says }] of Object.entries({
    ...ARCHIVES,
    ...ONNX,
    ...MODELS,
  })
) {
  Deno.test(`${name}: refused`, () =>
    withFolder(async (folder) => {
      for (const [path, content] of Object.entries(files)) {
        const bytes = content instanceof Uint8Array ? content : json(content);
        await Deno.writeFile(join(folder, path), bytes);
      }
      const before = tf.memory().numTensors;
      let message = "nothing: it was read";
      await endsWell(async () => {
        try {
          (await loadModel(join(folder, file))).dispose();
        } catch (error) {
          message = (error as Error).message;
          throw error;
        }
        throw new Unexpected(message);
      });
      assert(message.includes(says), `it says ${message}`);
      assertEquals(tf.memory().numTensors, before);
    }));
}
