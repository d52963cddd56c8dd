import { type Constant, sizeOf } from "../../../graph/folding/constant.ts";
import { broadcastShape } from "../../../graph/folding/constant.ts";
import type { LiveWeight } from "../../../graph/graph_node.ts";
import { permuteValues } from "../../../graph/arranged_constant.ts";
import { type LaidOut, transposed } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { isConstant } from "../value.ts";
import { biasOf } from "./convolutions.ts";
import type { Operators } from "./operator.ts";
import { affine, expanded, meeting } from "./values.ts";

/** The matrix products of ONNX. */
export const PRODUCTS: Operators = {
  Gemm: (call) => {
    const given = call.activation(0);
    const x = call.int("transA", 0) ? transposed(given, [1, 0]) : given;
    const kernel = call.constant(1);
    const isTransposed = call.int("transB", 0) !== 0;
    const alpha = call.float("alpha", 1);
    const [inputs, outputs] = isTransposed
      ? kernel.shape.toReversed()
      : kernel.shape;
    const beta = call.float("beta", 1);
    const addend = call.inputs[2];
    const isBias = addend !== undefined && isConstant(addend) &&
      sizeOf(addend.shape) === outputs && addend.shape.at(-1) === outputs &&
      beta === 1;
    const product = dense(call, x, kernel, {
      isTransposed,
      alpha,
      bias: isBias ? biasOf(call, 2, outputs!) : undefined,
      inputs: inputs!,
      outputs: outputs!,
    });
    if (addend === undefined || isBias) return product;
    if (!isConstant(addend)) {
      const { ids, shape, axes } = meeting(call, [product, addend]);
      return beta === 1
        ? call.add("add", ids, {}, shape, axes, { suffix: "/add" })
        : call.refuse("its addend must be a constant, or beta 1");
    }
    const scaled = call.space.make("float", addend.shape);
    addend.data.forEach((value, i) => scaled.data[i] = beta * value);
    return affine(call, product, { beta: scaled }, "/bias");
  },
  MatMul: (call) => {
    const [a, b] = [call.value(0), call.value(1)];
    if (isConstant(a)) return leftProduct(call, a, call.activation(1));
    return isConstant(b) ? rightProduct(call, a, b) : product(call, a, b);
  },
};

interface Dense {
  /** Whether the kernel is `[O, I]`. */
  readonly isTransposed: boolean;
  /** A factor on the kernel. */
  readonly alpha: number;
  readonly bias: LiveWeight | undefined;
  readonly inputs: number;
  readonly outputs: number;
}

/** The product of the last axis of a value with a kernel `[I, O]`. */
function dense(
  call: OperatorCall,
  x: LaidOut,
  kernel: Constant,
  { isTransposed, alpha, bias, inputs, outputs }: Dense,
): LaidOut {
  const last = x.shape.length - 1;
  if (x.shape[last] !== inputs) {
    call.refuse(
      `its kernel [${kernel.shape.join(", ")}] does not fit an input [${
        x.shape.join(", ")
      }]`,
    );
  }
  const { value, order } = call.asItLay(x);
  const { lengths, permutation } = order ??
    { lengths: [inputs], permutation: [0] };
  const arrangement =
    `dense ${isTransposed} ${alpha} ${lengths} ${permutation}`;
  const weight = call.weight(kernel, arrangement, () => {
    const step = isTransposed ? 1 : outputs;
    const steps = lengths.map((_, axis) =>
      step * sizeOf(lengths.slice(axis + 1))
    );
    const data = order === undefined && !isTransposed
      ? Float32Array.from(kernel.data)
      : permuteValues(
        kernel.data,
        [...permutation.map((axis) => lengths[axis]!), outputs],
        [
          ...permutation.map((axis) => steps[axis]!),
          isTransposed ? inputs : 1,
        ],
      );
    return {
      data: alpha === 1 ? data : data.map((value) => alpha * value),
      shape: [inputs, outputs],
    };
  });
  return call.add(
    "dense",
    [value.id],
    {},
    x.shape.with(last, outputs),
    value.axes,
    { weights: { kernel: weight, bias } },
  );
}

/** x · W, with W a matrix or a vector. */
export function rightProduct(
  call: OperatorCall,
  x: LaidOut,
  kernel: Constant,
): LaidOut {
  const [inputs, outputs] = matrixShape(call, kernel, 1);
  const product = dense(call, x, kernel, {
    isTransposed: false,
    alpha: 1,
    bias: undefined,
    inputs,
    outputs,
  });
  return kernel.shape.length === 1
    ? call.reshape(product, product.shape.slice(0, -1))
    : product;
}

/** W · x: the product of the last axis but one of x with Wᵀ. */
function leftProduct(
  call: OperatorCall,
  kernel: Constant,
  x: LaidOut,
): LaidOut {
  const [outputs, inputs] = matrixShape(call, kernel, 0);
  const rank = x.shape.length;
  const swapped = Array.from({ length: rank }, (_, axis) => axis);
  if (rank > 1) {
    [swapped[rank - 2], swapped[rank - 1]] = [rank - 1, rank - 2];
  }
  const product = dense(call, transposed(x, swapped), kernel, {
    isTransposed: true,
    alpha: 1,
    bias: undefined,
    inputs,
    outputs,
  });
  const back = transposed(product, swapped);
  return kernel.shape.length === 1
    ? call.reshape(back, back.shape.filter((_, axis) => axis !== rank - 2))
    : back;
}

/** Rows and columns of a constant; a vector is a column, or a row. */
function matrixShape(
  call: OperatorCall,
  { shape }: Constant,
  vectorAxis: 0 | 1,
): readonly [number, number] {
  if (shape.length === 1) {
    return vectorAxis === 1 ? [shape[0]!, 1] : [1, shape[0]!];
  }
  const [rows, columns] = shape.slice(-2) as [number, number];
  if (shape.length > 1 && sizeOf(shape) === rows * columns) {
    return [rows, columns];
  }
  return call.refuse(
    `its constant must be one matrix: current shape is [${shape.join(", ")}]`,
  );
}

/** The product of two values, matrix by matrix along their last two axes. */
export function product(call: OperatorCall, a: LaidOut, b: LaidOut): LaidOut {
  if (a.shape.length < 2 || b.shape.length < 2) {
    call.refuse(
      "the product of a vector that depends on the image is not read",
    );
  }
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const [depth, columns] = b.shape.slice(-2) as [number, number];
  if (inner !== depth) {
    call.refuse(
      `[${a.shape.join(", ")}] and [${
        b.shape.join(", ")
      }] are no matrices that can be multiplied`,
    );
  }
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const shape = [...batch, rows, columns];
  const axes = shape.map((_, axis) => axis).filter((axis) =>
    axis >= batch.length || shape[axis] !== 1
  );
  const operand = (value: LaidOut, matrix: readonly number[]) =>
    call.arrange(expanded(call, value, [...batch, ...matrix]), axes);
  const ids = [operand(a, [rows, inner]), operand(b, [inner, columns])];
  return call.add("matMul", ids, {}, shape, axes);
}
