import {
  type Figure,
  formatNumber,
  type Panel,
  panelFigure,
} from "../../display/mod.ts";

/** What a matrix is called. */
export interface MatrixFigureOptions {
  readonly title: string;
  readonly subtitle: string;
  /** Of the rows, and of the columns. */
  readonly names: readonly string[];
}

const WHITE = [255, 255, 255] as const;
const RED = [178, 24, 43] as const;
const BLUE = [33, 102, 172] as const;

/** A square matrix of numbers from −1, blue, to 1, red, with the numbers. */
export function matrixFigure(
  values: readonly (readonly number[])[],
  { title, subtitle, names }: MatrixFigureOptions,
): Figure {
  const rows = values.map((row) =>
    row.map((value): Panel => ({
      image: { data: colorOf(value), height: 1, width: 1 },
      note: formatNumber(Number(value.toFixed(2))),
    }))
  );
  return panelFigure(rows, {
    title,
    subtitle,
    columns: names,
    rows: names,
    size: 88,
  });
}

function colorOf(value: number): Uint8Array {
  const end = value < 0 ? BLUE : RED;
  const part = Math.min(1, Math.abs(value));
  return Uint8Array.from(
    WHITE,
    (white, channel) => Math.round(white + part * (end[channel]! - white)),
  );
}
