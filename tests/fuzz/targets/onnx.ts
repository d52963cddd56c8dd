import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { Draft } from "../../model/onnx/draft.ts";
import {
  onnxModel,
  type OnnxNode,
  type OnnxWeight,
} from "../../onnx/onnx_model.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

await startBackend("fullgrad-wasm");

/** Fails unless loading ends with a model or an error, and leaves nothing. */
async function check(bytes: Uint8Array, folder: string): Promise<void> {
  const path = join(folder, "model.onnx");
  await Deno.writeFile(path, bytes);
  const before = tf.memory().numTensors;
  await endsWell(async () => {
    const model = await loadModel(path);
    model.dispose();
  });
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Unexpected(`${left} tensors are left behind`);
}

/** A convolution, a normalization spelled out, and arithmetic on shapes. */
function convolutional(): Uint8Array {
  const draft = new Draft(1, [1, 3, 4, 4]);
  const conv = draft.node("Conv", [
    "image",
    draft.weight([2, 3, 3, 3]),
    draft.weight([2]),
  ], { attributes: { pads: [1, 1, 1, 1] } });
  const scaled = draft.node("Mul", [conv, draft.weight([2, 1, 1])]);
  const shape = draft.node("Shape", [scaled]);
  const first = draft.node("Gather", [shape, draft.integers([0], [])]);
  const rows = draft.node("Unsqueeze", [first, draft.integers([0])]);
  const target = draft.node("Concat", [rows, draft.integers([-1])], {
    attributes: { axis: 0 },
  });
  return draft.file(draft.node("Reshape", [scaled, target]));
}

/** Attention over the rows of an image. */
function attentive(): Uint8Array {
  const draft = new Draft(2, [1, 1, 4, 4]);
  const rows = draft.node("Squeeze", ["image", draft.integers([1])]);
  const queries = draft.node("MatMul", [rows, draft.weight([4, 4])]);
  const turned = draft.node("Transpose", [rows], {
    attributes: { perm: [0, 2, 1] },
  });
  const scores = draft.node("MatMul", [queries, turned]);
  const weights = draft.node("Softmax", [scores]);
  return draft.file(draft.node("MatMul", [weights, rows]));
}

const ORIGINALS = [convolutional(), attentive()];

/** ONNX files, damaged. */
export const onnxFile: FuzzTarget<readonly [Uint8Array, Damage]> = {
  cases: fc.tuple(fc.constantFrom(...ORIGINALS), damages),
  check: ([file, damage], folder) => check(damaged(file, damage), folder),
};

/** Operators of every family. */
const OPERATIONS = [
  ...["Add", "Mul", "Div", "Relu", "Sigmoid", "Softmax", "Identity", "Pow"],
  ...["Conv", "MatMul", "Gemm", "MaxPool", "AveragePool", "GlobalAveragePool"],
  ...["Reshape", "Expand", "Tile", "Concat", "Slice", "Gather", "Transpose"],
  ...["Unsqueeze", "Squeeze", "Flatten", "Pad", "Resize", "Split", "Einsum"],
  ...["Shape", "ConstantOfShape", "Range", "ScatterND", "Where", "ReduceMean"],
  ...["BatchNormalization", "LayerNormalization", "NonZero", "Loop", "Cast"],
];

const length = fc.oneof(
  fc.integer({ min: -2, max: 6 }),
  fc.constantFrom(0, 2 ** 15, 2 ** 24, 2 ** 31 - 1, 2 ** 31, 2 ** 40, 2 ** 53),
);

const attributes = fc.dictionary(
  fc.constantFrom(
    ...["axis", "axes", "perm", "pads", "strides", "dilations", "group"],
    ...["kernel_shape", "to", "mode", "equation", "keepdims", "epsilon"],
  ),
  fc.oneof(
    length,
    fc.array(length, { maxLength: 5 }),
    fc.constantFrom("constant", "linear", "nchw,kc->nk", ""),
    fc.float().map((float) => ({ float })),
  ),
  { maxKeys: 3 },
);

const weight: fc.Arbitrary<OnnxWeight> = fc.oneof(
  fc.array(length, { maxLength: 5 }).map((values) => ({
    shape: [values.length],
    values: BigInt64Array.from(values, BigInt),
  })),
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 }).map((shape) => ({
    shape,
    values: new Float32Array(shape.reduce((size, n) => size * n, 1)).fill(0.5),
  })),
  // A shape that its values do not have, and files that lie elsewhere.
  fc.tuple(
    fc.array(length, { maxLength: 4 }),
    fc.constantFrom("../model.onnx", "/dev/zero", "model.onnx", "gone", ""),
    length,
  ).map(([shape, location, offset]) => ({
    shape,
    values: new Float32Array(2),
    ...(location !== "" && { external: { location, offset: `${offset}` } }),
  })),
);

/** Values that nodes can name: those before, behind, and of none. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.nat(7).map((i) => `v${i}`) },
  { weight: 2, arbitrary: fc.nat(3).map((i) => `w${i}`) },
  { weight: 2, arbitrary: fc.constantFrom("image", "") },
);

const node = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  inputs: fc.array(value, { maxLength: 4 }),
  attributes,
});

/** Graphs of real operators on anything: circles, huge shapes, other files. */
export const onnxGraph: FuzzTarget<
  readonly [readonly Omit<OnnxNode, "output">[], readonly OnnxWeight[], number]
> = {
  cases: fc.tuple(
    fc.array(node, { minLength: 1, maxLength: 7 }),
    fc.array(weight, { minLength: 4, maxLength: 4 }),
    fc.integer({ min: 6, max: 24 }),
  ),
  check: ([nodes, weights, opset], folder) =>
    check(
      onnxModel({
        inputs: [{ name: "image", shape: [1, 3, 4, 4] }],
        outputs: [{ name: `v${nodes.length - 1}` }],
        nodes: nodes.map((node, i) => ({ ...node, output: `v${i}` })),
        weights: new Map(weights.map((weight, i) => [`w${i}`, weight])),
      }, { opset }),
      folder,
    ),
};
