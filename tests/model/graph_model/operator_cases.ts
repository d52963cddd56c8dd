import { type Attribute, type Draft, integers, text } from "./draft.ts";

/** Puts a network of one operator together and returns its output. */
export type Build = (draft: Draft) => string;

const yes: Attribute = { b: true };
const VALID = { padding: text("VALID"), data_format: text("NHWC") };
const SAME = { padding: text("SAME"), data_format: text("NHWC") };
const steps = (height: number, width = height) =>
  integers([1, height, width, 1]);

/** A positive value of the image. */
function positive(draft: Draft): string {
  const square = draft.node("Square");
  return draft.node("AddV2", [square, draft.number(0.5)]);
}

/** The image as rows of numbers. */
function flat(draft: Draft): string {
  return draft.node("Reshape", ["image", draft.integers([-1, 120])]);
}

const unary = (op: string): readonly Build[] => [(draft) => draft.node(op)];

const ofPositive = (op: string): readonly Build[] => [
  (draft) => draft.node(op, [positive(draft)]),
];

/** With another value, a constant behind or before, and one per channel. */
const binary = (op: string): readonly Build[] => [
  (draft) => draft.node(op, ["image", positive(draft)]),
  (draft) => draft.node(op, ["image", draft.weight([4], 0.2, 2)]),
  (draft) => draft.node(op, [draft.weight([4], 0.2, 2), positive(draft)]),
  (draft) => draft.node(op, ["image", draft.number(1.7)]),
  (draft) => draft.node(op, ["image", draft.weight([6, 5, 4], 0.1, 3)]),
];

const reduction = (op: string): readonly Build[] => [
  (draft) => draft.node(op, ["image", draft.integers([1, 2])]),
  (draft) =>
    draft.node(op, ["image", draft.integers([1, 2])], { keep_dims: yes }),
  (draft) => draft.node(op, ["image", draft.integers([-1])]),
  (draft) => draft.node(op, ["image", draft.integers([2], [])]),
];

const pool = (op: string): readonly Build[] => [
  (draft) =>
    draft.node(op, ["image"], { ...VALID, ksize: steps(2), strides: steps(2) }),
  (draft) =>
    draft.node(op, ["image"], {
      ...SAME,
      ksize: steps(3, 2),
      strides: steps(2, 1),
    }),
  (draft) =>
    draft.node(op, ["image"], { ...SAME, ksize: steps(3), strides: steps(1) }),
];

/** A convolution with kernels `[3, 2, 4, last]`. */
const convolution = (op: string, last: number): readonly Build[] => [
  (draft) =>
    draft.node(op, ["image", draft.weight([3, 2, 4, last])], {
      ...VALID,
      strides: steps(1),
      dilations: steps(1),
    }),
  (draft) =>
    draft.node(op, ["image", draft.weight([3, 3, 4, last])], {
      ...SAME,
      strides: steps(2),
      dilations: steps(1),
    }),
  (draft) =>
    draft.node(op, ["image", draft.weight([2, 2, 4, last])], {
      ...SAME,
      strides: steps(1),
      dilations: steps(2),
    }),
  (draft) =>
    draft.node(op, ["image", draft.weight([3, 2, 4, last])], {
      ...VALID,
      padding: text("EXPLICIT"),
      explicit_paddings: integers([0, 0, 1, 2, 1, 0, 0, 0]),
      strides: steps(1),
      dilations: steps(1),
    }),
];

const FUSED: readonly (readonly string[])[] = [
  ["BiasAdd"],
  ["BiasAdd", "Relu"],
  ["BiasAdd", "Relu6"],
  ["BiasAdd", "Elu"],
  ["BiasAdd", "LeakyRelu"],
  ["BiasAdd", "Prelu"],
];

