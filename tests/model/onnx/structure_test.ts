/** What a file's graph becomes: which nodes, in which layout, with which weights. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { modelOf } from "../../../lib/model/as_model.ts";
import { placementOf } from "../../../lib/model/mod.ts";
import { onnxModel, type OnnxNode } from "../../onnx/onnx_model.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { assertLikeRuntime, outputsOf, withNetwork } from "./compare.ts";
import { Draft } from "./draft.ts";

await startBackend("fullgrad-wasm");

const float = (value: number) => ({ float: value });

/** The kinds of a file's nodes behind the image, up to the row at the end. */
async function kindsOf(file: Uint8Array): Promise<readonly string[]> {
  return await withNetwork(
    file,
    ({ graph }) => graph.nodes.map(({ kind }) => kind).slice(1),
  );
}

/** Fails unless the draft's output is one node of `kinds`, as the runtime has it. */
async function assertKinds(
  build: (draft: Draft) => string,
  kinds: readonly string[],
  { shape, opset }: { shape?: readonly number[]; opset?: number } = {},
): Promise<void> {
  const draft = new Draft(1, shape);
  const file = draft.file(build(draft), opset);
  const found = await kindsOf(file);
  const tail = ["rescale", "reshape", "transpose"];
  assertEquals(
    found.filter((kind) => !tail.includes(kind)),
    kinds,
  );
  await assertLikeRuntime(file, draft.shape, kinds.join());
}

Deno.test("activations that are spelled out are one node", async () => {
  await assertKinds(
    (d) => d.node("Mul", ["image", d.node("Sigmoid")]),
    ["activation"],
  );
  await assertKinds((d) => {
    const erf = d.node("Erf", [
      d.node("Div", ["image", d.number(Math.SQRT2)]),
    ]);
    const gate = d.node("Add", [erf, d.number(1)]);
    const product = d.node("Mul", ["image", gate]);
    return d.node("Mul", [product, d.number(0.5)]);
  }, ["activation"]);
  await assertKinds((d) => {
    const half = d.node("Mul", ["image", d.number(0.5)]);
    const erf = d.node("Erf", [
      d.node("Mul", ["image", d.number(Math.SQRT1_2)]),
    ]);
    return d.node("Mul", [half, d.node("Add", [erf, d.number(1)])]);
  }, ["activation"]);
  await assertKinds((d) => {
    const cube = d.node("Pow", ["image", d.number(3)]);
    const small = d.node("Mul", [cube, d.number(0.044715)]);
    const sum = d.node("Add", ["image", small]);
    const inner = d.node("Mul", [sum, d.number(Math.sqrt(2 / Math.PI))]);
    const gate = d.node("Add", [d.node("Tanh", [inner]), d.number(1)]);
    const half = d.node("Mul", ["image", d.number(0.5)]);
    return d.node("Mul", [half, gate]);
  }, ["activation"]);
  await assertKinds((d) => {
    const shifted = d.node("Add", ["image", d.number(3)]);
    const gate = d.node("Clip", [shifted, d.number(0), d.number(6)]);
    return d.node("Div", [d.node("Mul", ["image", gate]), d.number(6)]);
  }, ["activation"]);
  await assertKinds((d) => {
    const gate = d.node("HardSigmoid", ["image"], {
      attributes: { alpha: float(1 / 6) },
    });
    return d.node("Mul", ["image", gate]);
  }, ["activation"]);
  await assertKinds(
    (d) => d.node("Mul", ["image", d.node("Tanh", [d.node("Softplus")])]),
    ["activation"],
  );
});

