import {
  cellPosition,
  EVALUATION_FORMAT,
  type EvaluationData,
  type EvaluationFrame,
  tableShape,
} from "../result/mod.ts";
import {
  type ExperimentUnit,
  extentOf,
  type Origin,
  type UnitResult,
} from "./experiment.ts";
import { VERSION } from "./version.ts";

/** A unit, and what it found if it is finished. */
export interface FinishedUnit extends Pick<ExperimentUnit, "labels" | "block"> {
  readonly result: UnitResult | undefined;
}

/** The record of all units that are finished. */
export function assemble(
  frame: EvaluationFrame,
  units: readonly FinishedUnit[],
  origin: Origin,
  notes: readonly string[],
): EvaluationData {
  const size = tableShape(frame).reduce((product, side) => product * side, 1);
  const values = new Array<number | null>(size).fill(null);
  const examples = frame.panels &&
    frame.methods.map(() =>
      new Array<string | null>(frame.panels!.columns.length).fill(null)
    );
  for (const { block, result } of units) {
    if (result === undefined) continue;
    fill(frame, values, block, result);
    const { methods, columns } = extentOf(frame, block);
    for (let m = methods[0]; m < methods[1]; m++) {
      result.maps?.forEach((map, i) => examples![m]![columns[0] + i] = map);
    }
  }
  return {
    format: EVALUATION_FORMAT,
    ...frame,
    values,
    ...(examples && { examples }),
    missing: units.flatMap(({ labels, result }) => result ? [] : [labels]),
    notes: mergedNotes([
      ...frame.model.notes ?? [],
      ...notes,
      ...units.flatMap(({ result }) => result?.notes ?? []),
    ]),
    provenance: {
      version: VERSION,
      ...origin,
      date: new Date().toISOString(),
    },
  };
}

/** Each note once; those that differ in what is in brackets at the end are one. */
function mergedNotes(notes: readonly string[]): readonly string[] {
  const groups = Map.groupBy(new Set(notes), (note) => note.split(DETAIL)[0]!);
  return [...groups].flatMap(([said, same]) => {
    const details = same.map((note) => DETAIL.exec(note)?.[1]);
    if (same.length < 2 || details.includes(undefined)) return same;
    return [`${said} (${details.join("; ")})`];
  });
}

const DETAIL = / \(([^()]*)\)$/;

function fill(
  frame: EvaluationFrame,
  values: (number | null)[],
  block: ExperimentUnit["block"],
  { values: found }: UnitResult,
): void {
  const shape = tableShape(frame);
  const { methods, points, images, repeats } = extentOf(frame, block);
  for (let method = methods[0]; method < methods[1]; method++) {
    let at = 0;
    for (let measure = 0; measure < shape[1]; measure++) {
      for (let point = points[0]; point < points[1]; point++) {
        for (let image = images[0]; image < images[1]; image++) {
          for (let repeat = repeats[0]; repeat < repeats[1]; repeat++) {
            const cell = [method, measure, point, image, repeat] as const;
            values[cellPosition(shape, cell)] = found[at++]!;
          }
        }
      }
    }
  }
}
