import { fileURLToPath } from "node:url";
import type { Notebook } from "../jupyter/notebook.ts";
import { alone, runWithStills } from "../jupyter/stills.ts";

/** Bytes of JSON up to which a page holds a figure that can be moved. */
const LARGEST = 4_000_000;

/** A notebook that has run, and the figures that its stills are of. */
export interface NotebookWithFigures {
  readonly notebook: Notebook;
  /**
   * As JSON that plotly.js draws, in the order of the stills; none where one is
   * too large for a page.
   */
  readonly figures: readonly (string | undefined)[];
}

/** Runs a notebook and keeps its figures beside their stills. */
export async function runWithFigures(
  root: URL,
  notebook: Notebook,
): Promise<NotebookWithFigures> {
  const kept = await Deno.makeTempDir();
  try {
    const run = await alone(
      fileURLToPath(root),
      (folder) => runWithStills(notebook, folder, keepFigures(kept)),
    );
    const [error] = run.errors;
    if (error !== undefined) {
      throw new Error(
        `Cannot show a notebook as it must run: cell ${error.cell}: ${error.message}`,
      );
    }
    const count = (await Array.fromAsync(Deno.readDir(kept))).length;
    const figures = await Promise.all(
      Array.from(
        { length: count },
        (_, i) => Deno.readTextFile(`${kept}/${i}`),
      ),
    );
    return {
      notebook: run.notebook,
      figures: figures.map((json) => json.length > LARGEST ? undefined : json),
    };
  } finally {
    await Deno.remove(kept, { recursive: true });
  }
}

/** Code that keeps every figure that is drawn, in a file of its number. */
function keepFigures(folder: string): string {
  return `{
  const { Figure } = await import("fullgrad/display");
  const draw = Figure.prototype.toFragment;
  let count = 0;
  Figure.prototype.toFragment = async function () {
    const path = ${JSON.stringify(`${folder}/`)} + count++;
    const { data, layout, config } = await this.plotly();
    await Deno.writeTextFile(path, JSON.stringify({ data, layout, config }));
    return await draw.call(this);
  };
}`;
}
