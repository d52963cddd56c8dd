import type { Draft } from "./draft.ts";

/** One random use of an operator: the name of what is compared. */
export interface OperatorCase {
  /** Adds the operator to the image of the draft. */
  readonly build: (draft: Draft) => string;
  /** Shape of the image, `[1, 4, 6, 5]` by default. */
  readonly shape?: readonly number[];
  /** The version of the operators, drawn from these. */
  readonly opsets?: readonly number[];
  /** Standard deviation of the image's numbers. */
  readonly spread?: number;
}

type Attributes = Parameters<Draft["node"]>[2] extends infer O
  ? NonNullable<NonNullable<O> extends { attributes?: infer A } ? A : never>
  : never;

const CHANNELS = 4;
const [HEIGHT, WIDTH] = [6, 5];

/** An operator of one input and drawn attributes. */
function plain(
  operation: string,
  attributes: (draft: Draft) => Attributes = () => ({}),
  rest: Omit<OperatorCase, "build"> = {},
): OperatorCase {
  return {
    build: (draft) =>
      draft.node(operation, ["image"], { attributes: attributes(draft) }),
    ...rest,
  };
}

/** The image moved away from 0, where a function is not defined. */
function positive(operation: string): OperatorCase {
  return {
    build: (draft) => {
      const size = draft.node("Abs");
      const away = draft.node("Add", [size, draft.number(0.2)]);
      return draft.node(operation, [away]);
    },
  };
}

const float = (value: number) => ({ float: value });

/** How a window slides: one that fits into maps of 6×5. */
function windows(
  { random }: Draft,
  { same = true, dilated = true }: {
    readonly same?: boolean;
    readonly dilated?: boolean;
  } = {},
): Attributes {
  const size = [1 + random.integer(3), 1 + random.integer(3)];
  const below = (i: number) => random.integer(size[i]!);
  // onnxruntime forgets the dilation, and refuses steps over a window, there.
  const automatic = same && random.chance(0.3);
  const step = (i: number, most: number) =>
    Math.min(1 + random.integer(most), automatic ? size[i]! : most);
  return {
    kernel_shape: size,
    strides: [step(0, 3), step(1, 2)],
    ...(dilated && !automatic && random.chance(0.3) && {
      dilations: [1 + random.integer(2), 1 + random.integer(2)],
    }),
    ...(automatic
      ? { auto_pad: random.pick(["SAME_UPPER", "SAME_LOWER", "VALID"]) }
      : { pads: [below(0), below(1), below(0), below(1)] }),
  };
}

function convolution(isDepthwise: boolean): OperatorCase {
  return {
    build: (draft) => {
      const { random } = draft;
      const attributes = windows(draft);
      const group = isDepthwise ? CHANNELS : random.pick([1, 2]);
      const outputs = group * (1 + random.integer(3));
      const [height, width] = attributes["kernel_shape"] as number[];
      const inputs = [
        "image",
        draft.weight([outputs, CHANNELS / group, height!, width!], 0.5),
        ...(random.chance(0.7) ? [draft.weight([outputs])] : []),
      ];
      return draft.node("Conv", inputs, {
        attributes: { ...attributes, group },
      });
    },
  };
}

const conv1d: OperatorCase = {
  shape: [1, CHANNELS, HEIGHT, WIDTH],
  build: (draft) => {
    const { random } = draft;
    const size = 1 + random.integer(4);
    const row = draft.node("Reshape", [
      "image",
      draft.integers([0, CHANNELS, -1]),
    ]);
    const group = random.pick([1, 2, CHANNELS]);
    return draft.node("Conv", [
      row,
      draft.weight([CHANNELS, CHANNELS / group, size]),
      draft.weight([CHANNELS]),
    ], {
      attributes: {
        kernel_shape: [size],
        strides: [1 + random.integer(3)],
        pads: [random.integer(size), random.integer(size)],
        group,
      },
    });
  },
};

