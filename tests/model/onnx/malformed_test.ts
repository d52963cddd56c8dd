/** Files that no exporter writes: an error with its reason, soon. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { loadOnnx } from "../../../lib/model/formats/onnx/load_onnx.ts";
import { UnsupportedLayerError } from "../../../lib/model/mod.ts";
import { Random } from "../../../lib/random/mod.ts";
import {
  onnxModel,
  type OnnxModelOptions,
  type OnnxNode,
  type OnnxWeight,
} from "../../onnx/onnx_model.ts";
import { NOWHERE } from "./compare.ts";
import { Draft } from "./draft.ts";

await startBackend("fullgrad-wasm");

/** A small file with most of what files hold. */
function smallFile(): Uint8Array<ArrayBuffer> {
  const draft = new Draft(1, [1, 3, 4, 4]);
  const conv = draft.node("Conv", [
    "image",
    draft.weight([2, 3, 3, 3]),
    draft.weight([2]),
  ], { attributes: { pads: [1, 1, 1, 1] } });
  const shape = draft.node("Shape", [conv]);
  const first = draft.node("Gather", [shape, draft.integers([0], [])]);
  const rows = draft.node("Unsqueeze", [first, draft.integers([0])]);
  const target = draft.node("Concat", [rows, draft.integers([-1])], {
    attributes: { axis: 0 },
  });
  return draft.file(draft.node("Reshape", [conv, target]));
}

/** Reads a file that may be anything; whatever comes leaves nothing behind. */
async function tryRead(bytes: Uint8Array): Promise<Error | undefined> {
  const before = tf.memory().numTensors;
  let failure: Error | undefined;
  try {
    (await loadOnnx(bytes, NOWHERE)).dispose();
  } catch (error) {
    failure = error as Error;
  }
  assertEquals(tf.memory().numTensors, before, "tensors are left behind");
  return failure;
}

/** Errors of ours say what cannot be done. */
function assertIsOurs(error: Error, message: string): void {
  assert(
    /^Cannot (read|load|explain|have|run)/.test(error.message),
    `${message}: ${error.stack}`,
  );
}

Deno.test("a file cut anywhere is refused, or what is left of it is read", async () => {
  const bytes = smallFile();
  for (let length = 0; length < bytes.length; length++) {
    const error = await tryRead(bytes.slice(0, length));
    if (error !== undefined) assertIsOurs(error, `${length} bytes`);
  }
});

Deno.test("a file with changed bytes is refused, or read as what it says", async () => {
  const bytes = smallFile();
  const random = new Random(1, 0, 0);
  for (let i = 0; i < 3000; i++) {
    const changed = bytes.slice();
    for (let k = random.integer(3); k >= 0; k--) {
      changed[random.integer(changed.length)] = random.integer(256);
    }
    const error = await tryRead(changed);
    if (error !== undefined) assertIsOurs(error, `change ${i}`);
  }
});

/** Fails unless the nodes, from `image` to `y`, are refused for a reason. */
async function assertRefused(
  nodes: readonly OnnxNode[],
  reason: string,
  weights: Readonly<Record<string, OnnxWeight>> = {},
  options: OnnxModelOptions = {},
): Promise<void> {
  const file = onnxModel({
    inputs: [{ name: "image", shape: [1, 3, 4, 4] }],
    outputs: [{ name: "y" }],
    nodes,
    weights: new Map(Object.entries(weights)),
  }, options);
  const error = await tryRead(file);
  assert(
    error?.message.includes(reason),
    `${error?.message} has no "${reason}"`,
  );
}

const integers = (...values: number[]): OnnxWeight => ({
  shape: [values.length],
  values: BigInt64Array.from(values, BigInt),
});

Deno.test("graphs that are none are refused", async () => {
  await assertRefused(
    [
      { operation: "Add", inputs: ["image", "b"], output: "a" },
      { operation: "Relu", inputs: ["a"], output: "b" },
      { operation: "Relu", inputs: ["b"], output: "y" },
    ],
    "no value may depend on itself",
  );
  await assertRefused(
    [{ operation: "Add", inputs: ["image", "gone"], output: "y" }],
    '"gone" is not',
  );
  await assertRefused(
    [
      { operation: "Relu", inputs: ["image"], output: "y" },
      { operation: "Tanh", inputs: ["image"], output: "y" },
    ],
    '"y" has two',
  );
  await assertRefused(
    [{ operation: "Identity", inputs: ["c"], output: "y" }],
    "it must depend on the image",
    { c: integers(1) },
  );
});

Deno.test("shapes that no memory holds are refused before they are made", async () => {
  const wide = {
    value: { tensor: { shape: [1], values: Float32Array.of(1) } },
  };
  for (const lengths of [[1e9, 1e9, 1e9], [2 ** 20, 2 ** 20], [-1, 4]]) {
    await assertRefused(
      [
        {
          operation: "ConstantOfShape",
          inputs: ["shape"],
          output: "c",
          attributes: wide,
        },
        { operation: "Add", inputs: ["image", "c"], output: "y" },
      ],
      "Cannot",
      { shape: integers(...lengths) },
    );
  }
  // Each is small; together they are not.
  const nodes = Array.from({ length: 40 }, (_, i): OnnxNode[] => [
    {
      operation: "ConstantOfShape",
      inputs: ["shape"],
      output: `c${i}`,
      attributes: wide,
    },
    {
      operation: "Add",
      inputs: [i === 0 ? "c0" : `a${i - 1}`, `c${i}`],
      output: i === 39 ? "y" : `a${i}`,
    },
  ]).flat();
  await assertRefused(nodes, "may take 1 GiB in all", {
    shape: integers(2 ** 24),
  });
});

