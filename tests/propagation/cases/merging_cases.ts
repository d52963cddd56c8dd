import * as tf from "@tensorflow/tfjs";
import { type Case, graphCase, modelCase } from "./case.ts";

type Symbolic = tf.SymbolicTensor;
type Merge = () => tf.layers.Layer;

function conv(x: Symbolic, filters = 3): Symbolic {
  return tf.layers.conv2d({ filters, kernelSize: 1 }).apply(x) as Symbolic;
}

/** One value a channel, `[N, 1, 1, 3]`, as of a squeeze-excite gate. */
function gate(x: Symbolic): Symbolic {
  const pooled = tf.layers.globalAveragePooling2d({}).apply(x);
  const dense = tf.layers.dense({ units: 3 }).apply(pooled as Symbolic);
  return tf.layers.reshape({ targetShape: [1, 1, 3] })
    .apply(dense as Symbolic) as Symbolic;
}

/** What every merge must do with its inputs. */
function merges(name: string, merge: Merge): readonly Case[] {
  const shape = [2, 3, 3];
  const of = (inputs: Symbolic[]) => merge().apply(inputs);
  return [
    modelCase(`${name}: two inputs`, shape, (x) => of([x, conv(x)])),
    modelCase(`${name}: three inputs`, shape, (x) => of([conv(x), x, conv(x)])),
    modelCase(`${name}: the same input twice`, shape, (x) => {
      const y = conv(x);
      return of([y, y]);
    }),
    modelCase(
      `${name}: broadcast over space`,
      shape,
      (x) => of([conv(x), gate(x)]),
    ),
    modelCase(`${name}: broadcast first`, shape, (x) => of([gate(x), conv(x)])),
    modelCase(
      `${name}: broadcast both ways`,
      shape,
      (x) =>
        of([
          gate(x),
          tf.layers.conv2d({ filters: 1, kernelSize: 1 }).apply(x) as Symbolic,
        ]),
    ),
  ];
}

/** Sums. */
export const ADD_CASES = merges("add", () => tf.layers.add());
/** Means. */
export const AVERAGE_CASES = merges("average", () => tf.layers.average());
/** Products. */
export const MULTIPLY_CASES = merges("multiply", () => tf.layers.multiply());
/** Greatest values. */
export const MAXIMUM_CASES = merges("maximum", () => tf.layers.maximum());
/** Least values. */
export const MINIMUM_CASES = merges("minimum", () => tf.layers.minimum());

type PairKind = "subtract" | "divide" | "gate";

/** A kind that takes two inputs, of one shape or broadcast. */
function pairs(kind: PairKind, near: number): readonly Case[] {
  const shapes = [[2, 3, 3], [1, 1, 3], [2, 1, 3]] as const;
  const ways = [[0, 0], [0, 1], [1, 0], [2, 1]] as const;
  const pairs = kind === "gate" ? ways.slice(0, 2) : ways;
  return pairs.map(([first, second]) =>
    graphCase(
      `${kind}: [${shapes[first]}] and [${shapes[second]}]`,
      [2, 3, 3],
      ({ image, add }) => {
        const operand = (which: number, center: number) => {
          const axes = [1, 2].filter((axis) => shapes[which]![axis - 1] === 1);
          const x = add("elementwiseAffine", [image], {}, {
            gamma: [2, 3, 3],
            beta: [3],
          });
          const part = add("reduce", [x], {
            operation: "mean",
            axes,
            keepDims: true,
          });
          // Far from 0, by which nothing can be divided.
          const small = add("activation", [part], { fn: { name: "tanh" } });
          return add("rescale", [small], { scale: 0.5, offset: center });
        };
        return add(kind, [operand(first, 0), operand(second, near)], {});
      },
    )
  );
}

/** Differences. */
export const SUBTRACT_CASES = pairs("subtract", 0);
/** Quotients. */
export const DIVIDE_CASES = pairs("divide", -1.5);
/** Maps under a gate. */
export const GATE_CASES = pairs("gate", 0.5);

/** Matrix products of two inputs. */
export const MAT_MUL_CASES: readonly Case[] = [[3, 4], [2, 3, 4]].map((shape) =>
  graphCase(`matMul: of [${shape}]`, shape, ({ image, add }) => {
    const rank = shape.length + 1;
    const swap = Array.from({ length: rank }, (_, i) => i);
    [swap[rank - 2], swap[rank - 1]] = [rank - 1, rank - 2];
    const scores = add("matMul", [
      add("dense", [image], {}, { kernel: [4, 4] }),
      add("transpose", [image], { permutation: swap }),
    ], {});
    return add("matMul", [scores, image], {});
  })
);

/** Values weighted by scores of queries and keys; as many keys as queries, or one more. */
export const ATTENTION_CASES: readonly Case[] = ([
  ["self", [3, 4], 0],
  ["of heads", [2, 3, 4], 0],
  ["one key more than queries", [2, 3, 4], 1],
  ["of one token", [1, 4], 0],
] as const).map(([name, shape, more]) =>
  graphCase(`attention: ${name}`, shape, ({ image, add }) => {
    const rank = shape.length + 1;
    const swap = Array.from({ length: rank }, (_, i) => i);
    [swap[rank - 2], swap[rank - 1]] = [rank - 1, rank - 2];
    const margins = shape.map((_, axis) =>
      [axis === shape.length - 2 ? more : 0, 0] as const
    );
    const keys = more === 0 ? image : add("pad", [image], { margins });
    const scores = add("matMul", [
      add("dense", [image], {}, { kernel: [4, 4] }),
      add("transpose", [keys], { permutation: swap }),
    ], {});
    return add("attention", [scores, keys], {});
  })
);

function concat(axis: number | undefined, name: string): Case {
  return modelCase(`concat: ${name}`, [2, 3, 3], (x) => {
    const args = axis === undefined ? {} : { axis };
    return tf.layers.concatenate(args).apply([x, conv(x), x]);
    // tfjs takes any negative axis for the last.
  }, { predicts: axis !== -2 });
}

/** Inputs side by side. */
export const CONCAT_CASES: readonly Case[] = [
  modelCase(
    "concat: channels of different number",
    [2, 3, 3],
    (x) => tf.layers.concatenate().apply([conv(x, 1), x, conv(x, 5)]),
  ),
  concat(undefined, "no axis given"),
  concat(1, "rows"),
  concat(2, "columns"),
  concat(-2, "columns, from the back"),
  modelCase("concat: vectors", [5], (x) =>
    tf.layers.concatenate().apply([
      x,
      tf.layers.dense({ units: 2 }).apply(x) as Symbolic,
    ])),
];