const convTranspose: OperatorCase = {
  build: (draft) => {
    const { random } = draft;
    const size = [2 + random.integer(2), 2 + random.integer(2)];
    const strides = [1 + random.integer(3), 1 + random.integer(2)];
    const dilations = random.chance(0.3) ? [2, 1] : [1, 1];
    const group = random.pick([1, 1, 2, CHANNELS]);
    const outputs = 1 + random.integer(3);
    const automatic = random.integer(4) === 0;
    const sized = !automatic && random.integer(4) === 0;
    const attributes: Attributes = {
      kernel_shape: size,
      strides,
      dilations,
      group,
      ...(automatic
        ? { auto_pad: random.pick(["SAME_UPPER", "SAME_LOWER"]) }
        : sized
        ? {
          output_shape: [
            strides[0]! * (HEIGHT - 1) + (size[0]! - 1) * dilations[0]! + 1 -
            random.integer(2),
            strides[1]! * (WIDTH - 1) + size[1]! - random.integer(2),
          ],
        }
        : {
          pads: [0, 1, 1, 0],
          output_padding: [
            random.integer(strides[0]!),
            random.integer(strides[1]!),
          ],
        }),
    };
    // Windows that touch nothing would need negative padding.
    const fits = !automatic ||
      strides.every((stride, i) =>
        (size[i]! - 1) * dilations[i]! + 1 >= stride
      );
    return draft.node("ConvTranspose", [
      "image",
      draft.weight([CHANNELS, outputs, size[0]!, size[1]!]),
      ...(random.chance(0.7) ? [draft.weight([outputs * group])] : []),
    ], {
      attributes: fits ? attributes : { ...attributes, auto_pad: "NOTSET" },
    });
  },
};

function pool(operation: "MaxPool" | "AveragePool"): OperatorCase {
  return {
    opsets: [10, 11, 19],
    build: (draft) => {
      const { random } = draft;
      const isMax = operation === "MaxPool";
      const attributes = windows(draft, { dilated: isMax });
      return draft.node(operation, ["image"], {
        attributes: {
          ...attributes,
          ...(!("auto_pad" in attributes) &&
            { ceil_mode: random.integer(2) }),
          ...(!isMax && { count_include_pad: random.integer(2) }),
        },
      });
    },
  };
}

/** Shapes that broadcast to the image's, as exporters write them. */
const BROADCAST = [
  [],
  [1],
  [CHANNELS, 1, 1],
  [1, CHANNELS, 1, 1],
  [1, 1, HEIGHT, WIDTH],
  [WIDTH],
  [HEIGHT, 1],
  [1, CHANNELS, HEIGHT, WIDTH],
  [CHANNELS, HEIGHT, WIDTH],
];

/** An operator of two values: of the image and a constant, or of two values. */
function binary(operation: string, center = 0): OperatorCase {
  return {
    build: (draft) => {
      const { random } = draft;
      const other = random.pick([
        () => draft.weight(random.pick(BROADCAST), 0.3, center),
        () => computed(draft, center),
      ])();
      const inputs = random.chance(0.5) || operation === "Div"
        ? ["image", other]
        : [other, "image"];
      return draft.node(operation, inputs);
    },
  };
}

/** A value computed from the image, of its shape or one that broadcasts. */
function computed(draft: Draft, center: number): string {
  const { random } = draft;
  const small = draft.node("Tanh");
  const part = random.pick([
    () => small,
    () => draft.node("GlobalAveragePool", [small]),
    () =>
      draft.node("ReduceMean", [small, draft.integers([1])], {
        attributes: { keepdims: 1 },
      }),
    () =>
      draft.node("ReduceMean", [small, draft.integers([0, 1, 2])], {
        attributes: { keepdims: 0 },
      }),
    () =>
      draft.node("ReduceMax", [small, draft.integers([0, 3])], {
        attributes: { keepdims: 1 },
      }),
  ])();
  return draft.node("Add", [part, draft.number(center)]);
}

function variadic(operation: string): OperatorCase {
  return {
    build: (draft) =>
      draft.node(operation, [
        "image",
        computed(draft, 0),
        ...(draft.random.chance(0.5)
          ? [draft.weight(draft.random.pick(BROADCAST))]
          : []),
      ]),
  };
}

