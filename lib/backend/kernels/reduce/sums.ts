import type { ReduceCall } from "./extremes.ts";
import {
  columnUnits,
  FEW_ELEMENTS,
  rowsOfUnit,
  UNIT_ELEMENTS,
} from "./units.ts";

/** Writes the sums, divided. */
export function sums(
  { backend, plan, x, out, count }: ReduceCall,
  divisor: number,
): void {
  const { outer, length, inner } = plan;
  const [from, to] = [backend.address(x), backend.address(out)];
  const few = count <= FEW_ELEMENTS;
  if (inner > 1) {
    const units = columnUnits(plan);
    backend.launch({
      operation: "reduce",
      function: "columnSums",
      args: [from, to, length, inner, 0, divisor],
      units,
      ...few && { chunk: units },
    });
    return;
  }
  const parts = Math.ceil(length / UNIT_ELEMENTS);
  const unitRows = rowsOfUnit(length);
  const units = parts > 1 ? outer * parts : Math.ceil(outer / unitRows);
  const sumRows = (target: number) =>
    backend.launch({
      operation: "reduce",
      function: "rowSums",
      args: [
        from,
        target,
        length,
        outer,
        unitRows,
        divisor,
        parts,
        UNIT_ELEMENTS,
      ],
      units,
      ...few && { chunk: units },
    });
  if (parts === 1) {
    sumRows(to);
    return;
  }
  backend.withWorkspace(outer * parts * 8, (workspace) => {
    sumRows(workspace);
    backend.launch({
      operation: "reduce",
      function: "totalSums",
      args: [workspace, to, length, outer, unitRows, divisor, parts],
      units: outer,
      chunk: outer,
    });
  });
}
