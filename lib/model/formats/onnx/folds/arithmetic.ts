import type { Constant, ElementType } from "../../../graph/folding/constant.ts";
import {
  combineConstants,
  mapConstant,
} from "../../../graph/folding/elementwise.ts";
import { matMulConstants } from "../../../graph/folding/combine_axes.ts";
import { transposeConstant } from "../../../graph/folding/rearrange.ts";
import type { OperatorCall } from "../operator_call.ts";
import { elementTypeName, elementTypeOf } from "../tensor_values.ts";
import type { Fold, Folds } from "./fold.ts";

/** A function of every element. */
function unary(f: (x: number) => number, type?: ElementType): Fold {
  return (call) => mapConstant(call.space, call.constant(0), f, type);
}

/**
 * A function of the elements of all inputs that meet: as many as it takes, or
 * one or more.
 */
function nary(f: (...values: number[]) => number, type?: ElementType): Fold {
  return (call) => {
    const count = call.inputs.length;
    if (f.length > 0 && count !== f.length) {
      call.refuse(`it must have ${f.length} inputs: it has ${count}`);
    }
    const inputs = call.values().map((_, i) => call.constant(i));
    return combineConstants(call.space, inputs, f, type);
  };
}

/** A comparison of two numbers. */
function compare(f: (a: number, b: number) => boolean): Fold {
  return nary((a, b) => f(a!, b!) ? 1 : 0, "boolean");
}

/** What is computed of constants when a network is loaded: numbers. */
export const ARITHMETIC_FOLDS: Folds = {
  Add: nary((a, b) => a! + b!),
  Sub: nary((a, b) => a! - b!),
  Mul: nary((a, b) => a! * b!),
  Div: (call) => {
    const isWhole = call.constant(0).type === "integer";
    return nary((a, b) => isWhole ? Math.trunc(a! / b!) : a! / b!)(call);
  },
  Mod: (call) => {
    const likeC = call.int("fmod", 0) === 1;
    return nary((a, b) => likeC ? a! % b! : a! - b! * Math.floor(a! / b!))(
      call,
    );
  },
  Pow: nary((a, b) => a! ** b!),
  Sum: nary((...values) => values.reduce((sum, value) => sum + value, 0)),
  Mean: nary((...values) =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  ),
  Max: nary((...values) => Math.max(...values)),
  Min: nary((...values) => Math.min(...values)),
  Equal: compare((a, b) => a === b),
  Greater: compare((a, b) => a > b),
  GreaterOrEqual: compare((a, b) => a >= b),
  Less: compare((a, b) => a < b),
  LessOrEqual: compare((a, b) => a <= b),
  And: compare((a, b) => a !== 0 && b !== 0),
  Or: compare((a, b) => a !== 0 || b !== 0),
  Xor: compare((a, b) => (a !== 0) !== (b !== 0)),
  Not: unary((x) => x === 0 ? 1 : 0),
  Neg: unary((x) => -x),
  Abs: unary(Math.abs),
  Sqrt: unary(Math.sqrt),
  Reciprocal: unary((x) => 1 / x),
  Exp: unary(Math.exp),
  Log: unary(Math.log),
  Sin: unary(Math.sin),
  Cos: unary(Math.cos),
  Tan: unary(Math.tan),
  Atan: unary(Math.atan),
  Tanh: unary(Math.tanh),
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Relu: unary((x) => Math.max(0, x)),
  Softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  Floor: unary(Math.floor),
  Ceil: unary(Math.ceil),
  Sign: unary(Math.sign),
  Round: unary((x) => {
    // A half goes to the even side.
    const below = Math.floor(x);
    const isHalf = x - below === 0.5;
    return isHalf ? below + Math.abs(below % 2) : Math.round(x);
  }),
  Clip: (call) => {
    const low = call.optional(1)?.data[0] ?? call.float("min", -Infinity);
    const high = call.optional(2)?.data[0] ?? call.float("max", Infinity);
    return unary((x) => Math.min(Math.max(x, low), high))(call);
  },
  Where: (call) => {
    const inputs = [0, 1, 2].map((i) => call.constant(i));
    return combineConstants(
      call.space,
      inputs,
      (chosen, a, b) => chosen ? a! : b!,
      inputs[1]!.type,
    );
  },
  Cast: (call) => cast(call, call.int("to", 1)),
  CastLike: (call) => {
    const { type } = call.constant(1);
    return castTo(call, call.constant(0), type);
  },
  MatMul: (call) =>
    matMulConstants(call.space, call.constant(0), call.constant(1)),
  Gemm: (call) => {
    const [a, b] = [0, 1].map((i) => {
      const matrix = call.constant(i);
      const isTransposed = call.int(i === 0 ? "transA" : "transB", 0) !== 0;
      return isTransposed
        ? transposeConstant(call.space, matrix, [1, 0])
        : matrix;
    });
    const product = matMulConstants(call.space, a!, b!);
    const [alpha, beta] = [call.float("alpha", 1), call.float("beta", 1)];
    const addend = call.optional(2);
    return addend === undefined
      ? mapConstant(call.space, product, (x) => alpha * x)
      : combineConstants(
        call.space,
        [product, addend],
        (x, c) => alpha * x! + beta * c!,
      );
  },
  DequantizeLinear: (call) => {
    const [x, scale] = [call.constant(0), call.constant(1)];
    if (call.int("block_size", 0) > 0) {
      return call.refuse("scales of blocks are not read");
    }
    const axis = call.int("axis", 1);
    const zero = call.optional(2);
    const along = (constant: Constant): Constant => {
      if (constant.data.length === 1) return { ...constant, shape: [] };
      const at = call.axis(axis, x);
      const shape = x.shape.map((length, i) => i === at ? length : 1);
      return { ...constant, shape };
    };
    return combineConstants(
      call.space,
      [x, along(scale), ...(zero ? [along(zero)] : [])],
      (value, factor, offset = 0) => (value! - offset) * factor!,
      "float",
    );
  },
};

function cast(call: OperatorCall, dataType: number): Constant {
  const type = elementTypeOf(dataType);
  if (type === undefined) {
    return call.refuse(
      `values of the type ${elementTypeName(dataType)} are not read`,
    );
  }
  return castTo(call, call.constant(0), type);
}

function castTo(
  call: OperatorCall,
  x: Constant,
  type: ElementType,
): Constant {
  if (type === x.type) return x;
  return mapConstant(
    call.space,
    x,
    type === "boolean"
      ? (value) => value === 0 ? 0 : 1
      : type === "integer"
      ? Math.trunc
      : (value) => value,
    type,
  );
}
