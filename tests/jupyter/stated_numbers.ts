import {
  type Cell,
  cellSource,
  type Notebook,
} from "../../tools/jupyter/notebook.ts";

/**
 * A decimal number; names of papers, such as arXiv 2012.00362, are none, and
 * accuracies in percent are of records.
 */
const DECIMAL = /(?<![\w.])(?<!arXiv )\d*\.\d+(?:e-?\d+)?(?![\d.]|\s*%)/g;

/** What a terminal colors text by. */
const ANSI_COLOR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");

/** Units of a number's last digit by which another machine may print it. */
const TOLERANCE = 2;

/**
 * The numbers that a notebook states under "What was found" and that none of its
 * cells prints, in as many digits or more. Signs do not count: a difference is
 * stated in one direction and printed in the other.
 */
export function unprintedNumbers({ cells }: Notebook): readonly string[] {
  const printed = cells.flatMap((cell) =>
    outputTexts(cell).flatMap((text) => text.match(DECIMAL) ?? [])
  ).map(Number);
  return (foundText(cells).match(DECIMAL) ?? []).filter((stated) => {
    const [digits, exponent = "0"] = stated.split(".")[1]!.split("e");
    const unit = 10 ** (Number(exponent) - digits!.length);
    const isNear = (value: number) =>
      Math.abs(value - Number(stated)) <= TOLERANCE * unit;
    return !printed.some(isNear);
  });
}

/** The section in which a notebook says what was found. */
function foundText(cells: readonly Cell[]): string {
  const text = cells.filter(({ cell_type }) => cell_type === "markdown")
    .map(cellSource).join("\n\n");
  const found = text.split(/^## What was found$/m)[1]?.split(/^## /m)[0] ?? "";
  return found.replaceAll("−", "-");
}

function outputTexts({ outputs = [] }: Cell): readonly string[] {
  return outputs.flatMap((output) => {
    if (output.output_type === "stream") return [[output.text].flat().join("")];
    if (output.output_type === "error") return [];
    return [[output.data["text/plain"] ?? ""].flat().join("")];
  }).map((text) => text.replaceAll(ANSI_COLOR, "").replaceAll("−", "-"));
}
