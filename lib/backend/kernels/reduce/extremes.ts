import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/fullgrad_backend.ts";
import type { ReducePlan } from "./reduce_plan.ts";
import { columnUnits, FEW_ELEMENTS, rowsOfUnit } from "./units.ts";

/** A reduction to do. */
export interface ReduceCall {
  readonly backend: FullgradBackend;
  readonly plan: ReducePlan;
  readonly x: tf.TensorInfo;
  readonly out: tf.TensorInfo;
  /** Number of elements of `x`. */
  readonly count: number;
}

/** Writes the greatest or the least values. */
export function extremes(
  { backend, plan, x, out, count }: ReduceCall,
  which: "Maxima" | "Minima",
): void {
  const { outer, length, inner } = plan;
  const unitRows = rowsOfUnit(length);
  const rows = inner === 1;
  const units = rows ? Math.ceil(outer / unitRows) : columnUnits(plan);
  backend.launch({
    operation: "reduce",
    function: `${rows ? "row" : "column"}${which}`,
    args: [
      backend.address(x),
      backend.address(out),
      length,
      rows ? outer : inner,
      unitRows,
    ],
    units,
    ...count <= FEW_ELEMENTS && { chunk: units },
  });
}
