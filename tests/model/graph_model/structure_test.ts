/** What a graph of TensorFlow becomes, and what it says of itself. */
import * as tf from "@tensorflow/tfjs";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import { OPERATORS } from "../../../lib/model/formats/graph_model/operators/mod.ts";
import { loadModel, UnsupportedLayerError } from "../../../lib/model/mod.ts";
import { assertClose } from "../../propagation/assert_close.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { outputsOf } from "../onnx/compare.ts";
import { assertLikeTfjs, runGraphModel, withGraphModel } from "./compare.ts";
import { classifier, Draft, type GraphModel } from "./draft.ts";
import { OPERATOR_CASES } from "./operator_cases.ts";

await startBackend("fullgrad-wasm");

/** Operators of 25 published classifiers. */
const PUBLISHED =
  "Conv2D DepthwiseConv2dNative MatMul BiasAdd _FusedConv2D FusedDepthwiseConv2dNative _FusedMatMul Relu Relu6 Elu MaxPool AvgPool Mean Reshape Softmax Sigmoid Pad PadV2 MirrorPad Add AddV2 AddN Mul Sub Shape StridedSlice Pack ExpandDims Squeeze Max Minimum Maximum Abs Transpose Selu LeakyRelu Prelu Tanh RealDiv Square Sum Rsqrt Sqrt ConcatV2 SpaceToBatchND BatchToSpaceND ResizeBilinear ResizeNearestNeighbor Softplus Exp Identity FusedBatchNormV3";

Deno.test("the operators of published classifiers are read", () => {
  const missing = PUBLISHED.split(" ").filter((name) =>
    !Object.hasOwn(OPERATORS, name)
  );
  assertEquals(missing, []);
});

/** Spellings of operators that have cases under another name. */
const OTHER_NAMES = {
  BatchMatMul: "BatchMatMulV2",
  Ceil: "a step",
  Concat: "ConcatV2",
  Const: "all of them",
  Div: "RealDiv",
  Fill: "constants only",
  Floor: "a step",
  FusedBatchNorm: "FusedBatchNormV3",
  FusedBatchNormV2: "FusedBatchNormV3",
  Inv: "Reciprocal",
  PlaceholderWithDefault: "Identity",
  Prod: "constants only",
  Range: "constants only",
  Round: "a step",
  Shape: "Reshape",
  Sign: "a step",
  Softsign: "tfjs does not run it",
  SpaceToBatchND: "BatchToSpaceND",
  SpaceToDepth: "tfjs does not run it",
  StopGradient: "Identity",
  _FusedDepthwiseConv2dNative: "FusedDepthwiseConv2dNative",
};

Deno.test("every operator that is read has cases", () => {
  assertEquals(
    [...Object.keys(OPERATOR_CASES), ...Object.keys(OTHER_NAMES)].toSorted(),
    Object.keys(OPERATORS).toSorted(),
  );
});

Deno.test("what is fused is split, and batch norm that is spelled out is one", async () => {
  await withGraphModel(classifier(), ({ graph }) => {
    const [, first, relu, second, norm] = graph.nodes;
    assertEquals(
      graph.nodes.slice(1, 5).map(({ kind, layerClass }) =>
        `${kind} ${layerClass}`
      ),
      [
        "conv2d Conv2D",
        "activation Relu6",
        "conv2d Conv2D",
        "batchNorm Sub",
      ],
    );
    assertEquals(first!.name, `${relu!.name}/Conv2D`);
    assert(first!.weights.bias !== undefined);
    assert(second!.weights.bias === undefined);
    assert(norm!.weights.beta !== undefined);
  });
});

const GENDER = fileURLToPath(
  new URL("../../../../shared/models/photo_gender/model.json", import.meta.url),
);

Deno.test({
  name: "photo_gender: batch norm behind elu is batch norm by name",
  ignore: await Deno.stat(GENDER).then(() => false, () => true),
  fn: async () => {
    const model = await loadModel(GENDER);
    const kinds = model.graph.nodes.map(({ kind }) => kind);
    assertEquals(kinds.filter((kind) => kind === "batchNorm").length, 4);
    assert(!kinds.includes("elementwiseAffine"));
    model.dispose();
  },
});

Deno.test("weights of half precision and of 8 and 16 bits are read", async () => {
  for (const dtype of ["float16", "uint8", "uint16"] as const) {
    const { json, weights } = classifier();
    const specs = json.weightsManifest[0]!.weights;
    const parts: Uint8Array[] = [];
    let at = 0;
    const quantized = specs.map((spec) => {
      const size = spec.shape.reduce((product, n) => product * n, 1);
      const bytes = weights.slice(at, at += 4 * size);
      if (spec.dtype === "int32") {
        parts.push(bytes);
        return spec;
      }
      const values = new Float32Array(bytes.buffer);
      if (dtype === "float16") {
        parts.push(new Uint8Array(new Float16Array(values).buffer));
        return { ...spec, quantization: { dtype } };
      }
      const steps = dtype === "uint8" ? 255 : 65535;
      const [min, max] = [Math.min(...values), Math.max(...values)];
      const scale = (max - min) / steps || 1;
      const levels = Array.from(
        values,
        (value) => Math.round((value - min) / scale),
      );
      const stored = dtype === "uint8"
        ? Uint8Array.from(levels)
        : Uint16Array.from(levels);
      parts.push(new Uint8Array(stored.buffer));
      return { ...spec, quantization: { dtype, min, scale } };
    });
    const bytes = new Uint8Array(
      await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
    );
    const model = {
      json: {
        ...json,
        weightsManifest: [{ paths: ["weights.bin"], weights: quantized }],
      },
      weights: bytes,
    } as GraphModel;
    await assertLikeTfjs(model, [6, 5, 4], dtype);
  }
});

Deno.test("an operator that is not read is refused by name, or given", async () => {
  const draft = new Draft(1);
  const own = draft.node("Sinh");
  const model = draft.model(own);
  await assertRejects(
    () => withGraphModel(model, () => {}),
    UnsupportedLayerError,
    `the layer "${own}" (Sinh): this operator is not read; give it as operators: { "Sinh"`,
  );
  const values = normals(240, 1, 1);
  const expected = await runGraphModel(model, [2, 6, 5, 4], values);
  await withGraphModel(model, async (network) => {
    const images = tf.tensor(values, [2, 6, 5, 4]);
    const output = outputsOf(network, images);
    assertClose(await output.data(), expected, 1e-4, "Sinh");
    tf.dispose([images, output]);
  }, { operators: { Sinh: ([x]) => tf.sinh(x!) } });
});

Deno.test("an output of several is chosen by its key or position", async () => {
  const draft = new Draft(1);
  const [first, second] = [
    draft.node("Mean", [
      "image",
      draft.integers([1, 2]),
    ]),
    draft.node("Max", ["image", draft.integers([1, 2])]),
  ];
  const { json, weights } = draft.model(first);
  const signature = {
    outputs: { mean: { name: `${first}:0` }, max: { name: second } },
  };
  const model = { json: { ...json, signature }, weights };
  const kindOf = (output: string | number) =>
    withGraphModel(model, ({ graph }) => graph.nodes.at(-1)!.kind, { output });
  assertEquals(await kindOf(0), "globalAveragePool");
  assertEquals(await kindOf("max"), "globalMaxPool");
  await assertRejects(() => kindOf("sum"), RangeError, "0 (mean), 1 (max)");
});
