import { type Constant, sizeOf } from "../../../graph/folding/constant.ts";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import { arrangedConstant } from "../../../graph/arranged_constant.ts";
import { type LaidOut, NO_AXIS } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { biasOf } from "./convolutions.ts";
import type { Operator, Operators } from "./operator.ts";
import { reduced } from "./reductions.ts";
import { withAxes } from "./parts.ts";
import { activated, affine, meeting } from "./values.ts";

/** The normalizations of ONNX, and softmax. */
export const NORMALIZATIONS: Operators = {
  BatchNormalization: (call) => {
    if (call.int("training_mode", 0) !== 0) {
      call.refuse("it would be trained: export the network for inference");
    }
    if (call.int("spatial", 1) === 0) {
      call.refuse("statistics of every pixel are not read");
    }
    const x = call.activation(0);
    const channels = x.shape[1]!;
    const axes = withAxes(x, [1]);
    [1, 2, 3, 4].forEach((i) => call.constant(i));
    const [gamma, beta, mean, variance] = [1, 2, 3, 4]
      .map((i) => biasOf(call, i, channels));
    return call.add(
      "batchNorm",
      [call.arrange(x, axes)],
      {
        axis: axes.indexOf(1) + 1,
        epsilon: call.float("epsilon", 1e-5),
      },
      x.shape,
      axes,
      { weights: { gamma, beta, mean, variance } },
    );
  },
  InstanceNormalization: (call) => {
    const x = call.activation(0);
    const groups = x.shape[1]!;
    const maps = call.originOf(x);
    // Group norm is exported as instance norm of maps in another shape.
    const isGrouped = maps !== undefined && maps.shape.length > 2 &&
      maps.shape[0] === 1 && maps.shape[1]! % groups === 0;
    return isGrouped
      ? call.reshape(groupNorm(call, maps, groups), x.shape)
      : groupNorm(call, x, groups);
  },
  GroupNormalization: (call) =>
    groupNorm(call, call.activation(0), call.int("num_groups", 1)),
  LayerNormalization: (call) => {
    if (call.outputCount > 1) {
      return call.refuse(
        "its mean and deviation, its other outputs, are not read",
      );
    }
    return normalized(call, "layerNorm");
  },
  RMSNormalization: (call) => normalized(call, "rmsNorm"),
  SimplifiedLayerNormalization: (call) => normalized(call, "rmsNorm"),
  LRN: (call) => {
    const x = call.activation(0);
    const axes = [...x.axes.filter((axis) => axis !== 1), 1];
    return call.add(
      "localResponseNorm",
      [call.arrange(x, axes)],
      {
        size: call.int("size", 1),
        alpha: call.float("alpha", 1e-4),
        beta: call.float("beta", 0.75),
        bias: call.float("bias", 1),
      },
      x.shape,
      axes,
    );
  },
  LpNormalization: (call) => {
    const x = call.activation(0);
    const axis = call.axis(call.int("axis", -1), x);
    const isFirst = call.int("p", 2) === 1;
    const norm = isFirst
      ? reduced(call, activated(call, x, { name: "abs" }, "/abs"), "sum", [
        axis,
      ], true)
      : reduced(call, x, "l2", [axis], true);
    const { ids, shape, axes } = meeting(call, [x, norm]);
    return call.add("divide", ids, {}, shape, axes);
  },
  Softmax: along("softmax"),
  LogSoftmax: along("logSoftmax"),
};

/** Softmax along an axis; before opset 13 along all axes from it on. */
function along(kind: "softmax" | "logSoftmax"): Operator {
  return (call) => {
    const x = call.activation(0);
    const isFlat = call.opset < 13;
    const first = call.axis(call.int("axis", isFlat ? 1 : -1), x);
    const taken = x.shape.map((_, axis) => axis)
      .filter((axis) => isFlat ? axis >= first : axis === first);
    const long = taken.filter((axis) => x.shape[axis] !== 1);
    if (long.length > 1) {
      const flat = call.reshape(x, [
        ...x.shape.slice(0, first),
        taken.reduce((product, axis) => product * x.shape[axis]!, 1),
      ]);
      return call.reshape(softmax(call, kind, flat, first), x.shape);
    }
    return softmax(call, kind, x, long[0] ?? first);
  };
}