function reduction(operation: string): OperatorCase {
  return {
    opsets: operation === "ReduceSum" ? [13, 19] : [11, 17],
    build: (draft) => {
      const { random } = draft;
      const axes = random.pick([[1], [2, 3], [-1], [1, 2, 3], [0, 2], [3, 1]]);
      const keepdims = random.integer(2);
      const isInput = operation === "ReduceSum";
      return draft.node(
        operation,
        ["image", ...(isInput ? [draft.integers(axes)] : [])],
        { attributes: { keepdims, ...(!isInput && { axes }) } },
      );
    },
  };
}

/** The same with the axes as an input, as from opset 18 on. */
function laterReduction(operation: string): OperatorCase {
  return {
    opsets: [18, 20],
    build: (draft) =>
      draft.node(operation, [
        "image",
        draft.integers(draft.random.pick([[1], [2, 3], [-2], [1, 3]])),
      ], { attributes: { keepdims: draft.random.integer(2) } }),
  };
}

function resize(operation: "Resize" | "Upsample"): OperatorCase {
  const isOld = operation === "Upsample";
  return {
    opsets: isOld ? [9] : [13, 18, 19],
    build: (draft) => {
      const { random } = draft;
      const mode = random.pick(
        isOld ? ["nearest", "linear"] : ["nearest", "linear", "cubic"],
      );
      const scales = random.pick([
        [1, 1, 2, 2],
        [1, 1, 2, 3],
        ...(isOld ? [] : [[1, 1, 0.5, 1.6], [1, 1, 1.5, 0.8]]),
      ]);
      const factors = draft.tensor([4], Float32Array.from(scales));
      if (isOld) {
        return draft.node(operation, ["image", factors], {
          attributes: { mode },
        });
      }
      const sizes = random.chance(0.4)
        ? draft.integers([
          1,
          CHANNELS,
          3 + random.integer(9),
          2 + random.integer(9),
        ])
        : undefined;
      return draft.node(operation, [
        "image",
        "",
        ...(sizes === undefined ? [factors] : ["", sizes]),
      ], {
        attributes: {
          mode,
          coordinate_transformation_mode: random.pick([
            "half_pixel",
            "align_corners",
            "asymmetric",
            "pytorch_half_pixel",
          ]),
          ...(mode === "nearest" && {
            nearest_mode: random.pick([
              "floor",
              "ceil",
              "round_prefer_floor",
              "round_prefer_ceil",
            ]),
          }),
          ...(mode === "cubic" && {
            cubic_coeff_a: float(random.pick([-0.75, -0.5])),
            exclude_outside: random.integer(2),
          }),
        },
      });
    },
  };
}

/** Resizing whose filter widens where maps become smaller. */
function smoothResize(): OperatorCase {
  return {
    build: (draft) => {
      const { random } = draft;
      const mode = random.pick(["linear", "cubic"]);
      const sizes = [1 + random.integer(9), 1 + random.integer(4)];
      return draft.node("Resize", [
        "image",
        "",
        "",
        draft.integers([1, CHANNELS, ...sizes]),
      ], {
        attributes: {
          mode,
          antialias: 1,
          exclude_outside: random.integer(2),
          coordinate_transformation_mode: random.pick([
            "half_pixel",
            "align_corners",
            "asymmetric",
          ]),
        },
      });
    },
  };
}

function depthToSpace(mode: "DCR" | "CRD"): OperatorCase {
  return plain("DepthToSpace", () => ({ blocksize: 2, mode }), {
    shape: [1, 8, 3, 2],
  });
}

/** A network of one operator, drawn anew for every seed. */
export const OPERATOR_CASES: Readonly<
  Record<string, readonly OperatorCase[]>
