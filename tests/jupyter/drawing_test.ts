/** The guard that notebooks draw their results must be able to fail. */
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";
import { DRAWN_CLASSES, isUndrawn, missingOutput } from "./drawing.ts";
import { notebookOf, type Output } from "../../tools/jupyter/notebook.ts";
import { runNotebook } from "../../tools/jupyter/run_notebook.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

Deno.test("every class that draws itself is known", () => {
  for (const name of ["Figure", "SaliencyMap", "BiasGradients"]) {
    assert(DRAWN_CLASSES.includes(name), name);
  }
  for (const name of DRAWN_CLASSES) {
    for (
      const text of [
        `${name} {\n  values: …`,
        `[ ${name} {} ]`,
        `{ a: ${name} { x: 1 } }`,
      ]
    ) {
      assert(isUndrawn(value({ "text/plain": text })), text);
      assert(isUndrawn({ output_type: "stream", name: "stdout", text }), text);
    }
  }
});

Deno.test("what is drawn, and what is no result, passes", () => {
  const drawn = { "text/plain": "Figure {}", "text/html": "<img>" };
  assert(!isUndrawn(value(drawn)));
  for (
    const text of [
      "A figure { of speech }",
      "{ a: 1 }",
      "[ 1, 2 ]",
      "Spearman 0.4",
    ]
  ) {
    assert(!isUndrawn(value({ "text/plain": text })), text);
  }
});

Deno.test("cells that lose their figures are found in a real kernel", async () => {
  const { notebook, errors } = await runNotebook(
    notebookOf(
      `import { barFigure } from "fullgrad/display";
const draw = () => barFigure([{ name: "a", value: 1 }], { title: "", meaning: "" });
class Result {
  values = [1];
}
const figure = draw();`,
      "barFigure([\n  { name: 'a', value: 1 },\n], { title: '', meaning: '' });",
      "figure;",
      "[figure, figure]",
      "({ figure })",
      "new Result()",
      "Promise.resolve(figure).then(() => new Promise(() => {})), new Promise(() => {})",
      "console.log(figure)",
      "void barFigure;\nbarFigure.length",
      "barFigure([{ name: 'a', value: 1 }], { title: '', meaning: '' }); 0",
      "const kept = figure;\nfigure; undefined",
    ),
    { folder },
  );
  assertEquals(errors, []);
  const undrawn = notebook.cells.flatMap(({ outputs = [] }, i) =>
    outputs.some(isUndrawn) ? [i] : []
  );
  assertEquals(undrawn, [3, 4, 5, 6, 7]);
  const missing = notebook.cells.map(missingOutput);
  assertEquals(missing[1], undefined);
  assertEquals(missing[2], undefined);
  assertEquals(missing[9], "figure");
});

function value(data: Record<string, string>): Output {
  return { output_type: "execute_result", data, metadata: {} };
}