Deno.test("what is not read is refused by the node's name, with what to do", async () => {
  const named = (operation: string, domain?: string): OnnxNode[] => [{
    operation,
    name: "the node",
    ...(domain !== undefined && { domain }),
    inputs: ["image"],
    output: "y",
  }];
  await assertRefused(named("TopK"), 'the layer "the node" (TopK)');
  await assertRefused(
    named("MyOp", "my.domain"),
    'operators: { "my.domain::MyOp": (inputs, attributes) => tensor }',
  );
  const quantized = [
    named("QuantizeLinear"),
    named("QLinearConv"),
    named("MatMulInteger"),
    named("MatMulNBits", "com.microsoft"),
    named("QAttention", "com.microsoft"),
  ];
  for (const nodes of quantized) {
    await assertRefused(
      nodes,
      "load the file with real numbers that this one was made from",
    );
  }
  await assertRefused(
    named("Conv", "com.microsoft.nchwc"),
    "load the file that this one was made from",
  );
  await assertRefused(named("Relu"), "its opset must be 7 to 23", {}, {
    opset: 6,
  });
});

Deno.test("attention with a state, or of heads that do not fit, is refused", async () => {
  const tokens = {
    operation: "Reshape",
    inputs: ["image", "shape"],
    output: "x",
  };
  const refused = (
    rest: Pick<OnnxNode, "attributes"> & { readonly inputs?: string[] },
    reason: string,
  ) =>
    assertRefused(
      [tokens, {
        operation: "Attention",
        inputs: ["x", "x", "x"],
        output: "y",
        ...rest,
      }],
      reason,
      { shape: integers(1, 4, 12) },
      { opset: 23 },
    );
  const heads = { q_num_heads: 3, kv_num_heads: 3 };
  await refused(
    { attributes: heads, inputs: ["x", "x", "x", "", "x", "x"] },
    "export the network without a cache",
  );
  await refused({}, "of 0 heads");
  await refused({ attributes: { ...heads, q_num_heads: 5 } }, "of 5 heads");
  await refused(
    { attributes: { q_num_heads: 4, kv_num_heads: 3 } },
    "Cannot",
  );
  await refused(
    { attributes: { ...heads, is_causal: 1, softcap: { float: 2 } } },
    "softcap must be 0 where scores are masked",
  );
});

Deno.test("a file without a size for its images says which option gives it", async () => {
  const file = onnxModel({
    inputs: [{ name: "image", shape: ["n", 3, "height", "width"] }],
    outputs: [{ name: "y" }],
    nodes: [{ operation: "GlobalAveragePool", inputs: ["image"], output: "y" }],
  });
  await assertRejects(
    () => loadOnnx(file, NOWHERE),
    RangeError,
    "leaves the size of images open, [any, 3, any, any]: pass { inputShape: [height, width, channels] }",
  );
  await assertRejects(
    () => loadOnnx(file, NOWHERE, { inputShape: [4, 4, 1] }),
    RangeError,
    "as inputShape must fit its input",
  );
  const network = await loadOnnx(file, NOWHERE, { inputShape: [5, 4, 3] });
  assertEquals(network.graph.nodes[0]!.shape, [null, 5, 4, 3]);
  network.dispose();
});

Deno.test("external data lies beside the file and nowhere else", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const weights = Float32Array.from({ length: 6 }, (_, i) => i);
    await Deno.writeFile(
      `${folder}/model.onnx.data`,
      new Uint8Array(weights.buffer),
    );
    const location = new URL(`file://${folder}/model.onnx`);
    const fileOf = (external: Readonly<Record<string, string>>) =>
      onnxModel({
        inputs: [{ name: "image", shape: [1, 3, 1, 1] }],
        outputs: [{ name: "y" }],
        nodes: [
          { operation: "Flatten", inputs: ["image"], output: "row" },
          { operation: "MatMul", inputs: ["row", "w"], output: "y" },
        ],
        weights: new Map([["w", { shape: [3, 1], values: weights, external }]]),
      });
    const read = fileOf({
      location: "model.onnx.data",
      offset: "12",
      length: "12",
    });
    const network = await loadOnnx(read, location);
    const kernel = network.weightLayers[0]!.weights[0]!.variable;
    assertEquals([...await kernel.data()], [3, 4, 5]);
    network.dispose();
    for (
      const [external, reason] of [
        [{ location: "../model.onnx.data" }, "may only name files beside it"],
        [{ location: "/etc/passwd" }, "may only name files beside it"],
        [{ location: "https://a.b/c" }, "may only name files beside it"],
        [{ location: "gone.data" }, "gone.data"],
        [{ location: "model.onnx.data", offset: "20" }, "as many elements"],
        [
          { location: "model.onnx.data", offset: "20", length: "12" },
          "must have 32 bytes",
        ],
        [{ location: "model.onnx.data", offset: "-4" }, "offset must be"],
      ] as const
    ) {
      const error = await loadOnnx(fileOf(external), location)
        .then(() => undefined, (error: Error) => error);
      assert(error?.message.includes(reason), `${error?.message}: ${reason}`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("an unknown operator names its node in an error of its own class", async () => {
  const draft = new Draft(1);
  const file = draft.file(draft.node("NonMaxSuppression"));
  const error = await tryRead(file);
  assert(error instanceof UnsupportedLayerError);
  assertEquals(error.layer, "NonMaxSuppression_0");
  assertEquals(error.layerClass, "NonMaxSuppression");
});
