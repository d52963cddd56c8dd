import type { Cell, Table } from "../../display/mod.ts";
import type { PairedComparison } from "./paired.ts";
import {
  cellPosition,
  type EvaluationData,
  tableShape,
} from "./evaluation_data.ts";
import { percentOf } from "./words.ts";

/**
 * The numbers of a record: a row for every method, point of the axis, image and
 * repeat, a column a measure. Rows without any number are left out.
 */
export function tableOf(data: EvaluationData): Table {
  const { methods, measures, axis, images, repeats, values } = data;
  const shape = tableShape(data);
  const rows: Cell[][] = [];
  for (const [m, { name, control }] of methods.entries()) {
    for (let point = 0; point < shape[2]; point++) {
      for (const [i, image] of images.names.entries()) {
        for (let repeat = 0; repeat < repeats.count; repeat++) {
          const cells = measures.map((_, k) =>
            values[cellPosition(shape, [m, k, point, i, repeat])]!
          );
          if (cells.every((cell) => cell === null)) continue;
          const at = axis ? [axis.values[point]!] : [];
          rows.push([name, control, ...at, i + 1, image, repeat + 1, ...cells]);
        }
      }
    }
  }
  return {
    columns: [
      { name: "method", meaning: "name of the method or control" },
      {
        name: "control",
        meaning: "true: it is there to tell what a number means",
      },
      ...(axis ? [{ name: axis.name, meaning: axis.meaning }] : []),
      { name: "image", meaning: "position of the image, from 1" },
      { name: "image_name", meaning: "name of the image" },
      { name: repeats.name, meaning: "which of the repeats, from 1" },
      ...measures.map(({ name, meaning }) => ({ name, meaning })),
    ],
    rows,
  };
}

/**
 * Pairs as a table: a row a pair; what is no number is an empty field. The
 * intervals over images alone are there where others are over repeats as well.
 *
 * @param won What a method is where it wins.
 * @param level Of their intervals.
 */
export function pairedTableOf(
  pairs: readonly PairedComparison[],
  won: string,
  level?: number,
): Table {
  const interval = `its ${percentOf(level)} interval`;
  const cell = (value: number) => Number.isFinite(value) ? value : null;
  const alone = pairs.some(({ over }) => over === "images and repeats");
  return {
    columns: [
      { name: "method", meaning: "name of the method or control" },
      { name: "minus", meaning: "what is taken away from it" },
      { name: "measure", meaning: "what is compared" },
      { name: "at", meaning: "point of the axis, or the area under the curve" },
      { name: "difference", meaning: "mean of method − minus" },
      { name: "low", meaning: `lower end of ${interval}` },
      { name: "high", meaning: `upper end of ${interval}` },
      { name: "over", meaning: "what was resampled for it" },
      ...(alone
        ? [
          { name: "low_over_images", meaning: "lower end, over images alone" },
          { name: "high_over_images", meaning: "upper end, over images alone" },
        ]
        : []),
      { name: "n", meaning: "images, or repeats of one, that both have" },
      { name: "wins", meaning: `on how many of n the method is ${won}` },
      { name: "ties", meaning: "on how many of n both are equal" },
      { name: "p", meaning: "two-sided, paired randomization test" },
      {
        name: "corrected_p",
        meaning: "p by Holm, over the pairs of a measure",
      },
      { name: "pairs", meaning: "how many pairs that are" },
    ],
    rows: pairs.map((pair) => [
      pair.a,
      pair.b,
      pair.measure,
      pair.at,
      pair.mean,
      cell(pair.low),
      cell(pair.high),
      pair.over,
      ...(alone ? [cell(pair.overImages.low), cell(pair.overImages.high)] : []),
      pair.n,
      pair.wins,
      pair.ties,
      cell(pair.p),
      cell(pair.correctedP),
      pair.pairs,
    ]),
  };
}