Deno.test("normalizations that are spelled out are one node", async () => {
  const deviations = (d: Draft, axis: number) => {
    const mean = d.node("ReduceMean", ["image", d.integers([axis])]);
    const centered = d.node("Sub", ["image", mean]);
    const square = d.node("Pow", [centered, d.number(2)]);
    const variance = d.node("ReduceMean", [square, d.integers([axis])]);
    const root = d.node("Sqrt", [d.node("Add", [variance, d.number(1e-5)])]);
    return { centered, root };
  };
  await assertKinds((d) => {
    const { centered, root } = deviations(d, -1);
    return d.node("Div", [centered, root]);
  }, ["layerNorm"]);
  // Over channels first, as ConvNeXt does, with γ behind it.
  await assertKinds((d) => {
    const { centered, root } = deviations(d, 1);
    const normal = d.node("Div", [centered, root]);
    return d.node("Mul", [normal, d.weight([4, 1, 1])]);
  }, ["layerNorm"]);
  await assertKinds((d) => {
    const square = d.node("Pow", ["image", d.number(2)]);
    const mean = d.node("ReduceMean", [square, d.integers([-1])]);
    const root = d.node("Sqrt", [d.node("Add", [mean, d.number(1e-6)])]);
    return d.node("Mul", ["image", d.node("Reciprocal", [root])]);
  }, ["rmsNorm"]);
  await assertKinds((d) => {
    const rows = d.node("Reshape", ["image", d.integers([0, 2, -1])]);
    const normal = d.node("InstanceNormalization", [
      rows,
      d.tensor([2], Float32Array.of(1, 1)),
      d.tensor([2], Float32Array.of(0, 0)),
    ]);
    return d.node("Reshape", [normal, d.node("Shape")]);
  }, ["groupNorm", "elementwiseAffine"]);
  await assertKinds((d) => {
    const conv = d.node("Conv", ["image", d.weight([4, 4, 1, 1])]);
    const scaled = d.node("Mul", [conv, d.weight([4, 1, 1])]);
    return d.node("Relu", [d.node("Add", [scaled, d.weight([4, 1, 1])])]);
  }, ["conv2d", "batchNorm", "activation"]);
});

Deno.test("factors and summands of feature maps are batch normalization, of others not", async () => {
  const conv = (d: Draft) =>
    d.node("Conv", ["image", d.weight([4, 4, 1, 1]), d.weight([4])]);
  const scaled = (d: Draft, x: string) => {
    const product = d.node("Mul", [x, d.weight([4, 1, 1])]);
    return d.node("Add", [product, d.weight([4, 1, 1])]);
  };
  // Behind an activation, a pool, and where branches meet.
  await assertKinds(
    (d) => scaled(d, d.node("Elu", [conv(d)])),
    ["conv2d", "activation", "batchNorm"],
  );
  await assertKinds(
    (d) => {
      const pooled = d.node("MaxPool", [conv(d)], {
        attributes: { kernel_shape: [2, 2] },
      });
      const first = scaled(d, pooled);
      const sum = d.node("Add", [d.node("Relu", [first]), pooled]);
      return scaled(d, sum);
    },
    ["conv2d", "maxPool", "batchNorm", "activation", "add", "batchNorm"],
  );
  // The picture, what a product gives, and a factor alone.
  await assertKinds((d) => scaled(d, "image"), ["elementwiseAffine"]);
  await assertKinds(
    (d) => scaled(d, d.node("Add", [conv(d), "image"])),
    ["conv2d", "add", "elementwiseAffine"],
  );
  await assertKinds(
    (d) => scaled(d, d.node("Mul", [d.node("Relu"), d.node("Selu")])),
    ["activation", "activation", "multiply", "elementwiseAffine"],
  );
  await assertKinds(
    (d) => d.node("Mul", [d.node("Relu", [conv(d)]), d.weight([4, 1, 1])]),
    ["conv2d", "activation", "elementwiseAffine"],
  );
});

Deno.test("biases, gates and dead nodes are where they belong", async () => {
  await assertKinds((d) => {
    const conv = d.node("Conv", ["image", d.weight([3, 4, 1, 1])]);
    return d.node("Relu", [d.node("Add", [conv, d.weight([3, 1, 1])])]);
  }, ["conv2d", "activation"]);
  await assertKinds((d) => {
    const mean = d.node("GlobalAveragePool");
    const narrow = d.node("Relu", [
      d.node("Conv", [mean, d.weight([2, 4, 1, 1])]),
    ]);
    const wide = d.node("Conv", [narrow, d.weight([4, 2, 1, 1])]);
    return d.node("Mul", ["image", d.node("Sigmoid", [wide])]);
  }, [
    "globalAveragePool",
    "conv2d",
    "activation",
    "conv2d",
    "activation",
    "gate",
  ]);
  await assertKinds((d) => {
    d.node("Loop", ["image"]);
    d.node("SequenceEmpty", []);
    return d.node("Relu");
  }, ["activation"]).catch((error) => {
    // The runtime itself refuses a Loop of nothing; the graph was compared.
    assert(String(error).includes("session"), String(error));
  });
});