const fused = (
  op: string,
  kernel: readonly number[],
  outputs: number,
  from: (draft: Draft) => string,
  attributes: Readonly<Record<string, Attribute>>,
  lists = FUSED,
): readonly Build[] =>
  lists.map((steps) => (draft) => {
    const slope = steps.includes("Prelu")
      ? [draft.weight([outputs], 0.1, 0.3)]
      : [];
    return draft.node(op, [
      from(draft),
      draft.weight(kernel),
      draft.weight([outputs]),
      ...slope,
    ], {
      ...attributes,
      fused_ops: { list: { s: steps.map((step) => btoa(step)) } },
      num_args: { i: String(1 + slope.length) },
      leakyrelu_alpha: { f: 0.15 },
    });
  });

const norm: readonly Build[] = [
  (draft) =>
    draft.node("FusedBatchNormV3", [
      "image",
      draft.weight([4], 0.3, 1),
      draft.weight([4]),
      draft.weight([4]),
      draft.weight([4], 0.05, 1),
    ], {
      epsilon: { f: 0.01 },
      is_training: { b: false },
      data_format: text("NHWC"),
    }),
];

/** A dilated convolution as TensorFlow spells it out. */
function blocked(
  op: string,
  last: number,
  [block, pads, crops]: readonly (readonly number[])[],
): Build {
  return (draft) => {
    const cut = draft.node("SpaceToBatchND", [
      "image",
      draft.integers(block!),
      draft.integers(pads!, [2, 2]),
    ]);
    const layer = draft.node(op, [cut, draft.weight([3, 2, 4, last])], {
      ...VALID,
      strides: steps(1),
      dilations: steps(1),
    });
    const outputs = op === "Conv2D" ? last : 4 * last;
    const bias = draft.node("BiasAdd", [layer, draft.weight([outputs])]);
    return draft.node("BatchToSpaceND", [
      draft.node("Relu", [bias]),
      draft.integers(block!),
      draft.integers(crops!, [2, 2]),
    ]);
  };
}

const SPREAD = [[2, 2], [2, 2, 1, 2], [0, 0, 0, 1]];

const resize = (op: string): readonly Build[] => [
  (draft) => draft.node(op, ["image", draft.integers([9, 10])]),
  (draft) => draft.node(op, ["image", draft.integers([4, 3])]),
  (draft) =>
    draft.node(op, ["image", draft.integers([9, 8])], { align_corners: yes }),
];

const pads = (op: string): readonly Build[] => [
  (draft) =>
    draft.node(op, [
      "image",
      draft.integers([0, 0, 1, 2, 0, 1, 0, 0], [4, 2]),
      ...(op === "PadV2" ? [draft.number(-0.7)] : []),
    ]),
];

const mirrored = (mode: string): Build => (draft) =>
  draft.node("MirrorPad", [
    "image",
    draft.integers([0, 0, 1, 2, 2, 1, 0, 0], [4, 2]),
  ], { mode: text(mode) });

const slices: readonly Build[] = [
  (draft) =>
    draft.node("StridedSlice", [
      "image",
      draft.integers([0, 1, -4, 0]),
      draft.integers([0, 5, 5, 3]),
      draft.integers([1, 2, 1, 1]),
    ], { begin_mask: { i: "1" }, end_mask: { i: "1" } }),
  // x[..., 1]
  (draft) =>
    draft.node("StridedSlice", [
      "image",
      draft.integers([0, 1]),
      draft.integers([0, 2]),
      draft.integers([1, 1]),
    ], { ellipsis_mask: { i: "1" }, shrink_axis_mask: { i: "2" } }),
  // x[:, -1, newaxis]
  (draft) =>
    draft.node("StridedSlice", [
      "image",
      draft.integers([0, -1, 0]),
      draft.integers([0, 0, 1]),
      draft.integers([1, 1, 1]),
    ], {
      begin_mask: { i: "1" },
      end_mask: { i: "1" },
      shrink_axis_mask: { i: "2" },
      new_axis_mask: { i: "4" },
    }),
];

