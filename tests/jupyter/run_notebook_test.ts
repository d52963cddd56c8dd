import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { hasFigure } from "./has_figure.ts";
import {
  type Cell,
  notebookOf,
  type Output,
} from "../../tools/jupyter/notebook.ts";
import { runNotebook } from "../../tools/jupyter/run_notebook.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

function outputsOf(cell: Cell | undefined): readonly Output[] {
  return cell?.outputs ?? [];
}

Deno.test("runNotebook() collects text, values and errors of every kind", async () => {
  const { notebook, errors } = await runNotebook(
    notebookOf(
      "const answer = 42; console.log('to stdout'); console.error('to stderr')",
      "answer",
      "throw new TypeError('thrown')",
      "const = 1",
      "import 'npm:this-name-is-not-@allowed'",
      "({ [Symbol.for('Jupyter.display')]() { throw new Error('no picture') } })",
      "answer + 1",
    ),
    { folder },
  );
  const [text, value, , , , , after] = notebook.cells;
  assertEquals(outputsOf(text), [
    { output_type: "stream", name: "stdout", text: "to stdout\n" },
    { output_type: "stream", name: "stderr", text: "to stderr\n" },
  ]);
  const [result] = outputsOf(value);
  assert(result?.output_type === "execute_result");
  assertStringIncludes(String(result.data["text/plain"]), "42");
  assertEquals(errors.map(({ cell }) => cell), [2, 3, 4, 5]);
  assertEquals(errors[0]?.name, "TypeError");
  assertStringIncludes(errors[3]?.message ?? "", "no picture");
  assertEquals(outputsOf(after).length, 1);
});

Deno.test("runNotebook() gives figures, the library and a bar that ends full", async () => {
  const { notebook, errors } = await runNotebook(
    notebookOf(
      `import { barFigure, loadPlotly, panelFigure, progress }
         from "../../lib/display/mod.ts";
       await loadPlotly()`,
      `const map = { name: "m", values: new Float32Array(64).map((_, i) => i),
         height: 8, width: 8, signed: false, meaning: "n" };
       panelFigure([[{ map }]], { title: "A map" })`,
      `{ using bar = progress("Steps", 3, { interval: 0 });
         for (let i = 0; i < 3; i++) {
           await new Promise((done) => setTimeout(done, 300));
           bar.advance();
         } }`,
      `console.log("no figure")`,
    ),
    { folder },
  );
  assertEquals(errors, []);
  const [library, figure, bar, none] = notebook.cells.map(outputsOf);
  assertStringIncludes(JSON.stringify(library), "fullgradFigures.start(");
  assert(figure?.some(hasFigure), "the figure's cell has no figure");
  const [shown] = figure ?? [];
  assert(shown?.output_type === "execute_result");
  assertEquals(Object.keys(shown.data).sort(), [
    "application/vnd.plotly.v1+json",
    "text/html",
    "text/plain",
  ]);
  assertEquals(bar?.length, 1);
  assertStringIncludes(JSON.stringify(bar), "Steps: 3 of 3");
  assert(!none?.some(hasFigure));
});