Deno.test("maps lie channels last, and no transposition is left", async () => {
  // As tf2onnx writes a network of TensorFlow.
  const draft = new Draft(2, [1, 6, 5, 3]);
  const first = draft.node("Transpose", ["image"], {
    attributes: { perm: [0, 3, 1, 2] },
  });
  const conv = draft.node("Conv", [
    first,
    draft.weight([4, 3, 3, 3]),
    draft.weight([4]),
  ]);
  const back = draft.node("Transpose", [conv], {
    attributes: { perm: [0, 2, 3, 1] },
  });
  const relu = draft.node("Relu", [back]);
  const file = draft.file(relu);
  assertEquals(await kindsOf(file), [
    "conv2d",
    "activation",
    "rescale",
    "reshape",
  ]);
  await assertLikeRuntime(file, draft.shape, "channels last");
  // A shuffle of channels needs one, and patches of a picture none.
  const shuffle = new Draft(3);
  const halves = shuffle.node("Reshape", [
    "image",
    shuffle.integers([1, 2, 2, 6, 5]),
  ]);
  const swapped = shuffle.node("Transpose", [halves], {
    attributes: { perm: [0, 2, 1, 3, 4] },
  });
  const mixed = shuffle.node("Reshape", [
    swapped,
    shuffle.integers([1, 4, 6, 5]),
  ]);
  const pooled = shuffle.node("GlobalAveragePool", [mixed]);
  const kinds = await kindsOf(shuffle.file(pooled));
  assertEquals(kinds.filter((kind) => kind === "transpose").length, 1);
  const patches = new Draft(4);
  const rows = patches.node("Reshape", ["image", patches.integers([0, 4, -1])]);
  const tokens = patches.node("Transpose", [rows], {
    attributes: { perm: [0, 2, 1] },
  });
  assert(!(await kindsOf(patches.file(tokens))).includes("transpose"));
});

Deno.test("maps are flattened as they lie: the rows of the kernel move", async () => {
  const shape = [1, 4, 6, 5];
  const flat = (d: Draft) =>
    d.node("Flatten", [d.node("Conv", ["image", d.weight([4, 4, 1, 1])])]);
  const cases: readonly ((draft: Draft) => string)[] = [
    (d) =>
      d.node("Gemm", [flat(d), d.weight([7, 120]), d.weight([7])], {
        attributes: { transB: 1, alpha: float(0.5) },
      }),
    (d) => d.node("Gemm", [flat(d), d.weight([120, 7])]),
    (d) =>
      d.node("MatMul", [d.node("Identity", [flat(d)]), d.weight([120, 7])]),
    (d) =>
      d.node("MatMul", [
        d.node("Squeeze", [d.node("Unsqueeze", [flat(d), d.integers([0])])]),
        d.weight([120, 7]),
      ]),
    // Half of the channels a row.
    (d) =>
      d.node("MatMul", [
        d.node("Reshape", [flat(d), d.integers([1, 2, 60])]),
        d.weight([60, 7]),
      ]),
    // Two readers, which share the weight that one of them reads as it is.
    (d) => {
      const kernel = d.weight([120, 120]);
      const first = d.node("MatMul", [flat(d), kernel]);
      return d.node("MatMul", [d.node("Relu", [first]), kernel]);
    },
  ];
  for (const [i, build] of cases.entries()) {
    const draft = new Draft(20 + i, shape);
    const file = draft.file(build(draft));
    const kinds = await kindsOf(file);
    assert(kinds.includes("dense"), kinds.join());
    assertEquals(kinds.includes("transpose"), i === 4, `${i}: ${kinds}`);
    await assertLikeRuntime(file, shape, `flattened, case ${i}`);
  }
});

Deno.test("a row of means is no map of one pixel: its dense bias lies nowhere", async () => {
  const draft = new Draft(30, [1, 4, 6, 6]);
  const mean = draft.node("AveragePool", ["image"], {
    attributes: { kernel_shape: [6, 6] },
  });
  const row = draft.node("Flatten", [mean]);
  const file = draft.file(
    draft.node("Gemm", [row, draft.weight([4, 7]), draft.weight([7])]),
  );
  await withNetwork(file, ({ graph }) => {
    const { id, shape } = graph.nodes.find(({ kind }) => kind === "dense")!;
    assertEquals(shape, [null, 7]);
    assertEquals(placementOf(graph, id), undefined);
  });
  await assertLikeRuntime(file, draft.shape, "a row of means");
});