/** The softmax, or its logarithm, along an axis. */
export function softmax(
  call: OperatorCall,
  kind: "softmax" | "logSoftmax",
  x: LaidOut,
  axis: number,
): LaidOut {
  const axes = withAxes(x, [axis]);
  return call.add(
    kind,
    [call.arrange(x, axes)],
    { axis: axes.indexOf(axis) + 1 },
    x.shape,
    axes,
  );
}

/** Normalization of groups of channels; β is a bias behind it. */
function groupNorm(call: OperatorCall, x: LaidOut, groups: number): LaidOut {
  const channels = x.shape[1]!;
  if (!Number.isSafeInteger(groups) || groups < 1 || channels % groups !== 0) {
    call.refuse(`${channels} channels cannot be cut into ${groups} groups`);
  }
  const axes = [...x.axes.filter((axis) => axis !== 1), 1];
  const node = call.add(
    "groupNorm",
    [call.arrange(x, axes)],
    { groups, epsilon: call.float("epsilon", 1e-5) },
    x.shape,
    axes,
    { weights: { gamma: perChannel(call, 1, channels) } },
  );
  const beta = call.optional(2);
  if (beta === undefined) return node;
  const shift = perChannel(call, 2, channels);
  return call.add("elementwiseAffine", [node.id], {}, x.shape, axes, {
    weights: { beta: shift },
    suffix: "/beta",
  });
}

/** A weight of one value a channel, which may be given for groups of them. */
function perChannel(
  call: OperatorCall,
  i: number,
  channels: number,
): LiveWeight | undefined {
  const constant = call.optional(i);
  if (constant === undefined) return undefined;
  const size = sizeOf(constant.shape);
  if (size === 0 || channels % size !== 0) {
    call.refuse(
      `its input ${i} [${
        constant.shape.join(", ")
      }] must have a value for each of ${channels} channels`,
    );
  }
  return call.weight(constant, `channels ${channels}`, () => ({
    data: Float32Array.from(
      { length: channels },
      (_, c) => constant.data[Math.floor(c * size / channels)]!,
    ),
    shape: [channels],
  }));
}

/** Normalization over the axes from one on; β is a bias behind it. */
export function normalized(
  call: OperatorCall,
  kind: "layerNorm" | "rmsNorm",
  epsilon = 1e-5,
): LaidOut {
  const x = call.activation(0);
  const first = call.axis(call.int("axis", -1), x);
  const isTaken = (axis: number) => axis !== NO_AXIS && axis >= first;
  const axes = x.axes.some(isTaken) ? x.axes : withAxes(x, [first]);
  const positions = axes.flatMap((axis, i) => isTaken(axis) ? [i + 1] : []);
  const gamma = call.optional(1);
  const node = call.add(
    kind,
    [call.arrange(x, axes)],
    { axes: positions, epsilon: call.float("epsilon", epsilon) },
    x.shape,
    axes,
    {
      weights: {
        gamma: gamma && overTaken(call, gamma, x, axes.filter(isTaken)),
      },
    },
  );
  const beta = call.optional(2);
  return beta === undefined ? node : affine(call, node, { beta }, "/beta");
}

/** γ over the axes that are normalized, in the order in which they lie. */
function overTaken(
  call: OperatorCall,
  gamma: Constant,
  { shape }: LaidOut,
  axes: readonly number[],
): LiveWeight {
  const lengths = axes.map((axis) => shape[axis]!);
  return call.weight(gamma, `over ${axes} of ${lengths}`, () => {
    const { data } = arrangedConstant(gamma, shape, axes);
    if (data.length !== sizeOf(lengths)) {
      call.refuse(
        `its factor [${
          gamma.shape.join(", ")
        }] must have a value for each element that is normalized`,
      );
    }
    return { data, shape: lengths };
  });
}
