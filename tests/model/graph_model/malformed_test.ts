/** Graphs that are none: an error with the file's name and the reason, at once. */
import * as tf from "@tensorflow/tfjs";
import { assertEquals, assertRejects } from "@std/assert";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import { graphModel } from "../../fuzz/targets/graph_model.ts";
import { withFolder } from "../saved_model.ts";
import { withGraphModel } from "./compare.ts";
import { classifier } from "./draft.ts";

await startBackend("fullgrad-wasm");

interface Node {
  name: unknown;
  op: unknown;
  input?: unknown;
  attr: Record<string, unknown>;
}

type Break = (nodes: Node[], find: (op: string) => Node) => void;

/** What is wrong with a graph, and what the error says. */
const BROKEN: Readonly<Record<string, readonly [Break, string]>> = {
  "a node that takes its own output": [
    (_, find) => find("Mul").input = [find("Mul").name, find("Sub").name],
    "no value may depend on itself",
  ],
  "a cycle of two nodes": [
    (_, find) => find("Mul").input = [find("Sub").name, find("Conv2D").name],
    "no value may depend on itself",
  ],
  "an input that is nobody's": [
    (_, find) => find("Mul").input = ["nobody", "nothing"],
    'each value must be given by a node: "nobody" is not',
  ],
  "two nodes of one name": [
    (nodes, find) => nodes.push({ ...find("Conv2D") }),
    "each value must have one node that gives it",
  ],
  "inputs that are missing": [
    (_, find) => find("Mul").input = [],
    "its input 0 is missing",
  ],
  "an output that a node does not have": [
    (_, find) => find("Sub").input = [`${find("Mul").name}:7`, "image"],
    "its input 0 is missing",
  ],
  "an output of very many": [
    (_, find) => find("Sub").input = ["image:4000000000"],
    "inputs from among 256 outputs",
  ],
  "a constant without a weight": [
    (nodes, find) => {
      nodes.push({ name: "lost", op: "Const", attr: {} });
      find("Mul").input = [find("Conv2D").name, "lost"];
    },
    '"lost" (Const): its weight is missing from the weightsManifest',
  ],
  "an input that is no list": [
    (_, find) => find("Mul").input = "image",
    "a list of names as its input",
  ],
  "a name that is no text": [
    (_, find) => find("Mul").name = 7,
    "must have a name",
  ],
  "an operator that is no text": [
    (_, find) => find("Mul").op = null,
    "must have an op",
  ],
  "attributes that are no object": [
    (_, find) => find("Mul").attr = [] as unknown as Record<string, unknown>,
    "an object as its attr",
  ],
  "a number that is none": [
    (_, find) => find("Conv2D").attr["strides"] = { list: { i: [{}] } },
    "a value as its attr strides",
  ],
  "strides of channels": [
    (_, find) =>
      find("Conv2D").attr["strides"] = { list: { i: ["1", "1", "1", "2"] } },
    "strides must be [1, height, width, 1]",
  ],
  "strides of zero": [
    (_, find) =>
      find("Conv2D").attr["strides"] = { list: { i: ["1", "0", "0", "1"] } },
    "strides must be one or two positive integers",
  ],
  "a text that is not in base64": [
    (_, find) => find("Conv2D").attr["padding"] = { s: "§" },
    "a value as its attr padding",
  ],
  "a padding that is none": [
    (_, find) => find("Conv2D").attr["padding"] = { s: btoa("FULL") },
    "padding must be VALID, SAME, or EXPLICIT",
  ],
  "channels first": [
    (_, find) => find("Conv2D").attr["data_format"] = { s: btoa("NCHW") },
    "data_format must be NHWC",
  ],
  "a function that is not fused": [
    (_, find) =>
      find("_FusedConv2D").attr["fused_ops"] = {
        list: { s: [btoa("BiasAdd"), btoa("Sinh")] },
      },
    "Sinh is not",
  ],
  "a kernel in the place of the image": [
    (_, find) => (find("Conv2D").input as unknown[]).reverse(),
    "must be a constant",
  ],
};

for (const [name, [breaks, says]] of Object.entries(BROKEN)) {
  Deno.test(`${name} is refused`, async () => {
    const model = classifier();
    const nodes = model.json.modelTopology["node"] as Node[];
    breaks(nodes, (op) => nodes.find((node) => node.op === op)!);
    const before = tf.memory().numTensors;
    await assertRejects(() => withGraphModel(model, () => {}), Error, says);
    assertEquals(tf.memory().numTensors, before);
  });
}

Deno.test("two images, and a size that is open, are refused", async () => {
  const model = classifier();
  const nodes = model.json.modelTopology["node"] as Node[];
  const image = nodes.find(({ op }) => op === "Placeholder")!;
  image.attr["shape"] = {
    shape: { dim: [-1, -1, -1, 4].map((size) => ({ size })) },
  };
  await assertRejects(
    () => withGraphModel(model, () => {}),
    RangeError,
    "[any, any, any, 4]: pass { inputShape: [height, width, channels] }",
  );
  await assertRejects(
    () => withGraphModel(model, () => {}, { inputShape: [6, 5, 3] }),
    RangeError,
    "6×5×3",
  );
  await withGraphModel(model, ({ graph }) => {
    assertEquals(graph.nodes[graph.input]!.shape, [null, 6, 5, 4]);
  }, { inputShape: [6, 5, 4] });
  nodes.push({ ...image, name: "other" });
  await assertRejects(
    () => withGraphModel(model, () => {}),
    TypeError,
    '"image", "other"',
  );
});

Deno.test("a graph with other values in it loads or is refused", () =>
  withFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        graphModel.cases,
        (value) => graphModel.check(value, folder),
      ),
      { seed: Number(Deno.env.get("SEED") ?? 10), numRuns: 400 },
    )
  ));
