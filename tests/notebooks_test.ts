/**
 * Runs every notebook in a real kernel, top to bottom. A cell that shows a
 * figure as the notebook is stored must show one again, and a result must not
 * come out as plain text in place of its figure.
 */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { hasFigure } from "./jupyter/has_figure.ts";
import type { Cell, Notebook, Output } from "./jupyter/notebook.ts";
import { runNotebook } from "./jupyter/run_notebook.ts";

const FOLDER = fileURLToPath(new URL("../notebooks", import.meta.url));

/** The text of a class's instance that did not draw itself. */
const UNDRAWN = /^\s*(Figure|[A-Z]\w*(Map|Gradients|Curve|Score))\s*\{/;

function drawn({ outputs = [] }: Cell): boolean {
  return outputs.some(hasFigure);
}

function undrawn(output: Output): boolean {
  if (!("data" in output) || hasFigure(output)) return false;
  return UNDRAWN.test(String(output.data["text/plain"] ?? ""));
}

/** The positions of the cells that have, or lack, something. */
function positions(
  { cells }: Notebook,
  has: (cell: Cell) => boolean,
): number[] {
  return cells.flatMap((cell, i) => has(cell) ? [i] : []);
}

for (const { name } of Deno.readDirSync(FOLDER)) {
  if (!name.endsWith(".ipynb")) continue;
  Deno.test(`notebooks/${name} runs and draws its figures`, async () => {
    const stored: Notebook = JSON.parse(
      await Deno.readTextFile(`${FOLDER}/${name}`),
    );
    const { notebook, errors } = await runNotebook(stored, { folder: FOLDER });
    assertEquals(errors, []);
    const figures = positions(notebook, drawn);
    assert(figures.length > 0, "no cell has a figure");
    assertEquals(
      positions(stored, drawn).filter((i) => !figures.includes(i)),
      [],
      "these cells have a figure as stored, but not when run",
    );
    assertEquals(
      positions(notebook, ({ outputs = [] }) => outputs.some(undrawn)),
      [],
      "these cells show a result as text",
    );
  });
}
