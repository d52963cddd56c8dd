import type { ReducePlan } from "./reduce_plan.ts";

/** Elements of a unit, some 10 µs. */
export const UNIT_ELEMENTS = 32768;

/** Up to this many elements, waking the other threads costs more than it gives. */
export const FEW_ELEMENTS = 65536;

/** Columns of a unit, as in `layout.as`. */
const UNIT_COLUMNS = 16;

/** Rows of a unit. */
export function rowsOfUnit(length: number): number {
  return Math.max(1, Math.floor(UNIT_ELEMENTS / length));
}

/** Number of units of columns. */
export function columnUnits({ outer, inner }: ReducePlan): number {
  return outer * Math.ceil(inner / UNIT_COLUMNS);
}