/** `[batch, 30, 4]` by what the graph says of its own shape. */
const shapeArithmetic: Build = (draft) => {
  const shape = draft.node("Shape");
  const entry = (i: number) =>
    draft.node("StridedSlice", [
      shape,
      draft.integers([i]),
      draft.integers([i + 1]),
      draft.integers([1]),
    ], { shrink_axis_mask: { i: "1" } });
  const size = draft.node("Mul", [entry(1), entry(2)]);
  const whole = draft.node("Pack", [entry(0), size, entry(3)]);
  return draft.node("Reshape", ["image", whole]);
};

/** Networks of one operator each, by its name; images are `[6, 5, 4]`. */
export const OPERATOR_CASES: Readonly<Record<string, readonly Build[]>> = {
  Abs: unary("Abs"),
  Add: binary("Add"),
  AddN: [
    (draft) =>
      draft.node("AddN", ["image", positive(draft), draft.node("Exp")]),
  ],
  AddV2: binary("AddV2"),
  AvgPool: pool("AvgPool"),
  BatchMatMulV2: [
    (draft) =>
      draft.node("BatchMatMulV2", ["image", positive(draft)], { adj_y: yes }),
    (draft) =>
      draft.node("BatchMatMulV2", ["image", positive(draft)], { adj_x: yes }),
  ],
  BiasAdd: [(draft) => draft.node("BiasAdd", ["image", draft.weight([4])])],
  Cast: [
    (draft) => draft.node("Cast", ["image"], { DstT: { type: "DT_FLOAT" } }),
  ],
  ConcatV2: [
    (draft) =>
      draft.node("ConcatV2", [
        "image",
        positive(draft),
        draft.integers([3], []),
      ]),
    (draft) =>
      draft.node("ConcatV2", [
        "image",
        positive(draft),
        draft.integers([-3], []),
      ]),
  ],
  Conv2D: convolution("Conv2D", 3),
  Cos: unary("Cos"),
  DepthToSpace: [
    (draft) =>
      draft.node("DepthToSpace", ["image"], {
        block_size: { i: "2" },
        data_format: text("NHWC"),
      }),
  ],
  DepthwiseConv2dNative: convolution("DepthwiseConv2dNative", 2).slice(0, 3),
  Elu: unary("Elu"),
  Erf: unary("Erf"),
  Exp: unary("Exp"),
  ExpandDims: [
    (draft) => draft.node("ExpandDims", ["image", draft.integers([1], [])]),
    (draft) => draft.node("ExpandDims", ["image", draft.integers([-1], [])]),
  ],
  FusedBatchNormV3: norm,
  FusedDepthwiseConv2dNative: fused(
    "FusedDepthwiseConv2dNative",
    [3, 3, 4, 1],
    4,
    () => "image",
    { ...SAME, strides: steps(1), dilations: steps(1) },
    // tfjs runs it with a slope of 0 there.
    FUSED.filter((steps) => !steps.includes("LeakyRelu")),
  ),
  GatherV2: [
    (draft) =>
      draft.node("GatherV2", [
        "image",
        draft.integers([3, 0, 0]),
        draft.integers([3], []),
      ]),
  ],
  Identity: unary("Identity"),
  LRN: [
    (draft) =>
      draft.node("LRN", ["image"], {
        depth_radius: { i: "1" },
        bias: { f: 1.5 },
        alpha: { f: 0.3 },
        beta: { f: 0.6 },
      }),
  ],
  LeakyRelu: [
    (draft) => draft.node("LeakyRelu", ["image"], { alpha: { f: 0.3 } }),
    (draft) => draft.node("LeakyRelu"),
  ],
  Log: ofPositive("Log"),
  LogSoftmax: unary("LogSoftmax"),
  MatMul: [
    (draft) => draft.node("MatMul", [flat(draft), draft.weight([120, 3])]),
    (draft) =>
      draft.node("MatMul", [flat(draft), draft.weight([3, 120])], {
        transpose_b: yes,
      }),
  ],
  Max: reduction("Max"),
  MaxPool: pool("MaxPool"),
  Maximum: binary("Maximum"),
  Mean: reduction("Mean"),
  Min: reduction("Min"),
  Minimum: binary("Minimum"),
  MirrorPad: [mirrored("REFLECT"), mirrored("SYMMETRIC")],
  Mul: binary("Mul"),
  Neg: unary("Neg"),
  Pack: [
    (draft) =>
      draft.node("Pack", ["image", positive(draft)], { axis: { i: "1" } }),
    (draft) =>
      draft.node("Pack", ["image", positive(draft)], { axis: { i: "-1" } }),
  ],
  Pad: pads("Pad"),
  PadV2: pads("PadV2"),
  Pow: [(draft) => draft.node("Pow", [positive(draft), draft.number(1.3)])],
  Prelu: [
    (draft) => draft.node("Prelu", ["image", draft.weight([4], 0.1, 0.3)]),
    (draft) =>
      draft.node("Prelu", ["image", draft.weight([6, 5, 4], 0.1, 0.3)]),
  ],
  RealDiv: binary("RealDiv"),
  Reciprocal: ofPositive("Reciprocal"),
  Relu: unary("Relu"),
  Relu6: [
    (draft) =>
      draft.node("Relu6", [draft.node("Mul", ["image", draft.number(5)])]),
  ],
  Reshape: [flat, shapeArithmetic],
  ResizeBilinear: [
    ...resize("ResizeBilinear"),
    (draft) =>
      draft.node("ResizeBilinear", ["image", draft.integers([9, 10])], {
        half_pixel_centers: yes,
      }),
  ],
  ResizeNearestNeighbor: resize("ResizeNearestNeighbor"),
  Rsqrt: ofPositive("Rsqrt"),
  Selu: unary("Selu"),
  Sigmoid: unary("Sigmoid"),
  Sin: unary("Sin"),
  Slice: [
    (draft) =>
      draft.node("Slice", [
        "image",
        draft.integers([0, 2, 1, 0]),
        draft.integers([-1, 3, -1, 2]),
      ]),
  ],
  Softmax: unary("Softmax"),
  Softplus: unary("Softplus"),
  BatchToSpaceND: [
    blocked("Conv2D", 3, SPREAD),
    blocked("Conv2D", 3, [[1, 3], [0, 0, 0, 1], [0, 0, 0, 0]]),
    blocked("DepthwiseConv2dNative", 1, SPREAD),
  ],
  Split: [
    (draft) => {
      const parts = draft.node("Split", [draft.integers([3], []), "image"], {
        num_split: { i: "2" },
      });
      return draft.node("Sub", [`${parts}:1`, parts]);
    },
  ],
  SplitV: [
    (draft) => {
      const parts = draft.node("SplitV", [
        "image",
        draft.integers([3, 1]),
        draft.integers([-1], []),
      ], { num_split: { i: "2" } });
      return draft.node("Mul", [`${parts}:1`, parts]);
    },
  ],
  Sqrt: ofPositive("Sqrt"),
  Square: unary("Square"),
  SquaredDifference: binary("SquaredDifference"),
  Squeeze: [
    (draft) =>
      draft.node("Squeeze", [
        draft.node("Mean", ["image", draft.integers([1])], { keep_dims: yes }),
      ], { squeeze_dims: { list: { i: ["1"] } } }),
  ],
  StridedSlice: slices,
  Sub: binary("Sub"),
  Sum: reduction("Sum"),
  Tanh: unary("Tanh"),
  Tile: [
    (draft) => draft.node("Tile", ["image", draft.integers([1, 2, 1, 3])]),
  ],
  Transpose: [
    (draft) => draft.node("Transpose", ["image", draft.integers([0, 3, 1, 2])]),
  ],
  _FusedConv2D: fused("_FusedConv2D", [3, 2, 4, 3], 3, () => "image", {
    ...SAME,
    strides: steps(2),
    dilations: steps(1),
  }),
  _FusedMatMul: fused("_FusedMatMul", [120, 3], 3, flat, {}),
};