> = {
  Conv: [convolution(false), convolution(true), conv1d],
  ConvTranspose: [convTranspose],
  MaxPool: [pool("MaxPool")],
  AveragePool: [
    pool("AveragePool"),
    plain("AveragePool", ({ random }) => ({
      kernel_shape: [2, 3],
      dilations: [2, 1 + random.integer(2)],
      pads: [1, 1, 1, 1],
      count_include_pad: 1,
    }), { opsets: [19] }),
  ],
  LpPool: [
    plain("LpPool", ({ random }) => ({
      kernel_shape: [2, 3],
      strides: [1 + random.integer(2), 2],
      p: 1 + random.integer(3),
    })),
  ],
  GlobalAveragePool: [plain("GlobalAveragePool")],
  GlobalMaxPool: [plain("GlobalMaxPool")],
  GlobalLpPool: [plain("GlobalLpPool", ({ random }) => ({
    p: 1 + random.integer(3),
  }))],
  Gemm: [{
    build: (draft) => {
      const { random } = draft;
      const row = draft.node("Flatten");
      const inputs = CHANNELS * HEIGHT * WIDTH;
      const outputs = 1 + random.integer(5);
      const transB = random.integer(2);
      const addend = random.pick([[outputs], [1, outputs], [], [1]]);
      return draft.node("Gemm", [
        row,
        draft.weight(transB ? [outputs, inputs] : [inputs, outputs]),
        ...(random.chance(0.8) ? [draft.weight(addend)] : []),
      ], {
        attributes: {
          transB,
          ...(random.chance(0.5) && { alpha: float(0.5) }),
          ...(random.chance(0.5) && { beta: float(1.5) }),
        },
      });
    },
  }],
  MatMul: [
    {
      build: (draft) =>
        draft.node("MatMul", ["image", draft.weight([WIDTH, 3])]),
    },
    {
      build: (draft) => draft.node("MatMul", ["image", draft.weight([WIDTH])]),
    },
    {
      build: (draft) =>
        draft.node("MatMul", [draft.weight([7, HEIGHT]), "image"]),
    },
    {
      build: (draft) => draft.node("MatMul", [draft.weight([HEIGHT]), "image"]),
    },
    {
      build: (draft) => {
        const other = draft.node("Transpose", [draft.node("Tanh")], {
          attributes: { perm: [0, 1, 3, 2] },
        });
        return draft.node("MatMul", ["image", other]);
      },
    },
    {
      build: (draft) => {
        const mean = draft.node("ReduceMean", [
          "image",
          draft.integers([1]),
        ], { attributes: { keepdims: 1 } });
        const other = draft.node("Transpose", [mean], {
          attributes: { perm: [0, 1, 3, 2] },
        });
        return draft.node("MatMul", ["image", other]);
      },
    },
  ],
  Einsum: [
    ["nchw,ncvw->nchv", [1, CHANNELS, 3, WIDTH]],
    ["nchw,nkhw->nck", [1, 3, HEIGHT, WIDTH]],
    ["nchw,nchw->nch", [1, CHANNELS, HEIGHT, WIDTH]],
    ["n c h w, n c d -> d n h w c", [1, CHANNELS, 2]],
    ["nchw,nchw", [1, CHANNELS, HEIGHT, WIDTH]],
    ["nchw,kd->wkchdn", [2, 3]],
  ].flatMap(([equation, shape]) => [{
    // The other factor depends on the image.
    build: (draft: Draft) =>
      draft.node("Einsum", [
        "image",
        draft.node("Add", [
          draft.weight(shape as readonly number[]),
          draft.node("ReduceMean", ["image"], { attributes: { keepdims: 0 } }),
        ]),
      ], { attributes: { equation: equation as string } }),
    opsets: [13],
  }]).concat([
    ["nchw,wk->nkch", [WIDTH, 3], "image"],
    ["kw,nchw->nhkc", [3, WIDTH], "weight"],
    ["nchw,chk->nwk", [CHANNELS, HEIGHT, 2], "image"],
  ].map(([equation, shape, first]) => ({
    build: (draft: Draft) => {
      const weight = draft.weight(shape as readonly number[]);
      const factors = first === "image" ? ["image", weight] : [weight, "image"];
      return draft.node("Einsum", factors, {
        attributes: { equation: equation as string },
      });
    },
    opsets: [13],
  }))),
  BatchNormalization: [{
    build: (draft) => {
      const positive = draft.tensor(
        [CHANNELS],
        Float32Array.from(
          { length: CHANNELS },
          () => draft.random.between(0.3, 2),
        ),
      );
      const weights = [1, 2, 3].map(() => draft.weight([CHANNELS]));
      return draft.node("BatchNormalization", ["image", ...weights, positive], {
        attributes: draft.random.chance(0.5) ? { epsilon: float(0.01) } : {},
      });
    },
  }],
  InstanceNormalization: [
    {
      build: (draft) =>
        draft.node("InstanceNormalization", [
          "image",
          draft.weight([CHANNELS]),
          draft.weight([CHANNELS]),
        ]),
    },
    {
      // Group norm, as torch writes it.
      build: (draft) => {
        const groups = draft.random.pick([1, 2, 4]);
        const rows = draft.node("Reshape", [
          "image",
          draft.integers([0, groups, -1]),
        ]);
        const normal = draft.node("InstanceNormalization", [
          rows,
          draft.weight([groups]),
          draft.weight([groups]),
        ]);
        const maps = draft.node("Reshape", [
          normal,
          draft.integers([1, CHANNELS, HEIGHT, WIDTH]),
        ]);
        return draft.node("Mul", [maps, draft.weight([CHANNELS, 1, 1])]);
      },
    },
  ],
  GroupNormalization: [{
    opsets: [21],
    build: (draft) =>
      draft.node("GroupNormalization", [
        "image",
        draft.weight([CHANNELS]),
        draft.weight([CHANNELS]),
      ], { attributes: { num_groups: draft.random.pick([1, 2, 4]) } }),
  }],
  LayerNormalization: [{
    opsets: [17, 19],
    build: (draft) => {
      const axis = draft.random.pick([-1, 2, 1]);
      const shape = [CHANNELS, HEIGHT, WIDTH].slice(axis < 0 ? 2 : axis - 1);
      return draft.node("LayerNormalization", [
        "image",
        draft.weight(shape),
        ...(draft.random.chance(0.6) ? [draft.weight(shape)] : []),
      ], { attributes: { axis, epsilon: float(0.01) } });
    },
  }],
  RMSNormalization: [{
    opsets: [23],
    build: (draft) => {
      const axis = draft.random.pick([-1, 2]);
      const shape = [CHANNELS, HEIGHT, WIDTH].slice(axis < 0 ? 2 : axis - 1);
      return draft.node("RMSNormalization", ["image", draft.weight(shape)], {
        attributes: { axis, epsilon: float(0.01) },
      });
    },
  }],
  SimplifiedLayerNormalization: [{
    build: (draft) =>
      draft.node("SimplifiedLayerNormalization", [
        "image",
        draft.weight([WIDTH]),
      ], { attributes: { axis: -1, epsilon: float(0.01) } }),
  }],
  LRN: [plain("LRN", ({ random }) => ({
    size: random.pick([1, 3, 5]),
    alpha: float(random.pick([0.1, 1])),
    beta: float(random.pick([0.5, 0.75])),
    bias: float(random.pick([1, 2])),
  }))],
  LpNormalization: [plain("LpNormalization", ({ random }) => ({
    axis: random.pick([1, 2, -1]),
    p: 1 + random.integer(2),
  }))],
  Softmax: [
    plain("Softmax", ({ random }) => ({ axis: random.pick([1, 2, 3, -1]) })),
    plain("Softmax", ({ random }) => ({ axis: random.pick([1, 2, 3]) }), {
      opsets: [7, 11, 12],
    }),
  ],
  LogSoftmax: [
    plain("LogSoftmax", ({ random }) => ({ axis: random.pick([1, -1]) })),
    plain("LogSoftmax", ({ random }) => ({ axis: random.pick([1, 2]) }), {
      opsets: [11],
    }),
  ],
  Add: [binary("Add")],
  Sub: [binary("Sub")],
  Mul: [binary("Mul")],
  Div: [
    binary("Div", 2),
    {
      build: (draft) =>
        draft.node("Div", [
          draft.weight(draft.random.pick(BROADCAST)),
          computed(draft, 2),
        ]),
    },
  ],
  Pow: [{
    build: (draft) => {
      const size = draft.node("Abs");
      const away = draft.node("Add", [size, draft.number(0.2)]);
      const exponent = draft.random.pick([1, 2, 3, 0.5, -1, -0.5, 1.7]);
      return draft.node("Pow", [away, draft.number(exponent)]);
    },
  }],
  Sum: [variadic("Sum")],
  Mean: [variadic("Mean")],
  Max: [variadic("Max"), binary("Max")],
  Min: [variadic("Min"), binary("Min")],
  PRelu: [{
    build: (draft) =>
      draft.node("PRelu", [
        "image",
        draft.weight(draft.random.pick([[1], [CHANNELS, 1, 1], [
          CHANNELS,
          HEIGHT,
          WIDTH,
        ]])),
      ]),
  }],
  Where: [{
    build: (draft) => {
      const { random } = draft;
      const shape = random.pick([[1, 1, HEIGHT, WIDTH], [CHANNELS, 1, 1]]);
      const mask = Uint8Array.from(
        { length: shape.reduce((a, b) => a * b) },
        () => random.integer(2),
      );
      const chosen = draft.tensor(shape, mask, { type: "bool" });
      const other = random.chance(0.5)
        ? draft.weight(random.pick(BROADCAST))
        : computed(draft, 1);
      const sides = random.chance(0.5) ? ["image", other] : [other, "image"];
      return draft.node("Where", [chosen, ...sides]);
    },
  }],
  Relu: [plain("Relu")],
  Sigmoid: [plain("Sigmoid")],
  Tanh: [plain("Tanh")],
  Softplus: [plain("Softplus")],
  Softsign: [plain("Softsign")],
  HardSwish: [plain("HardSwish", undefined, { spread: 3 })],
  Mish: [plain("Mish")],
  Erf: [plain("Erf")],
  Exp: [plain("Exp")],
  Log: [positive("Log")],
  Sqrt: [positive("Sqrt")],
  Reciprocal: [positive("Reciprocal")],
  Abs: [plain("Abs")],
  Sin: [plain("Sin")],
  Cos: [plain("Cos")],
  Floor: [plain("Floor", undefined, { spread: 3 })],
  Ceil: [plain("Ceil", undefined, { spread: 3 })],
  Round: [plain("Round", undefined, { spread: 3 })],
  Sign: [plain("Sign")],
  Neg: [plain("Neg")],
  LeakyRelu: [
    plain(
      "LeakyRelu",
      ({ random }) => random.chance(0.5) ? { alpha: float(0.3) } : {},
    ),
  ],
  ThresholdedRelu: [plain("ThresholdedRelu", () => ({ alpha: float(0.4) }))],
  Elu: [plain("Elu", () => ({ alpha: float(0.7) })), plain("Elu")],
  Celu: [plain("Celu", () => ({ alpha: float(0.7) })), plain("Celu")],
  Selu: [
    plain("Selu"),
    plain("Selu", () => ({ alpha: float(1.2), gamma: float(0.8) })),
  ],
  HardSigmoid: [
    plain("HardSigmoid", undefined, { spread: 3 }),
    plain("HardSigmoid", () => ({ alpha: float(0.3), beta: float(0.4) }), {
      spread: 3,
    }),
  ],
  Gelu: [
    plain("Gelu", undefined, { opsets: [20] }),
    plain("Gelu", () => ({ approximate: "tanh" }), { opsets: [20] }),
  ],
  Clip: [
    {
      build: (draft) =>
        draft.node("Clip", [
          "image",
          draft.number(draft.random.pick([-0.5, 0])),
          ...(draft.random.chance(0.6) ? [draft.number(0.8)] : []),
        ]),
    },
    { build: (draft) => draft.node("Clip", ["image", "", draft.number(0.4)]) },
    plain("Clip", () => ({ min: float(0), max: float(6) }), {
      opsets: [7, 10],
      spread: 5,
    }),
  ],
  "com.microsoft::Gelu": [{
    build: (draft) =>
      draft.node("Gelu", ["image"], { domain: "com.microsoft" }),
  }],
  "com.microsoft::QuickGelu": [{
    build: (draft) =>
      draft.node("QuickGelu", ["image"], {
        domain: "com.microsoft",
        attributes: { alpha: float(1.702) },
      }),
  }],
  ReduceMean: [reduction("ReduceMean"), laterReduction("ReduceMean")],
  ReduceSum: [reduction("ReduceSum")],
  ReduceMax: [reduction("ReduceMax"), laterReduction("ReduceMax")],
  ReduceMin: [reduction("ReduceMin"), laterReduction("ReduceMin")],
  ReduceL1: [reduction("ReduceL1"), laterReduction("ReduceL1")],
  ReduceL2: [reduction("ReduceL2"), laterReduction("ReduceL2")],
  ReduceSumSquare: [
    reduction("ReduceSumSquare"),
    laterReduction("ReduceSumSquare"),
  ],
  ReduceLogSum: [{
    build: (draft) =>
      draft.node("ReduceLogSum", [
        draft.node("Exp"),
        draft.integers([1]),
      ]),
  }],
  ReduceLogSumExp: [laterReduction("ReduceLogSumExp")],
  Identity: [plain("Identity")],
  Dropout: [plain("Dropout"), plain("Dropout", undefined, { opsets: [7, 10] })],
  Cast: [plain("Cast", () => ({ to: 1 }))],
  CastLike: [{
    build: (draft) => draft.node("CastLike", ["image", draft.number(1)]),
  }],
  Reshape: [{
    build: (draft) =>
      draft.node("Reshape", [
        draft.node("Reshape", [
          "image",
          draft.integers(draft.random.pick([
            [0, -1],
            [1, 2, 2, 30],
            [0, 0, -1],
            [1, 24, 5],
            [8, 15],
            [1, 4, 3, 2, 5],
            [5, 6, 4],
            [1, 1, 4, 30],
          ])),
        ]),
        draft.integers(draft.random.pick([[1, 4, 30], [6, -1], [1, 2, 60]])),
      ]),
  }],
  Flatten: [plain("Flatten", ({ random }) => ({
    axis: random.pick([0, 1, 2, 3, 4, -1]),
  }))],
  Squeeze: [
    { build: (draft) => draft.node("Squeeze", ["image", draft.integers([0])]) },
    { build: (draft) => draft.node("Squeeze") },
    plain("Squeeze", () => ({ axes: [0] }), { opsets: [11] }),
  ],
  Unsqueeze: [
    {
      build: (draft) =>
        draft.node("Unsqueeze", [
          "image",
          draft.integers(draft.random.pick([[0], [2, 5], [-1], [1, 4]])),
        ]),
    },
    plain("Unsqueeze", () => ({ axes: [1, 3] }), { opsets: [11] }),
  ],
  Transpose: [plain("Transpose", ({ random }) => ({
    perm: random.pick([[0, 2, 3, 1], [0, 3, 1, 2], [3, 2, 1, 0], [2, 0, 1, 3]]),
  }))],
  Concat: [
    {
      build: (draft) => {
        const axis = draft.random.pick([1, 2, 3, -1, 0]);
        return draft.node("Concat", ["image", draft.node("Tanh"), "image"], {
          attributes: { axis },
        });
      },
    },
    {
      build: (draft) => {
        const rows = draft.node("Reshape", [
          "image",
          draft.integers([1, CHANNELS, -1]),
        ]);
        const tokens = draft.node("Transpose", [rows], {
          attributes: { perm: [0, 2, 1] },
        });
        const token = draft.weight([1, 2, CHANNELS]);
        const inputs = draft.random.pick([
          [token, tokens],
          [tokens, token],
          [tokens, token, tokens],
        ]);
        return draft.node("Concat", inputs, { attributes: { axis: 1 } });
      },
    },
  ],
  Slice: [
    {
      build: (draft) => {
        const axis = draft.random.pick([1, 2, 3, -1]);
        const [start, end, step] = draft.random.pick([
          [1, 4, 1],
          [0, 1000, 2],
          [-3, -1, 1],
          [-1, -1000, -1],
          [3, 0, -2],
          [1, Number.MAX_SAFE_INTEGER, 1],
        ]);
        return draft.node("Slice", [
          "image",
          draft.integers([start!]),
          draft.integers([end!]),
          draft.integers([axis]),
          draft.integers([step!]),
        ]);
      },
    },
    plain("Slice", () => ({ starts: [1, 0], ends: [3, -1], axes: [1, 3] }), {
      opsets: [9],
    }),
  ],
  Split: [
    {
      build: (draft) => {
        const axis = draft.random.pick([1, 2, -1]);
        const length = [0, CHANNELS, HEIGHT, WIDTH].at(axis)!;
        const parts = draft.integers([1, length - 2, 1]);
        const first = draft.node("Split", ["image", parts], {
          attributes: { axis },
          outputs: 3,
        });
        return draft.node("Concat", [`${first}.2`, first, `${first}.1`], {
          attributes: { axis },
        });
      },
    },
    {
      opsets: [11],
      build: (draft) => {
        const first = draft.node("Split", ["image"], {
          attributes: { axis: 1 },
          outputs: 2,
        });
        return draft.node("Mul", [first, `${first}.1`]);
      },
    },
    {
      opsets: [18],
      build: (draft) => {
        const first = draft.node("Split", ["image"], {
          attributes: { axis: 3, num_outputs: 2 },
          outputs: 2,
        });
        return draft.node("Concat", [`${first}.1`, first], {
          attributes: { axis: 3 },
        });
      },
    },
  ],
  Gather: [{
    build: (draft) => {
      const axis = draft.random.pick([1, 2, 3]);
      const indices = draft.random.pick([
        draft.integers([2], []),
        draft.integers([1, 2, 3]),
        draft.integers([-1, 0, 0, 2]),
        draft.integers([0, 1, 3, 2], [2, 2]),
      ]);
      return draft.node("Gather", ["image", indices], { attributes: { axis } });
    },
  }],
  Expand: [{
    build: (draft) => {
      const mean = draft.node("ReduceMean", [
        "image",
        draft.integers([2, 3]),
      ]);
      return draft.node("Expand", [
        mean,
        draft.integers([1, CHANNELS, 2, 3]),
      ]);
    },
  }],
  Tile: [{
    build: (draft) =>
      draft.node("Tile", [
        "image",
        draft.integers(draft.random.pick([[1, 2, 1, 1], [1, 1, 2, 3]])),
      ]),
  }],
  Pad: [
    {
      build: (draft) => {
        const { random } = draft;
        const mode = random.pick(["constant", "reflect", "edge", "constant"]);
        const pads = random.pick([
          [0, 0, 1, 2, 0, 0, 2, 1],
          [0, 1, 0, 0, 0, 2, 0, 0],
          [0, 1, 2, 1, 0, 0, 1, 3],
          ...(mode === "constant" ? [[0, 0, -1, 1, 0, 0, 2, -2]] : []),
        ]);
        return draft.node("Pad", [
          "image",
          draft.integers(pads),
          ...(mode === "constant" && random.chance(0.5)
            ? [draft.number(0.7)]
            : []),
        ], { attributes: { mode } });
      },
    },
    plain("Pad", () => ({ pads: [0, 0, 1, 1, 0, 0, 1, 0], value: float(2) }), {
      opsets: [7, 10],
    }),
    {
      opsets: [19],
      build: (draft) =>
        draft.node("Pad", [
          "image",
          draft.integers([1, 2, 0, 1]),
          draft.number(0),
          draft.integers([2, 3]),
        ], { attributes: { mode: draft.random.pick(["constant", "wrap"]) } }),
    },
  ],
  DepthToSpace: [depthToSpace("DCR"), depthToSpace("CRD")],
  SpaceToDepth: [
    plain("SpaceToDepth", () => ({ blocksize: 2 }), { shape: [1, 3, 4, 6] }),
  ],
  Resize: [resize("Resize"), smoothResize()],
  Upsample: [resize("Upsample")],
};
