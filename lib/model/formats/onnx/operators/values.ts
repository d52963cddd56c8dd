import type { ActivationFunction } from "../../../graph/activation_function.ts";
import {
  broadcastShape,
  type Constant,
  sizeOf,
} from "../../../graph/folding/constant.ts";
import { mapConstant } from "../../../graph/folding/elementwise.ts";
import { arrangedConstant } from "../../../graph/arranged_constant.ts";
import { type LaidOut, lengthsOf } from "../../../graph/laid_out.ts";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import type { OperatorCall } from "../operator_call.ts";

/** What is added to a score to which no attention may be paid. */
export const MASKED = -1e9;

/** The value of one function of every element. */
export function activated(
  call: OperatorCall,
  x: LaidOut,
  fn: ActivationFunction,
  suffix = "",
): LaidOut {
  return call.add("activation", [x.id], { fn }, x.shape, x.axes, { suffix });
}

/** A value times a number, plus a number. */
export function scaled(
  call: OperatorCall,
  x: LaidOut,
  scale: number,
  suffix = "",
  offset = 0,
): LaidOut {
  if (scale === 1 && offset === 0) return x;
  const attributes = { scale, offset };
  return call.add("rescale", [x.id], attributes, x.shape, x.axes, { suffix });
}

/** A value to a power. */
export function powerOf(
  call: OperatorCall,
  x: LaidOut,
  exponent: number,
  suffix = "",
): LaidOut {
  if (exponent === 1) return x;
  if (exponent === 0.5) return activated(call, x, { name: "sqrt" }, suffix);
  if (exponent === -1) {
    return activated(call, x, { name: "reciprocal" }, suffix);
  }
  return activated(call, x, { name: "power", exponent }, suffix);
}

/** A value stretched to a shape that its own broadcasts to. */
export function expanded(
  call: OperatorCall,
  x: LaidOut,
  shape: readonly number[],
): LaidOut {
  const value = alignedTo(call, x, shape.length);
  const missing = shape.map((_, axis) => axis).filter((axis) =>
    shape[axis] !== 1 && !value.axes.includes(axis)
  );
  const axes = [...missing, ...value.axes];
  const repeats = axes.map((axis) =>
    axis < 0 ? 1 : shape[axis]! / value.shape[axis]!
  );
  if (repeats.every((count) => count === 1)) return { ...value, shape };
  return call.add(
    "tile",
    [call.arrange(value, axes)],
    { repeats },
    shape,
    axes,
    { suffix: "/expand" },
  );
}

/** The value with axes of length 1 in front, up to `rank`. */
function alignedTo(call: OperatorCall, x: LaidOut, rank: number): LaidOut {
  const missing = rank - x.shape.length;
  return missing === 0
    ? x
    : call.reshape(x, [...Array(missing).fill(1), ...x.shape]);
}

/** Values that meet element by element: their nodes, and how these lie. */
interface Meeting {
  readonly ids: readonly number[];
  readonly shape: readonly number[];
  readonly axes: readonly number[];
}

/**
 * Several values brought into one order, that of the one with the most axes;
 * what is broadcast has length 1 there.
 */
export function meeting(
  call: OperatorCall,
  values: readonly LaidOut[],
): Meeting {
  const shape = broadcastShape(...values.map((value) => value.shape));
  const aligned = values.map((value) => alignedTo(call, value, shape.length));
  const long = (value: LaidOut) =>
    value.axes.filter((axis) => axis >= 0 && shape[axis] !== 1);
  const [first, ...others] = aligned.toSorted((a, b) =>
    long(b).length - long(a).length
  );
  const axes = [...first!.axes];
  for (const other of others) {
    long(other).forEach((axis, i, own) => {
      if (axes.includes(axis)) return;
      // In front of what it lies in front of there.
      const next = own.slice(i + 1).find((later) => axes.includes(later));
      axes.splice(
        next === undefined ? axes.length : axes.indexOf(next),
        0,
        axis,
      );
    });
  }
  return {
    ids: aligned.map((value) => call.arrange(value, axes)),
    shape,
    axes,
  };
}

/** γ ⊙ x + β, where γ and β are numbers or constants that broadcast. */
export function affine(
  call: OperatorCall,
  x: LaidOut,
  { gamma, beta: given }: {
    readonly gamma?: Constant;
    readonly beta?: Constant;
  },
  suffix = "",
): LaidOut {
  const beta = given && finite(call, given);
  const both = [gamma, beta].filter((constant) => constant !== undefined);
  if (both.every((constant) => sizeOf(constant.shape) === 1)) {
    const rank = Math.max(
      x.shape.length,
      ...both.map(({ shape }) => shape.length),
    );
    const value = alignedTo(call, x, rank);
    return scaled(
      call,
      value,
      gamma ? gamma.data[0]! : 1,
      suffix,
      beta ? beta.data[0]! : 0,
    );
  }
  const shape = broadcastShape(x.shape, ...both.map((each) => each.shape));
  const value = expanded(call, x, shape);
  const weights = {
    gamma: gamma && broadcastWeight(call, gamma, value),
    beta: beta && broadcastWeight(call, beta, value),
  };
  return call.add("elementwiseAffine", [value.id], {}, shape, value.axes, {
    weights,
    suffix,
  });
}

/** A summand that hides scores: −∞ has no product with a gradient of 0. */
function finite(call: OperatorCall, beta: Constant): Constant {
  return beta.data.includes(-Infinity)
    ? call.space.once(
      beta,
      "finite",
      () => mapConstant(call.space, beta, (value) => Math.max(value, MASKED)),
    )
    : beta;
}

/** A value moved into low…high. */
export function clipped(
  call: OperatorCall,
  x: LaidOut,
  low: number,
  high: number,
): LaidOut {
  if (low === -Infinity && high === Infinity) return x;
  if (low !== 0) return activated(call, x, { name: "clip", low, high });
  return activated(
    call,
    x,
    high === Infinity
      ? { name: "relu" }
      : { name: "clippedRelu", ceiling: high },
  );
}

/** The weight that is a constant, broadcast to a value as that lies. */
export function broadcastWeight(
  call: OperatorCall,
  constant: Constant,
  { shape, axes }: LaidOut,
): LiveWeight {
  return call.weight(
    constant,
    `broadcast ${lengthsOf(shape, axes)} ${axes}`,
    () => arrangedConstant(constant, shape, axes),
  );
}
