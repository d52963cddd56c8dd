import type { OnnxAttribute } from "../../onnx/onnx_model.ts";
import type { Draft } from "./draft.ts";
import type { OperatorCase } from "./operator_cases.ts";

const TOKENS = 10;
const HEADS = 3;
const DEPTH = 4;
const WIDTH = HEADS * DEPTH;

const float = (value: number) => ({ float: value });

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** A node of onnxruntime's own operators. */
function own(
  draft: Draft,
  operation: string,
  inputs: readonly string[],
  attributes: Attributes = {},
  outputs = 1,
): string {
  const domain = "com.microsoft";
  return draft.node(operation, inputs, { attributes, domain, outputs });
}

/** The image as tokens, `[1, 10, 12]`. */
function tokens(draft: Draft): string {
  return draft.node("Reshape", ["image", draft.integers([1, TOKENS, WIDTH])]);
}

/** Tokens of another kind: queries, keys or values. */
function projected(draft: Draft, width = WIDTH): string {
  const kernel = draft.weight([WIDTH, width], 0.3);
  return draft.node("MatMul", [tokens(draft), kernel]);
}

/** Tokens with an axis for the heads, `[1, heads, 10, depth]`. */
function inHeads(draft: Draft, heads = HEADS): string {
  const split = draft.node("Reshape", [
    projected(draft, heads * DEPTH),
    draft.integers([1, TOKENS, heads, DEPTH]),
  ]);
  return draft.node("Transpose", [split], {
    attributes: { perm: [0, 2, 1, 3] },
  });
}

/** What is hidden of tokens, one in three of them. */
function hidden(shape: readonly number[]): Uint8Array {
  const size = shape.reduce((a, b) => a * b, 1);
  return Uint8Array.from({ length: size }, (_, i) => i % 3 === 1 ? 0 : 1);
}

/** Which tokens may be attended to. */
function tokenMask(draft: Draft): string {
  const shape = [1, TOKENS];
  return draft.tensor(shape, Int32Array.from(hidden(shape)));
}

/** A mask of yes and no, or of numbers, for scores. */
function scoreMask(draft: Draft): string {
  const shape = draft.random.pick([
    [TOKENS, TOKENS],
    [1, 1, TOKENS, TOKENS],
    [1, HEADS, TOKENS, TOKENS],
  ]);
  return draft.random.chance(0.5)
    ? draft.weight(shape)
    : draft.tensor(shape, hidden(shape), { type: "bool" });
}

/** The attention of ONNX itself, of opset 23. */
const attention: readonly OperatorCase[] = [
  (draft: Draft) => {
    const scale = draft.random.chance(0.5) ? { scale: float(0.3) } : {};
    const isCausal = draft.random.chance(0.3) ? { is_causal: 1 } : {};
    return draft.node("Attention", [
      inHeads(draft),
      inHeads(draft),
      inHeads(draft),
      ...(draft.random.chance(0.5) ? [scoreMask(draft)] : []),
    ], { attributes: { ...scale, ...isCausal } });
  },
  // Keys and values that heads share.
  (draft: Draft) =>
    draft.node("Attention", [
      projected(draft, 4 * DEPTH),
      projected(draft, 2 * DEPTH),
      projected(draft, 2 * DEPTH),
    ], { attributes: { q_num_heads: 4, kv_num_heads: 2 } }),
  (draft: Draft) =>
    draft.node("Attention", [inHeads(draft), inHeads(draft), inHeads(draft)], {
      attributes: { softcap: float(0.7) },
    }),
].map((build) => ({ build, opsets: [23] }));

const attentionOfMicrosoft: OperatorCase = {
  build: (draft) => {
    const sizes = draft.random.pick([undefined, [WIDTH, WIDTH, 2 * WIDTH]]);
    const width = sizes === undefined ? 3 * WIDTH : 4 * WIDTH;
    const mask = draft.random.chance(0.4) ? tokenMask(draft) : "";
    const bias = draft.random.chance(0.5)
      ? draft.weight([1, HEADS, TOKENS, TOKENS])
      : "";
    return own(draft, "Attention", [
      tokens(draft),
      draft.weight([WIDTH, width], 0.3),
      draft.weight([width]),
      mask,
      "",
      bias,
    ], {
      num_heads: HEADS,
      ...(sizes && { qkv_hidden_sizes: sizes }),
      ...(draft.random.chance(0.3) && { scale: float(0.2) }),
      ...(draft.random.chance(0.3) && { unidirectional: 1 }),
    });
  },
};