Deno.test("a weight that two nodes share is one variable, and all are freed", async () => {
  const before = tf.memory().numTensors;
  const draft = new Draft(5);
  const kernel = draft.weight([4, 4, 1, 1]);
  const bias = draft.weight([4]);
  const first = draft.node("Relu", [
    draft.node("Conv", ["image", kernel, bias]),
  ]);
  const file = draft.file(draft.node("Conv", [first, kernel, bias]));
  await withNetwork(file, ({ weightLayers, graph }) => {
    assertEquals(tf.memory().numTensors, before + 2);
    assertEquals(weightLayers.length, 1);
    assertEquals(
      weightLayers[0]!.position,
      graph.nodes.findLastIndex(({ kind }) => kind === "conv2d"),
    );
  });
  assertEquals(tf.memory().numTensors, before);
  await assertLikeRuntime(file, draft.shape, "shared");
});

Deno.test("a branch that is known, and operators that the file defines, are read", async () => {
  const draft = new Draft(6);
  const branch = (operation: string): OnnxNode[] => [
    { operation, inputs: ["image"], output: `${operation}_out` },
  ];
  const graph = (operation: string) => ({
    graph: {
      inputs: [],
      outputs: [{ name: `${operation}_out` }],
      nodes: branch(operation),
    },
  });
  const condition = draft.tensor([], Uint8Array.of(1), { type: "bool" });
  const chosen = draft.node("If", [condition], {
    attributes: { then_branch: graph("Relu"), else_branch: graph("Tanh") },
  });
  draft.define({
    domain: "own",
    name: "Twice",
    inputs: ["x"],
    outputs: ["y"],
    nodes: [
      { operation: "Tanh", inputs: ["x"], output: "t" },
      { operation: "Add", inputs: ["t", "x"], output: "y" },
    ],
  });
  const twice = draft.node("Twice", [chosen], { domain: "own" });
  const file = draft.file(draft.node("Twice", [twice], { domain: "own" }));
  await assertLikeRuntime(file, draft.shape, "If and functions");
});

Deno.test("an operator of one's own runs as other, in the file's layout", async () => {
  const draft = new Draft(7);
  const own = draft.node("Shift", ["image", draft.weight([4, 1, 1])], {
    domain: "my",
    attributes: { times: 3 },
  });
  const file = draft.file(own);
  await withNetwork(file, async (network) => {
    assertEquals(
      network.graph.nodes.map(({ kind }) => kind).filter((kind) =>
        kind === "other"
      ),
      ["other"],
    );
    const images = tf.ones([2, 6, 5, 4]);
    const output = outputsOf(network, images);
    assertEquals(output.shape, [2, 120]);
    // 1.5 times the sum of 1, the weight and 3, channel by channel.
    const values = await output.data();
    assertEquals(new Set(values.slice(0, 30)).size, 1);
    tf.dispose([images, output]);
  }, {
    operators: {
      "my::Shift": ([x, w], { times }) => {
        assertEquals(x!.shape.slice(1), [4, 6, 5]);
        return tf.add(tf.add(x!, w!), times as number);
      },
    },
  });
});

Deno.test("weights of every type and form are read", async () => {
  const values = [-1.5, 0.25, 3, 0];
  const halves = Uint16Array.of(0xbe00, 0x3400, 0x4200, 0);
  const brains = Uint16Array.of(0xbfc0, 0x3e80, 0x4040, 0);
  const shape = [4, 1, 1];
  const forms = [
    { shape, values: Float32Array.from(values) },
    { shape, values: Float32Array.from(values), typed: true },
    { shape, values: Float64Array.from(values) },
    { shape, values: Float64Array.from(values), typed: true },
    { shape, values: halves, type: "float16" },
    { shape, values: halves, type: "float16", typed: true },
    { shape, values: brains, type: "bfloat16" },
  ] as const;
  for (const form of forms) {
    const file = onnxModel({
      inputs: [{ name: "image", shape: [1, 4, 2, 2] }],
      outputs: [{ name: "y" }],
      nodes: [
        { operation: "Add", inputs: ["image", "w"], output: "sum" },
        { operation: "GlobalAveragePool", inputs: ["sum"], output: "y" },
      ],
      weights: new Map([["w", form]]),
    });
    await withNetwork(file, async (network) => {
      const images = tf.zeros([1, 2, 2, 4]);
      const output = outputsOf(network, images);
      assertEquals([...await output.data()], values);
      tf.dispose([images, output]);
    });
  }
});

