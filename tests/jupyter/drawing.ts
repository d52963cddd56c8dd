/** Whether the cells of a notebook draw what they end in. */
import * as fullgrad from "fullgrad";
import { hasFigure } from "./has_figure.ts";
import {
  type Cell,
  cellSource,
  type Output,
} from "../../tools/jupyter/notebook.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/** The names of the classes whose instances draw themselves. */
export const DRAWN_CLASSES: readonly string[] = Object.values(fullgrad)
  .flatMap((value) =>
    typeof value === "function" && DISPLAY in (value.prototype ?? {})
      ? [value.name]
      : []
  );

/** An instance of one of them, wherever it is in a text: in a list as well. */
const RESULT = new RegExp(`\\b(${DRAWN_CLASSES.join("|")}) \\{`);
/** A text that is an instance of some class, or what nobody awaited. */
const INSTANCE = /^\s*[A-Z]\w* \{/;

/** Returns whether an output is a result in words where a picture was due. */
export function isUndrawn(output: Output): boolean {
  const text = plainText(output);
  return text !== undefined && (RESULT.test(text) || INSTANCE.test(text));
}

/** The text of an output that has nothing but that. */
function plainText(output: Output): string | undefined {
  if (output.output_type === "stream") return output.text;
  if (!("data" in output)) return undefined;
  const types = Object.keys(output.data);
  return types.every((type) => type === "text/plain")
    ? String(output.data["text/plain"] ?? "")
    : undefined;
}

/** What a cell ends in, as far as its text says. */
const ENDS: readonly { readonly end: RegExp; readonly due: Due }[] = [
  {
    end: /^(await )?([\w.]+\.)?(\w*[fF]igure|compareMaps|multiples|shares)\(/,
    due: "figure",
  },
  { end: /^[A-Za-z_$][\w$]*;?$/, due: "picture" },
];

type Due = "figure" | "picture";

/**
 * Returns what is missing from the outputs of a cell that has run: a figure
 * where its last statement is a call that returns one, or something drawn where
 * it is a name.
 */
export function missingOutput(cell: Cell): Due | undefined {
  if (cell.cell_type !== "code") return undefined;
  const statement = lastStatement(cellSource(cell));
  const due = ENDS.find(({ end }) => end.test(statement))?.due;
  const outputs = cell.outputs ?? [];
  if (due === "figure" && !outputs.some(hasFigure)) return due;
  if (due === "picture" && !outputs.some(isDrawn)) return due;
  return undefined;
}

function isDrawn(output: Output): boolean {
  return "data" in output && "text/html" in output.data;
}

/** Statements at the top level begin in the first column; their ends do not. */
function lastStatement(source: string): string {
  const lines = source.trimEnd().split("\n");
  const start = lines.findLastIndex((line) => /^[\w$(\[]/.test(line));
  return lines.slice(start).join("\n");
}