const multiHeadAttention: OperatorCase = {
  build: (draft) => {
    const some = (make: () => string) => draft.random.chance(0.5) ? make() : "";
    return own(draft, "MultiHeadAttention", [
      projected(draft),
      projected(draft),
      projected(draft),
      some(() => draft.weight([3 * WIDTH])),
      some(() => tokenMask(draft)),
      some(() => draft.weight([1, HEADS, TOKENS, TOKENS])),
    ], { num_heads: HEADS });
  },
};

/** A sum that is normalized; the sum is read, too, or not. */
function skipping(operation: string, withShift: boolean): OperatorCase {
  return {
    build: (draft) => {
      const skip = draft.random.pick([
        projected(draft),
        draft.weight([1, TOKENS, WIDTH]),
      ]);
      const normal = own(
        draft,
        operation,
        [
          tokens(draft),
          skip,
          draft.weight([WIDTH], 0.3, 1),
          ...(withShift ? [draft.weight([WIDTH])] : []),
          ...(draft.random.chance(0.5) ? [draft.weight([WIDTH])] : []),
        ],
        { epsilon: float(0.01) },
        4,
      );
      return draft.random.chance(0.5)
        ? draft.node("Add", [normal, `${normal}.3`])
        : normal;
    },
  };
}

/** The activations that stand in attributes, with their numbers. */
const FUSED: readonly (readonly [name: string, numbers: readonly number[]])[] =
  [
    ["Relu", []],
    ["Tanh", []],
    ["Sigmoid", []],
    ["LeakyRelu", [0.3]],
    ["HardSigmoid", [0.3, 0.4]],
    ["Clip", [-0.5, 0.8]],
  ];

/** Operators of onnxruntime's own, which it writes when it optimizes a file. */
export const CONTRIBUTED_CASES: Readonly<
  Record<string, readonly OperatorCase[]>
> = {
  Attention: attention,
  "com.microsoft::Attention": [attentionOfMicrosoft],
  "com.microsoft::MultiHeadAttention": [multiHeadAttention],
  "com.microsoft::SkipLayerNormalization": [
    skipping("SkipLayerNormalization", true),
  ],
  "com.microsoft::SkipSimplifiedLayerNormalization": [
    skipping("SkipSimplifiedLayerNormalization", false),
  ],
  "com.microsoft::BiasGelu": [{
    build: (draft) =>
      own(draft, "BiasGelu", [tokens(draft), draft.weight([WIDTH])]),
  }],
  "com.microsoft::FastGelu": [{
    build: (draft) =>
      own(draft, "FastGelu", [
        tokens(draft),
        ...(draft.random.chance(0.5) ? [draft.weight([WIDTH])] : []),
      ]),
  }],
  "com.microsoft::FusedConv": [{
    build: (draft) => {
      const [activation, numbers] = draft.random.pick(FUSED);
      return own(draft, "FusedConv", [
        "image",
        draft.weight([4, 4, 3, 3], 0.3),
        draft.weight([4]),
        ...(draft.random.chance(0.5) ? [draft.node("Tanh")] : []),
      ], {
        activation,
        ...(numbers.length > 0 && { activation_params: { floats: numbers } }),
        pads: [1, 1, 1, 1],
      });
    },
  }],
  "com.microsoft::FusedGemm": [{
    build: (draft) => {
      // Its own runtime knows no Clip here.
      const [activation, [alpha, beta]] = draft.random.pick(FUSED.slice(0, -1));
      const row = draft.node("Flatten");
      return own(draft, "FusedGemm", [
        row,
        draft.weight([7, 120], 0.1),
        draft.weight([7]),
      ], {
        transB: 1,
        activation,
        ...(alpha !== undefined && { activation_alpha: float(alpha) }),
        ...(beta !== undefined && { activation_beta: float(beta) }),
      });
    },
  }],
  "com.microsoft::FusedMatMul": [
    {
      build: (draft) =>
        own(draft, "FusedMatMul", [inHeads(draft), inHeads(draft)], {
          alpha: float(0.4),
          ...(draft.random.chance(0.5) ? { transA: 1 } : { transB: 1 }),
        }),
    },
    {
      build: (draft) =>
        own(draft, "FusedMatMul", [tokens(draft), draft.weight([7, WIDTH])], {
          transB: 1,
        }),
    },
  ],
};