Deno.test("weights of 8 bits are the real numbers that they stand for", async () => {
  const draft = new Draft(8);
  const kernel = draft.tensor(
    [2, 4, 1, 1],
    Int8Array.of(1, -2, 30, 4, 5, -60, 7, 8),
  );
  const real = draft.node("DequantizeLinear", [
    kernel,
    draft.tensor([2], Float32Array.of(0.1, 0.02)),
    draft.tensor([2], Int8Array.of(0, 3)),
  ], { attributes: { axis: 0 } });
  const file = draft.file(draft.node("Conv", ["image", real]));
  assertEquals((await kindsOf(file))[0], "conv2d");
  await assertLikeRuntime(file, draft.shape, "8 bits");
});

Deno.test("attention is one node over its scores, however these are scaled and masked", async () => {
  const scores = (d: Draft) =>
    d.node("MatMul", [
      "image",
      d.node("Transpose", ["image"], {
        attributes: { perm: [0, 1, 3, 2] },
      }),
    ]);
  const weights = (d: Draft, id: string, axis = -1) =>
    d.node("Softmax", [id], { attributes: { axis } });
  const shape = [1, 3, 4, 5];
  const kinds = async (build: (draft: Draft) => string) => {
    const draft = new Draft(1, shape);
    const file = draft.file(build(draft), 13);
    await assertLikeRuntime(file, draft.shape, "attention");
    const found = await kindsOf(file);
    return found.filter((kind) =>
      ["attention", "softmax", "matMul"].includes(kind)
    );
  };
  const one = ["matMul", "attention"];
  assertEquals(
    await kinds((d) => d.node("MatMul", [weights(d, scores(d)), "image"])),
    one,
  );
  assertEquals(
    await kinds((d) => {
      const scaled = d.node("Div", [scores(d), d.number(2)]);
      const masked = d.node("Add", [scaled, d.number(-1)]);
      return d.node("MatMul", [weights(d, masked, 3), "image"]);
    }),
    one,
  );
  // Over the queries, or where something else reads the weights, it is none.
  const spelled = ["matMul", "softmax", "matMul"];
  assertEquals(
    await kinds((d) => d.node("MatMul", [weights(d, scores(d), 2), "image"])),
    spelled,
  );
  assertEquals(
    await kinds((d) => {
      const shares = weights(d, scores(d));
      const seen = d.node("MatMul", [shares, "image"]);
      const sum = d.node("ReduceSum", [shares, d.integers([-1])]);
      return d.node("Add", [seen, sum]);
    }),
    spelled,
  );
});

Deno.test("what hides scores is finite, and no weight of the network", async () => {
  for (const hidden of [-Infinity, -1e9, -100]) {
    const draft = new Draft(1, [1, 3, 4, 4]);
    const mask = draft.tensor(
      [4, 4],
      Float32Array.from(
        { length: 16 },
        (_, i) => i % 4 > Math.floor(i / 4) ? hidden : 0,
      ),
    );
    const scores = draft.node("Add", [
      draft.node("MatMul", ["image", draft.weight([4, 4])]),
      mask,
    ]);
    const file = draft.file(
      draft.node("MatMul", [draft.node("Softmax", [scores]), "image"]),
      13,
    );
    await assertLikeRuntime(file, draft.shape, `hidden by ${hidden}`);
    await withNetwork(file, async (network) => {
      assertEquals(network.weightLayers.map(({ layerClass }) => layerClass), [
        "MatMul",
      ]);
      const { completeness } = await fullGradients(
        modelOf(network, { name: "masked" }),
        { data: normals(48, 1), shape: [1, 4, 4, 3] },
      );
      assert(completeness[0]!.relativeToTerms <= 1e-5);
    });
  }
});

Deno.test("scores are hidden where a constant says, by −∞ in their place", async () => {
  const draft = new Draft(2, [1, 3, 4, 4]);
  const seen = Uint8Array.from({ length: 16 }, (_, i) => i % 5 === 1 ? 0 : 1);
  const scores = draft.node("Where", [
    draft.tensor([4, 4], seen, { type: "bool" }),
    draft.node("MatMul", ["image", draft.weight([4, 4])]),
    draft.number(-Infinity),
  ]);
  const file = draft.file(
    draft.node("MatMul", [draft.node("Softmax", [scores]), "image"]),
    13,
  );
  await assertLikeRuntime(file, draft.shape, "hidden by Where");
  await withNetwork(file, async (network) => {
    const { completeness } = await fullGradients(
      modelOf(network, { name: "masked" }),
      { data: normals(48, 1), shape: [1, 4, 4, 3] },
    );
    assert(completeness[0]!.relativeToTerms <= 1e-5);
  });
});

