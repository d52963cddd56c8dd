import { assertEquals } from "@std/assert";
import type { Cell, Notebook } from "../../tools/jupyter/notebook.ts";
import { unprintedNumbers } from "./stated_numbers.ts";

function notebook(found: string, printed: string): Notebook {
  const markdown: Cell = { cell_type: "markdown", source: found, metadata: {} };
  const code: Cell = {
    cell_type: "code",
    source: "",
    metadata: {},
    outputs: [{ output_type: "stream", name: "stdout", text: printed }],
  };
  return {
    cells: [code, markdown],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
}

Deno.test("numbers that are stated as found are those that cells print", () => {
  const found = `# Title, 0.99

## What was found

It is −0.451 (0.41 to .49), arXiv 2012.00362, of 12 images.

## What must not be concluded

Not 0.77.`;
  const unprinted = (printed: string) =>
    unprintedNumbers(notebook(found, printed));
  assertEquals(unprinted("a 0.4512, low 0.41, high 0.4904"), []);
  assertEquals(unprinted("a 0.455, low 0.41"), ["0.451", ".49"]);
  assertEquals(unprinted("4.51e−1 4.1e−1 4.9e-1"), []);
  assertEquals(unprinted(""), ["0.451", "0.41", ".49"]);
});
