import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import {
  columnArgs,
  columnSumArgs,
  partSumArgs,
  rowArgs,
  rowSumArgs,
  UNIT_COLUMNS,
} from "./args.ts";

/** A reduction as one over the middle of `[outer, length, inner]`. */
export interface Reduction {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
}

/** What a reduction reads and writes. */
export interface ReductionCall extends Reduction {
  readonly backend: FullgradBackend;
  readonly x: tf.TensorInfo;
  readonly out: tf.TensorInfo;
}

/** Elements of a unit, some 10 µs. */
const UNIT_ELEMENTS = 32768;

/** Up to this many elements, waking the other threads costs more than it gives. */
const FEW_ELEMENTS = 65536;

/** Writes the sums, divided. */
export function sums(call: ReductionCall, divisor: number): void {
  const { backend, outer, length, inner } = call;
  const [x, out] = [backend.address(call.x), backend.address(call.out)];
  if (inner > 1) {
    backend.launch({
      operation: "reduce",
      function: "columnSums",
      args: columnSumArgs.pack({ x, out, length, inner, divisor }),
      ...unitsOf(call, columnUnits(call)),
    });
    return;
  }
  const parts = Math.ceil(length / UNIT_ELEMENTS);
  const unitRows = rowsOfUnit(length);
  const sumRows = (out: number) =>
    backend.launch({
      operation: "reduce",
      function: "rowSums",
      args: rowSumArgs.pack({
        x,
        out,
        length,
        rows: outer,
        unitRows,
        divisor,
        parts,
        partLength: UNIT_ELEMENTS,
      }),
      ...unitsOf(call, parts > 1 ? outer * parts : Math.ceil(outer / unitRows)),
    });
  if (parts === 1) {
    sumRows(out);
    return;
  }
  backend.withWorkspace(outer * parts * 8, (workspace) => {
    sumRows(workspace);
    backend.launch({
      operation: "reduce",
      function: "totalSums",
      args: partSumArgs.pack({ parts: workspace, out, count: parts, divisor }),
      units: outer,
      chunk: outer,
    });
  });
}

/** Writes the greatest or the least values. */
export function extremes(
  call: ReductionCall,
  which: "Maxima" | "Minima",
): void {
  const { backend, outer, length, inner } = call;
  const [x, out] = [backend.address(call.x), backend.address(call.out)];
  const unitRows = rowsOfUnit(length);
  backend.launch(
    inner === 1
      ? {
        operation: "reduce",
        function: `row${which}`,
        args: rowArgs.pack({ x, out, length, rows: outer, unitRows }),
        ...unitsOf(call, Math.ceil(outer / unitRows)),
      }
      : {
        operation: "reduce",
        function: `column${which}`,
        args: columnArgs.pack({ x, out, length, inner }),
        ...unitsOf(call, columnUnits(call)),
      },
  );
}

function rowsOfUnit(length: number): number {
  return Math.max(1, Math.floor(UNIT_ELEMENTS / length));
}

function columnUnits({ outer, inner }: Reduction): number {
  return outer * Math.ceil(inner / UNIT_COLUMNS);
}

/** The units, and all of them at once where they are few. */
function unitsOf(
  { outer, length, inner }: Reduction,
  units: number,
): { readonly units: number; readonly chunk?: number } {
  return outer * length * inner <= FEW_ELEMENTS
    ? { units, chunk: units }
    : { units };
}