Deno.test("what onnxruntime has fused is its parts again, by name", async () => {
  const own = { domain: "com.microsoft" };
  const tokens = (d: Draft) =>
    d.node("Reshape", ["image", d.integers([1, 10, 12])]);
  await assertKinds(
    (d) =>
      d.node("Attention", [
        tokens(d),
        d.weight([12, 36], 0.3),
        d.weight([36]),
      ], { ...own, attributes: { num_heads: 3 } }),
    ["dense", "slice", "slice", "slice", "matMul", "attention"],
  );
  await assertKinds(
    (d) =>
      d.node("SkipLayerNormalization", [
        tokens(d),
        d.node("Tanh", [tokens(d)]),
        d.weight([12]),
      ], own),
    ["activation", "add", "layerNorm"],
  );
  await assertKinds(
    (d) =>
      d.node("BiasGelu", [
        d.node("MatMul", [tokens(d), d.weight([12, 8])]),
        d.weight([8]),
      ], own),
    ["dense", "activation"],
  );
  await assertKinds(
    (d) =>
      d.node("FusedConv", ["image", d.weight([3, 4, 1, 1]), d.weight([3])], {
        ...own,
        attributes: { activation: "Relu" },
      }),
    ["conv2d", "activation"],
  );
});

Deno.test("a convolution of maps with channels last is that of channels first", async () => {
  // No runtime on a processor has it for real numbers.
  const perm = [0, 2, 3, 1];
  const attributes = { pads: [1, 0, 1, 0], strides: [2, 1] };
  const build = (isLast: boolean) => {
    const draft = new Draft(9);
    const [bias, kernel] = [draft.weight([6]), draft.weight([6, 3, 2, 4])];
    const last = draft.node("Transpose", ["image"], { attributes: { perm } });
    const turned = draft.node("Transpose", [kernel], {
      attributes: { perm: [0, 3, 1, 2] },
    });
    const conv = isLast
      ? draft.node("NhwcConv", [last, kernel, bias], {
        domain: "com.microsoft",
        attributes,
      })
      : draft.node("Transpose", [
        draft.node("Conv", ["image", turned, bias], { attributes }),
      ], { attributes: { perm } });
    return draft.file(conv);
  };
  const images = tf.tensor(normals(2 * 120, 1), [2, 6, 5, 4]);
  const [outputs, expected] = [
    await withNetwork(build(true), (network) => outputsOf(network, images)),
    await withNetwork(build(false), (network) => outputsOf(network, images)),
  ];
  assertEquals(outputs.shape, [2, 72]);
  assertEquals(await outputs.data(), await expected.data());
  tf.dispose([images, outputs, expected]);
});

Deno.test("what a softmax or a sigmoid has made is told from the values that it weighs", async () => {
  const shape = [1, 3, 4, 4];
  const graphOf = async (build: (draft: Draft) => string) => {
    const draft = new Draft(1, shape);
    const file = draft.file(build(draft), 13);
    await assertLikeRuntime(file, draft.shape, "weights of values");
    return await withNetwork(
      file,
      ({ graph }) =>
        graph.nodes.flatMap(({ kind, attributes }) =>
          kind === "matMul"
            ? ["weighting" in attributes ? attributes.weighting : "none"]
            : kind === "gate" || kind === "multiply"
            ? [kind]
            : []
        ),
    );
  };
  const masked = (d: Draft) =>
    d.node("Mul", [d.node("Softmax"), d.weight([4, 4])]);
  assertEquals(
    await graphOf((d) => d.node("MatMul", [masked(d), d.node("Relu")])),
    ["first"],
  );
  assertEquals(
    await graphOf((d) => d.node("MatMul", [d.node("Relu"), masked(d)])),
    ["second"],
  );
  // Of two branches none weighs the other; nor do two softmaxes.
  assertEquals(
    await graphOf((d) => d.node("MatMul", [d.node("Relu"), d.node("Selu")])),
    ["none"],
  );
  assertEquals(
    await graphOf((d) => d.node("MatMul", [masked(d), masked(d)])),
    ["none"],
  );
  const other = (d: Draft) =>
    d.node("Tanh", [d.node("MatMul", ["image", d.weight([4, 4])])]);
  assertEquals(
    await graphOf((d) => d.node("Mul", [d.node("Relu"), other(d)])),
    ["gate"],
  );
  assertEquals(
    await graphOf((d) => d.node("Mul", [d.node("Relu"), d.node("Selu")])),
    ["multiply"],
  );
});
