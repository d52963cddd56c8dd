import {
  type Constant,
  sizeOf,
  vector,
} from "../../../graph/folding/constant.ts";
import {
  combineConstants,
  mapConstant,
} from "../../../graph/folding/elementwise.ts";
import { broadcastShape } from "../../../graph/folding/constant.ts";
import type { LaidOut } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { isConstant, type Value } from "../value.ts";
import type { Operator, Operators } from "./operator.ts";
import {
  activated,
  affine,
  broadcastWeight,
  clipped,
  expanded,
  meeting,
  powerOf,
  scaled,
} from "./values.ts";

type WithConstant = (
  call: OperatorCall,
  x: LaidOut,
  constant: Constant,
) => LaidOut;

type PairKind =
  | "add"
  | "subtract"
  | "multiply"
  | "divide"
  | "maximum"
  | "minimum";

/** Two or more values combined element by element by a kind of their own. */
function combined(
  call: OperatorCall,
  kind: PairKind,
  values: readonly LaidOut[],
): LaidOut {
  const { ids, shape, axes } = meeting(call, values);
  return call.add(kind, ids, {}, shape, axes);
}

/** The operator of two values, one of which may be a constant. */
function binary(
  both: (call: OperatorCall, a: LaidOut, b: LaidOut) => LaidOut,
  right: WithConstant,
  left: (call: OperatorCall, constant: Constant, x: LaidOut) => LaidOut,
): Operator {
  return (call) => {
    const [a, b] = [call.value(0), call.value(1)];
    if (isConstant(a)) return left(call, a, call.activation(1));
    return isConstant(b) ? right(call, a, b) : both(call, a, b);
  };
}

/** An operator of two values whose order does not matter. */
function symmetric(
  kind: PairKind,
  withConstant: WithConstant,
): Operator {
  return binary(
    (call, a, b) => combined(call, kind, [a, b]),
    withConstant,
    (call, constant, x) => withConstant(call, x, constant),
  );
}

const plus: WithConstant = (call, x, beta) => affine(call, x, { beta });

const times: WithConstant = (call, x, gamma) => affine(call, x, { gamma });

function negated(call: OperatorCall, constant: Constant): Constant {
  return mapConstant(call.space, constant, (value) => -value);
}

/**
 * The greater, or the lesser, of a value and a constant: by a bound, or as
 * `relu(x − c) + c`.
 */
function bounded(kind: "maximum" | "minimum"): WithConstant {
  return (call, x, constant) => {
    if (sizeOf(constant.shape) === 1) {
      // As many axes as the two have together.
      const value = affine(call, x, {
        beta: vector([0], "float", constant.shape),
      });
      const bound = constant.data[0]!;
      return clipped(
        call,
        value,
        kind === "maximum" ? bound : -Infinity,
        kind === "minimum" ? bound : Infinity,
      );
    }
    const sign = kind === "maximum" ? 1 : -1;
    const above = affine(call, x, { beta: negated(call, constant) }, "/less");
    const signed = scaled(call, above, sign, "/sign");
    const kept = activated(call, signed, { name: "relu" });
    const back = scaled(call, kept, sign, "/back");
    return affine(call, back, { beta: constant }, "/plus");
  };
}

/** An operator of any number of values. */
function folded(
  kind: "add" | "maximum" | "minimum",
  withConstant: WithConstant,
): (call: OperatorCall, values: readonly Value[]) => LaidOut {
  return (call, values) => {
    const [first, ...others] = values.filter((value): value is LaidOut =>
      !isConstant(value)
    );
    return values.filter(isConstant).reduce(
      (value, constant) => withConstant(call, value, constant),
      others.length > 0 ? combined(call, kind, [first!, ...others]) : first!,
    );
  };
}

/** The sum of values, constants among them or not. */
export const sumOf = folded("add", plus);

/** An operator of all its inputs. */
function variadic(
  fold: (call: OperatorCall, values: readonly Value[]) => LaidOut,
): Operator {
  return (call) => fold(call, call.values());
}

/** The operators of ONNX that combine values element by element. */
export const ELEMENTWISE_OPERATORS: Operators = {
  Add: symmetric("add", plus),
  Mul: symmetric("multiply", times),
  Sub: binary(
    (call, a, b) => combined(call, "subtract", [a, b]),
    (call, x, constant) => plus(call, x, negated(call, constant)),
    (call, constant, x) =>
      plus(call, scaled(call, x, -1, "/negative"), constant),
  ),
  Div: binary(
    (call, a, b) => combined(call, "divide", [a, b]),
    (call, x, constant) =>
      times(call, x, mapConstant(call.space, constant, (value) => 1 / value)),
    (call, constant, x) =>
      times(call, powerOf(call, x, -1, "/reciprocal"), constant),
  ),
  Pow: binary(
    (call) =>
      call.refuse("a power whose exponent depends on the image is not read"),
    (call, x, exponent) =>
      sizeOf(exponent.shape) === 1
        ? powerOf(call, x, exponent.data[0]!)
        : call.refuse("its exponent must be one number"),
    (call) => call.refuse("a power of a constant is not read"),
  ),
  Sum: variadic(sumOf),
  Mean: variadic((call, values) =>
    scaled(call, sumOf(call, values), 1 / values.length, "/mean")
  ),
  Max: variadic(folded("maximum", bounded("maximum"))),
  Min: variadic(folded("minimum", bounded("minimum"))),
  PRelu: (call) => {
    const x = call.activation(0);
    const slope = call.constant(1);
    const shape = broadcastShape(x.shape, slope.shape);
    if (sizeOf(slope.shape) === 1) {
      return activated(call, x, { name: "leakyRelu", slope: slope.data[0]! });
    }
    const value = expanded(call, x, shape);
    const alpha = broadcastWeight(call, slope, value);
    return call.add("prelu", [value.id], {}, shape, value.axes, {
      weights: { alpha },
    });
  },
  Where: (call) => {
    const mask = call.constant(0);
    const parts = [call.value(1), call.value(2)].map((value, i) => {
      const isTaken = (chosen: number) => (chosen !== 0) === (i === 0);
      if (!isConstant(value)) {
        const gamma = mapConstant(
          call.space,
          mask,
          (chosen) => isTaken(chosen) ? 1 : 0,
          "float",
        );
        return affine(call, value, { gamma }, i === 0 ? "/true" : "/false");
      }
      if (!value.data.every((each) => each < Infinity)) {
        call.refuse("the constant that it puts in must be of numbers below ∞");
      }
      return combineConstants(
        call.space,
        [mask, value],
        (chosen, constant) => isTaken(chosen!) ? constant! : 0,
        "float",
      );
    });
    return sumOf(call, parts);
  },
};
