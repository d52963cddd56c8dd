import * as tf from "@tensorflow/tfjs";
import type { EngineKernel, KernelCall } from "../../engine/mod.ts";
import { callKernel } from "../call_kernel.ts";
import { identity } from "../cast/cast.ts";

/**
 * Sums of products by an equation such as `bij,bjk->bik`, which tfjs's WASM
 * backend lacks: a matrix product per value of the labels that both factors and
 * the result have.
 */
export const einsumKernels: readonly EngineKernel[] = [
  { kernelName: "Einsum", kernelFunc: einsum },
];

/** A tensor and the label of each of its axes; labels are numbers. */
interface Term {
  readonly tensor: tf.TensorInfo;
  readonly labels: readonly number[];
}

/** Runs a kernel, whose output is freed when all is done. */
type Run = (
  kernelName: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: Record<string, unknown>,
) => tf.TensorInfo;

function einsum(
  { inputs, attrs: { equation }, backend }: KernelCall<
    tf.NamedTensorInfoMap,
    { readonly equation: string }
  >,
): tf.TensorInfo {
  const factors = Object.values(inputs);
  const { decodeEinsumEquation, checkEinsumDimSizes } = tf.backend_util;
  const decoded = decodeEinsumEquation(equation, factors.length);
  checkEinsumDimSizes(
    decoded.allDims.length,
    decoded.idDims,
    factors as tf.Tensor[],
  );
  const temporary: tf.DataId[] = [];
  const run: Run = (kernelName, inputs, attrs) => {
    const output = callKernel(backend, kernelName, inputs, attrs);
    temporary.push(output.dataId);
    return output;
  };
  try {
    const terms = factors.map((tensor, i) => ({
      tensor: tensor!,
      labels: decoded.idDims[i]!,
    }));
    const { tensor } = sumOfProducts(terms, decoded.summedDims, run);
    return identity({ inputs: { x: tensor }, attrs: {}, backend });
  } finally {
    for (const dataId of temporary) backend.disposeData(dataId);
  }
}

/** The term that is left, its labels in ascending order. */
function sumOfProducts(
  terms: readonly Term[],
  summed: readonly number[],
  run: Run,
): Term {
  const [first, second] = terms.map((term) => {
    const others = terms.filter((other) => other !== term)
      .flatMap(({ labels }) => labels);
    // What only one factor has is summed before the product.
    const own = term.labels.filter((label) =>
      summed.includes(label) && !others.includes(label)
    );
    return own.length > 0 ? sumOver(term, own, run) : term;
  });
  const product = second ? multiply(first!, second, summed, run) : first!;
  return permute(product, product.labels.toSorted((a, b) => a - b), run);
}

function sumOver(
  { tensor, labels }: Term,
  summed: readonly number[],
  run: Run,
): Term {
  const axis = summed.map((label) => labels.indexOf(label));
  return {
    tensor: run("Sum", { x: tensor }, { axis, keepDims: false }),
    labels: labels.filter((label) => !summed.includes(label)),
  };
}

function multiply(a: Term, b: Term, summed: readonly number[], run: Run): Term {
  const common = a.labels.filter((label) => b.labels.includes(label));
  const inner = common.filter((label) => summed.includes(label));
  const batch = common.filter((label) => !summed.includes(label));
  const rows = a.labels.filter((label) => !common.includes(label));
  const columns = b.labels.filter((label) => !common.includes(label));
  const size = (labels: readonly number[]) =>
    tf.util.sizeFromShape(lengths(labels, a, b));
  const dtype = tf.upcastType(a.tensor.dtype, b.tensor.dtype);
  const matrices = (
    term: Term,
    above: readonly number[],
    beside: readonly number[],
  ) => {
    const { tensor } = permute(term, [...batch, ...above, ...beside], run);
    const typed = tensor.dtype === dtype
      ? tensor
      : run("Cast", { x: tensor }, { dtype });
    return { ...typed, shape: [size(batch), size(above), size(beside)] };
  };
  const product = run("BatchMatMul", {
    a: matrices(a, rows, inner),
    b: matrices(b, inner, columns),
  }, { transposeA: false, transposeB: false });
  const labels = [...batch, ...rows, ...columns];
  return { tensor: { ...product, shape: lengths(labels, a, b) }, labels };
}

/** The length of each label in the term that has it. */
function lengths(labels: readonly number[], a: Term, b: Term): number[] {
  return labels.map((label) => {
    const term = a.labels.includes(label) ? a : b;
    return term.tensor.shape[term.labels.indexOf(label)]!;
  });
}

/** The term with its axes in another order. */
function permute(
  { tensor, labels }: Term,
  order: readonly number[],
  run: Run,
): Term {
  const perm = order.map((label) => labels.indexOf(label));
  if (perm.every((axis, i) => axis === i)) return { tensor, labels };
  return { tensor: run("Transpose", { x: tensor }, { perm }), labels: order };
}
