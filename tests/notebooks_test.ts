/**
 * Runs every notebook in a real kernel, top to bottom. What a cell ends in must
 * be drawn: no figure may be missing, and no result may come out in words.
 */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { isUndrawn, missingOutput } from "./jupyter/drawing.ts";
import { exhaustiveTest } from "./exhaustive.ts";
import { hasFigure } from "./jupyter/has_figure.ts";
import type { Cell, Notebook } from "./jupyter/notebook.ts";
import { runNotebook } from "./jupyter/run_notebook.ts";

const FOLDER = fileURLToPath(new URL("../notebooks", import.meta.url));

/** The positions of the cells that have something. */
function positions(
  { cells }: Notebook,
  has: (cell: Cell) => boolean,
): number[] {
  return cells.flatMap((cell, i) => has(cell) ? [i] : []);
}

for (const { name } of Deno.readDirSync(FOLDER)) {
  if (!name.endsWith(".ipynb")) continue;
  const test = name === "quickstart.ipynb" ? Deno.test : exhaustiveTest;
  test({
    name: `notebooks/${name} runs and draws its figures`,
    fn: async () => {
      const stored: Notebook = JSON.parse(
        await Deno.readTextFile(`${FOLDER}/${name}`),
      );
      const { notebook, errors } = await runNotebook(stored, {
        folder: FOLDER,
      });
      assertEquals(errors, []);
      assert(
        positions(notebook, ({ outputs = [] }) => outputs.some(hasFigure))
          .length > 0,
        "no cell has a figure",
      );
      assertEquals(
        positions(notebook, (cell) => missingOutput(cell) !== undefined),
        [],
        "these cells end in a result, and show none",
      );
      assertEquals(
        positions(notebook, ({ outputs = [] }) => outputs.some(isUndrawn)),
        [],
        "these cells show a result in words",
      );
    },
  });
}
