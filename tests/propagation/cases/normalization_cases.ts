import * as tf from "@tensorflow/tfjs";
import { type Case, graphCase, layerCase } from "./case.ts";

/** Products with the last axis. */
export const DENSE_CASES: readonly Case[] = [
  layerCase("dense: rows", [5], () => tf.layers.dense({ units: 3 })),
  layerCase("dense: one unit", [5], () => tf.layers.dense({ units: 1 })),
  layerCase(
    "dense: odd sizes, no bias",
    [67],
    () => tf.layers.dense({ units: 13, useBias: false }),
  ),
  layerCase(
    "dense: fused",
    [5],
    () => tf.layers.dense({ units: 4, activation: "elu" }),
  ),
  layerCase("dense: rank 3", [4, 5], () => tf.layers.dense({ units: 3 })),
  layerCase("dense: rank 4", [2, 3, 5], () => tf.layers.dense({ units: 3 })),
  layerCase("dense: one row", [5], () => tf.layers.dense({ units: 3 }), {
    batch: 1,
  }),
];

type Arguments = Parameters<typeof tf.layers.batchNormalization>[0];

function norm(
  name: string,
  shape: readonly number[],
  args: Arguments,
): Case {
  return layerCase(
    `batchNorm: ${name}`,
    shape,
    () => tf.layers.batchNormalization(args),
  );
}

/**
 * Along another axis than the last, as files have it: tfjs's own kernels take
 * the channels from the last axis whatever a layer says, so that such a layer
 * of a model that was built in tfjs is refused.
 */
function normOfAxis(
  axis: number,
  shape: readonly number[],
  names: readonly ("gamma" | "beta")[],
): Case {
  const size = [shape[axis - 1]!];
  return graphCase(
    `batchNorm: axis ${axis} of [${shape}], ${names.join(", ") || "neither"}`,
    shape,
    ({ image, add }) =>
      add("batchNorm", [image], { axis, epsilon: 1e-3 }, {
        ...Object.fromEntries(names.map((name) => [name, size])),
        mean: size,
        variance: size,
      }),
  );
}

/** Batch normalization at inference. */
export const BATCH_NORM_CASES: readonly Case[] = [
  norm("channels last", [3, 2, 4], {}),
  norm("no gamma", [3, 2, 4], { scale: false }),
  norm("no beta", [3, 2, 4], { center: false }),
  norm("neither", [3, 2, 4], { scale: false, center: false }),
  normOfAxis(1, [3, 2, 4], ["gamma", "beta"]),
  normOfAxis(2, [3, 2, 4], ["gamma", "beta"]),
  norm("large epsilon", [3, 2, 4], { epsilon: 0.5 }),
  norm("axis as a list, as tf.keras writes it", [3, 2, 4], {
    axis: [3] as unknown as number,
  }),
  norm("rank 2", [6], {}),
  norm("rank 3", [4, 3], {}),
  normOfAxis(1, [4, 3], []),
];

function layerNorm(
  name: string,
  shape: readonly number[],
  args: Parameters<typeof tf.layers.layerNormalization>[0],
): Case {
  return layerCase(
    `layerNorm: ${name}`,
    shape,
    () => tf.layers.layerNormalization(args),
  );
}

/** Layer normalization. */
export const LAYER_NORM_CASES: readonly Case[] = [
  layerNorm("last axis", [2, 3, 5], {}),
  layerNorm("neither gamma nor beta", [2, 3, 5], {
    center: false,
    scale: false,
  }),
  layerNorm("all axes", [2, 3, 4], { axis: [1, 2, 3] }),
  layerNorm("space", [2, 3, 4], { axis: [1, 2] }),
  layerNorm("axis 1", [4, 3, 2], { axis: 1, epsilon: 1e-5 }),
  layerNorm("axes out of order", [2, 3, 4], { axis: [-1, 1] }),
  layerNorm("rank 2", [6], { scale: false }),
  layerNorm("rank 3", [4, 5], { center: false }),
];

/** Normalization of groups of channels. */
export const GROUP_NORM_CASES: readonly Case[] = ([
  [[3, 2, 4], 2],
  [[3, 2, 4], 4],
  [[3, 2, 4], 1],
  [[5, 6], 3],
] as const).flatMap(([shape, groups]) =>
  [true, false].map((learned) =>
    graphCase(
      `groupNorm: ${groups} of [${shape}]${learned ? ", gamma" : ""}`,
      shape,
      ({ image, add }) =>
        add(
          "groupNorm",
          [image],
          { groups, epsilon: 1e-3 },
          learned ? { gamma: [shape.at(-1)!] } : {},
        ),
    )
  )
);

/** Values over their mean square. */
export const RMS_NORM_CASES: readonly Case[] = ([
  [[2, 3, 5], [3]],
  [[2, 3, 4], [1, 2]],
  [[6], [1]],
] as const).flatMap(([shape, axes]) =>
  [true, false].map((learned) =>
    graphCase(
      `rmsNorm: axes ${axes} of [${shape}]${learned ? ", gamma" : ""}`,
      shape,
      ({ image, add }) =>
        add(
          "rmsNorm",
          [image],
          { axes, epsilon: 1e-3 },
          learned ? { gamma: axes.map((axis) => shape[axis - 1]!) } : {},
        ),
    )
  )
);

/** Division by the squares of neighboring channels. */
export const LOCAL_RESPONSE_NORM_CASES: readonly Case[] = ([
  [[3, 2, 7], { size: 5, alpha: 0.5, beta: 0.75, bias: 1 }],
  [[3, 2, 4], { size: 4, alpha: 1, beta: 0.5, bias: 2 }],
  [[2, 2, 3], { size: 9, alpha: 0.1, beta: 1, bias: 0.5 }],
] as const).map(([shape, attributes]) =>
  graphCase(
    `localResponseNorm: ${JSON.stringify(attributes)}`,
    shape,
    ({ image, add }) => add("localResponseNorm", [image], attributes),
  )
);

/** A factor and a summand of any shape. */
export const ELEMENTWISE_AFFINE_CASES: readonly Case[] = ([
  [[2, 3, 4], { gamma: [4], beta: [4] }],
  [[2, 3, 4], { beta: [2, 3, 4] }],
  [[2, 3, 4], { gamma: [3, 1] }],
  [[5], { gamma: [5], beta: [1] }],
] as const).map(([shape, weights]) =>
  graphCase(
    `elementwiseAffine: ${JSON.stringify(weights)}`,
    shape,
    ({ image, add }) => add("elementwiseAffine", [image], {}, weights),
  )
);
