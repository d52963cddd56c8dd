/**
 * Whole small networks as exporters write them at each of the latest opsets: the
 * runtime's outputs, terms that add up, and nodes by name whatever the opset.
 */
import { assert, assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { fullGradients } from "../../../lib/decomposition/mod.ts";
import { modelOf } from "../../../lib/model/as_model.ts";
import { normals } from "../../propagation/cases/mod.ts";
import { sizeOf } from "../../propagation/float64/mod.ts";
import { assertLikeRuntime, withNetwork } from "./compare.ts";
import { Draft } from "./draft.ts";

await startBackend("fullgrad-wasm");

const float = (value: number) => ({ float: value });

/** Convolutions, and what the opsets changed about maps. */
function convolutional(d: Draft, opset: number): string {
  const conv = d.node("Conv", ["image", d.weight([8, 4, 3, 3], 0.2)], {
    attributes: { pads: [1, 1, 1, 1] },
  });
  // Per group first, and per channel since 21.
  const affine = [opset < 21 ? 2 : 8];
  const normal = d.node("GroupNormalization", [
    conv,
    d.weight(affine, 0.3, 1),
    d.weight(affine),
  ], { attributes: { num_groups: 2 } });
  const active = d.node(opset < 20 ? "HardSwish" : "Gelu", [normal]);
  const part = d.node("Split", [active], {
    attributes: { axis: 1, num_outputs: 3 },
    outputs: 3,
  });
  const gate = d.node("Sigmoid", [`${part}.1`]);
  const gated = d.node("Mul", [part, gate]);
  const joined = d.node("Concat", [gated, `${part}.2`], {
    attributes: { axis: 1 },
  });
  const padded = d.node("Pad", [
    joined,
    d.integers([1, 2, 0, 1]),
    "",
    d.integers([2, -1]),
  ], { attributes: { mode: opset < 19 ? "reflect" : "wrap" } });
  const resized = d.node("Resize", [padded, "", "", d.integers([10, 9])], {
    attributes: {
      axes: [2, 3],
      mode: "linear",
      keep_aspect_ratio_policy: "not_larger",
      coordinate_transformation_mode: opset < 19
        ? "half_pixel"
        : "half_pixel_symmetric",
    },
  });
  const pooled = d.node("MaxPool", [resized], {
    attributes: { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 },
  });
  const mean = d.node("ReduceMean", [pooled, d.integers([2, 3])], {
    attributes: { keepdims: 0 },
  });
  return d.node("Gemm", [mean, d.weight([5, 6]), d.weight([6])]);
}

const [WIDTH, HEADS, TOKENS] = [12, 3, 6];

/** A block of a transformer on the patches of the image. */
function transformer(d: Draft, opset: number): string {
  const conv = d.node("Conv", [
    "image",
    d.weight([WIDTH, 4, 4, 4], 0.2),
    d.weight([WIDTH]),
  ], { attributes: { strides: [4, 4] } });
  const flat = d.node("Reshape", [conv, d.integers([0, 0, -1])]);
  const tokens = d.node("Transpose", [flat], {
    attributes: { perm: [0, 2, 1] },
  });
  const placed = d.node("Add", [tokens, d.weight([1, TOKENS, WIDTH])]);
  const attended = d.node("Add", [
    placed,
    attention(d, norm(d, placed), opset),
  ]);
  const before = norm(d, attended, opset < 23 ? undefined : "RMSNormalization");
  const wide = linear(d, before, WIDTH, 2 * WIDTH);
  const narrow = linear(d, gelu(d, wide, opset), 2 * WIDTH, WIDTH);
  const after = norm(d, d.node("Add", [attended, narrow]));
  const mean = d.node("ReduceMean", [after, d.integers([1])], {
    attributes: { keepdims: 0 },
  });
  return linear(d, mean, WIDTH, 6);
}

function linear(d: Draft, x: string, inputs: number, outputs: number): string {
  const product = d.node("MatMul", [x, d.weight([inputs, outputs], 0.3)]);
  return d.node("Add", [d.weight([outputs]), product]);
}

function norm(d: Draft, x: string, operation = "LayerNormalization"): string {
  const isShifted = operation === "LayerNormalization";
  return d.node(operation, [
    x,
    d.weight([WIDTH], 0.3, 1),
    ...(isShifted ? [d.weight([WIDTH])] : []),
  ], { attributes: { axis: -1, epsilon: float(1e-5) } });
}

function gelu(d: Draft, x: string, opset: number): string {
  if (opset >= 20) return d.node("Gelu", [x]);
  const erf = d.node("Erf", [d.node("Div", [x, d.number(Math.SQRT2)])]);
  const gate = d.node("Add", [erf, d.number(1)]);
  return d.node("Mul", [d.node("Mul", [x, gate]), d.number(0.5)]);
}

/** One operator since 23, and spelled out before. */
function attention(d: Draft, x: string, opset: number): string {
  const [query, key, value] = [0, 1, 2].map(() => linear(d, x, WIDTH, WIDTH));
  if (opset >= 23) {
    const attributes = { q_num_heads: HEADS, kv_num_heads: HEADS };
    const inputs = [query!, key!, value!];
    return linear(d, d.node("Attention", inputs, { attributes }), WIDTH, WIDTH);
  }
  const depth = WIDTH / HEADS;
  const heads = (x: string, perm: readonly number[]) =>
    d.node("Transpose", [
      d.node("Reshape", [x, d.integers([1, TOKENS, HEADS, depth])]),
    ], { attributes: { perm } });
  const scores = d.node("MatMul", [
    heads(query!, [0, 2, 1, 3]),
    heads(key!, [0, 2, 3, 1]),
  ]);
  const scaled = d.node("Mul", [scores, d.number(1 / Math.sqrt(depth))]);
  const weights = d.node("Softmax", [scaled], { attributes: { axis: -1 } });
  const seen = d.node("MatMul", [weights, heads(value!, [0, 2, 1, 3])]);
  const back = d.node("Transpose", [seen], {
    attributes: { perm: [0, 2, 1, 3] },
  });
  const joined = d.node("Reshape", [back, d.integers([1, TOKENS, WIDTH])]);
  return linear(d, joined, WIDTH, WIDTH);
}

/** The nodes that must be there by name, at every opset. */
const NETWORKS = [
  {
    name: "a convolutional network",
    build: convolutional,
    kinds: { conv2d: 1, groupNorm: 1, gate: 1, maxPool: 1, dense: 1 },
  },
  {
    name: "a transformer",
    build: transformer,
    kinds: { conv2d: 1, attention: 1, softmax: 0, dense: 7, matMul: 1 },
  },
];

const SHAPE = [1, 4, 12, 8];

for (const { name, build, kinds } of NETWORKS) {
  for (const opset of [18, 19, 20, 21, 22, 23]) {
    Deno.test(`${name} of opset ${opset} is what onnxruntime-web computes, and complete`, async () => {
      const draft = new Draft(opset, SHAPE);
      const file = draft.file(build(draft, opset), opset);
      await assertLikeRuntime(file, SHAPE, `${name}, opset ${opset}`);
      await withNetwork(file, async (network) => {
        const { nodes } = network.graph;
        for (const [kind, count] of Object.entries(kinds)) {
          const found = nodes.filter((node) => node.kind === kind);
          assertEquals(found.length, count, kind);
        }
        const norms = nodes.filter(({ kind }) => kind.endsWith("Norm"));
        assertEquals(norms.length, build === transformer ? 3 : 1);
        const model = modelOf(network, { name });
        const shape = [2, ...SHAPE.slice(2), SHAPE[1]!];
        const { completeness } = await fullGradients(model, {
          data: normals(sizeOf(shape), 7),
          shape,
        });
        for (const { relativeToTerms } of completeness) {
          assert(relativeToTerms <= 1e-5, `${relativeToTerms} is missing`);
        }
      });
    });
  }
}
