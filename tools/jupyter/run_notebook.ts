import { Kernel } from "./kernel.ts";
import { type Cell, cellSource, type Notebook } from "./notebook.ts";

/** Something that went wrong in a cell. */
export interface CellError {
  /** Index of the cell among all of the notebook's. */
  readonly cell: number;
  readonly name: string;
  readonly message: string;
}

/** A notebook that has run. */
export interface NotebookRun {
  /** The notebook with its outputs. */
  readonly notebook: Notebook;
  /** The errors, in order; the cells after one are run all the same. */
  readonly errors: readonly CellError[];
}

/** Options of {@linkcode runNotebook}. */
export interface RunNotebookOptions {
  /** The folder to run in: what relative imports and files are relative to. */
  readonly folder: string;
  /**
   * Milliseconds that a cell may take.
   *
   * @default {300_000}
   */
  readonly cellLimit?: number;
}

/** Returns a notebook run from top to bottom in a kernel of its own. */
export async function runNotebook(
  notebook: Notebook,
  { folder, cellLimit = 300_000 }: RunNotebookOptions,
): Promise<NotebookRun> {
  await using kernel = await Kernel.start(folder);
  const cells: Cell[] = [];
  const errors: CellError[] = [];
  for (const [index, cell] of notebook.cells.entries()) {
    if (cell.cell_type !== "code") {
      cells.push(cell);
      continue;
    }
    const run = await kernel.run(cellSource(cell), cellLimit);
    for (const output of run.outputs) {
      if (output.output_type !== "error") continue;
      const { ename: name, evalue: message } = output;
      errors.push({ cell: index, name, message });
    }
    cells.push({
      ...cell,
      outputs: run.outputs,
      execution_count: run.executionCount,
    });
  }
  return { notebook: { ...notebook, cells }, errors };
}
