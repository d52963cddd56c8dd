import { sizeOf } from "../../../graph/folding/constant.ts";
import { transposeConstant } from "../../../graph/folding/rearrange.ts";
import { type LaidOut, transposed } from "../../../graph/laid_out.ts";
import type { OperatorCall } from "../operator_call.ts";
import { isConstant, type Value } from "../value.ts";
import type { Operator } from "./operator.ts";
import { product, rightProduct } from "./products.ts";

/** The axes of a product by what becomes of them, in labels. */
interface Roles {
  /** Of both factors and of the result. */
  readonly batch: readonly string[];
  /** Of both factors, summed over. */
  readonly inner: readonly string[];
  /** Of one factor and of the result. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/**
 * Sums of products along named axes, such as `bhid,bhjd->bhij`: a product of
 * matrices, with axes moved and taken together around it.
 */
export const einsum: Operator = (call) => {
  const equation = call.text("equation", "");
  const parts = /^([a-zA-Z]*),([a-zA-Z]*)(?:->([a-zA-Z]*))?$/
    .exec(equation.replaceAll(/\s/g, ""));
  if (parts === null || call.inputs.length !== 2) {
    return call.refuse(
      `the equation "${equation}" must be of two factors with an axis a letter`,
    );
  }
  const [first, second] = [[...parts[1]!], [...parts[2]!]];
  const all = [...first, ...second];
  const once = all.filter((label) =>
    all.indexOf(label) === all.lastIndexOf(label)
  );
  const result = parts[3] === undefined ? once.toSorted() : [...parts[3]];
  const has = (labels: readonly string[]) => (label: string) =>
    labels.includes(label);
  const isWhole = new Set(first).size === first.length &&
    new Set(second).size === second.length &&
    once.every(has(result)) && result.every(has(all));
  const [a, b] = [call.value(0), call.value(1)];
  const fits = first.length === a.shape.length &&
    second.length === b.shape.length;
  if (!isWhole || !fits) {
    return call.refuse(
      `the equation "${equation}" must have each axis of [${a.shape}] and [${b.shape}] once, and sum over none that is in one of them only`,
    );
  }
  const roles: Roles = {
    batch: result.filter((label) => has(first)(label) && has(second)(label)),
    inner: first.filter((label) =>
      has(second)(label) && !result.includes(label)
    ),
    left: first.filter((label) => !second.includes(label)),
    right: second.filter((label) => !first.includes(label)),
  };
  if (isConstant(a)) {
    const swapped = { ...roles, left: roles.right, right: roles.left };
    return ofFactors(call, [b, second], [a, first], swapped, result);
  }
  return ofFactors(call, [a, first], [b, second], roles, result);
};

type Factor = readonly [value: Value, labels: readonly string[]];

/** The product of two factors of which the first depends on the image. */
function ofFactors(
  call: OperatorCall,
  [a, first]: Factor,
  [b, second]: Factor,
  { batch, inner, left, right }: Roles,
  result: readonly string[],
): LaidOut {
  const lengths = new Map([
    ...first.map((label, i) => [label, a.shape[i]!] as const),
    // A length of 1 is repeated.
    ...second.map((label, i) =>
      [
        label,
        Math.max(b.shape[i]!, a.shape[first.indexOf(label)] ?? 1),
      ] as const
    ),
  ]);
  const of = (labels: readonly string[]) =>
    labels.map((label) => lengths.get(label)!);
  const places = (labels: readonly string[], own: readonly string[]) =>
    labels.map((label) => own.indexOf(label));
  const matrix = (
    value: LaidOut,
    own: readonly string[],
    rows: readonly string[],
    columns: readonly string[],
  ) => {
    const moved = transposed(
      value,
      places([...batch, ...rows, ...columns], own),
    );
    return rows.length === 1 && columns.length === 1 ? moved : call.reshape(
      moved,
      [
        ...moved.shape.slice(0, batch.length),
        sizeOf(of(rows)),
        sizeOf(of(columns)),
      ],
    );
  };
  const rows = matrix(a as LaidOut, first, left, inner);
  let multiplied: LaidOut;
  if (isConstant(b)) {
    if (sizeOf(of(batch)) !== 1) {
      return call.refuse("a factor of one matrix must be constant");
    }
    const moved = transposeConstant(
      call.space,
      b,
      places([...batch, ...inner, ...right], second),
    );
    multiplied = rightProduct(call, rows, {
      ...moved,
      shape: [sizeOf(of(inner)), sizeOf(of(right))],
    });
  } else {
    multiplied = product(call, rows, matrix(b, second, inner, right));
  }
  const order = [...batch, ...left, ...right];
  const whole = left.length === 1 && right.length === 1
    ? multiplied
    : call.reshape(multiplied, of(order));
  return transposed(whole, places(result, order));
}
