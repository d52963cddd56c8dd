/**
 * Runs every notebook in a real kernel, top to bottom. What a cell ends in must
 * be drawn: no figure may be missing, and no result may come out in words. What is
 * said to have been found must be what the cells print. What the repository holds
 * of it must be what it draws now: `deno task stills`.
 */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { exhaustiveTest } from "./exhaustive.ts";
import { isUndrawn, missingOutput } from "./jupyter/drawing.ts";
import { hasFigure } from "./jupyter/has_figure.ts";
import type { Cell, Notebook } from "../tools/jupyter/notebook.ts";
import {
  type NotebookRun,
  runNotebook,
} from "../tools/jupyter/run_notebook.ts";
import { unprintedNumbers } from "./jupyter/stated_numbers.ts";
import {
  alone,
  differingStills,
  runWithStills,
  sourceHash,
  stillsOf,
} from "../tools/jupyter/stills.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDER = `${ROOT}notebooks`;

/** Characters of the largest notebook: GitHub shows no large ones. */
const MOST_CHARACTERS = 1_500_000;

/** The positions of the cells that have something. */
function positions(
  { cells }: Notebook,
  has: (cell: Cell) => boolean,
): number[] {
  return cells.flatMap((cell, i) => has(cell) ? [i] : []);
}

/** What is found with networks that are not here cannot be printed here. */
const NEEDS_SHARED = ["pretrained.ipynb"];

const hasShared = existsSync(`${ROOT}../shared/models`);

function checkRun(name: string, { notebook, errors }: NotebookRun) {
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
  if (NEEDS_SHARED.includes(name) && !hasShared) return;
  assertEquals(
    unprintedNumbers(notebook),
    [],
    "these numbers are stated, and no cell prints them",
  );
}

for (const { name } of Deno.readDirSync(FOLDER)) {
  if (!name.endsWith(".ipynb")) continue;
  const text = Deno.readTextFileSync(`${FOLDER}/${name}`);
  const stored: Notebook = JSON.parse(text);
  const test = name === "quickstart.ipynb" ? Deno.test : exhaustiveTest;

  test({
    name: `notebooks/${name} runs and draws its figures`,
    fn: async () =>
      checkRun(name, await runNotebook(stored, { folder: FOLDER })),
  });

  Deno.test(`notebooks/${name} is small`, () => {
    assert(text.length <= MOST_CHARACTERS, `it has ${text.length} characters`);
  });

  Deno.test(`notebooks/${name} holds stills of its code`, async () => {
    assertEquals(
      stored.metadata.stills,
      { source: await sourceHash(stored) },
      `the code has changed: deno task stills ${name}`,
    );
    assert(stillsOf(stored).length > 0, "there is no picture");
    assert(!text.includes("<script"), "an output has a script");
  });

  Deno.test(`notebooks/${name} shows its outputs whole`, () => {
    // Notebook puts a long output into a box with a scroll bar otherwise.
    assertEquals(
      positions(
        stored,
        ({ cell_type, metadata }) =>
          cell_type === "code" && metadata.scrolled !== false,
      ),
      [],
      'these cells lack the metadata "scrolled": false',
    );
  });

  test({
    name: `notebooks/${name} draws the stills that it holds`,
    fn: async () => {
      const { notebook, errors } = await alone(
        ROOT,
        (folder) => runWithStills(stored, folder),
      );
      assertEquals(errors, []);
      assertEquals(
        await differingStills(stored, notebook),
        [],
        `the figures have changed: deno task stills ${name}`,
      );
    },
  });
}
