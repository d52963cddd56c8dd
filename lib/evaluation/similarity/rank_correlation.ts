import { numbers, type Requirement } from "../../options/mod.ts";
import { spearman } from "./spearman.ts";

/** Numbers that all have an order. */
export const finiteNumbers: Requirement = {
  ...numbers,
  expected: "a list of finite numbers, plain or typed",
  isValue: (values: ArrayLike<unknown>) =>
    Array.from(values).every(Number.isFinite),
};

/**
 * Spearman's rank correlation of two lists of numbers; `null` where one of them
 * is constant and has no order.
 */
export function rankCorrelation(
  a: readonly number[],
  b: readonly number[],
): number | null {
  if (isConstant(a) || isConstant(b)) return null;
  const shape = [1, a.length] as const;
  return spearman.to({ values: Float64Array.from(a), shape })({
    values: Float64Array.from(b),
    shape,
  });
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

/** Σ of a map, or of a function of its values, over a set of pixels. */
export function sumOver(
  map: Float32Array,
  set: Uint8Array,
  of: (value: number) => number = (value) => value,
): number {
  let sum = 0;
  for (let i = 0; i < set.length; i++) if (set[i] !== 0) sum += of(map[i]!);
  return sum;
}
