/** An interrupt of a notebook's kernel stops an experiment, not the kernel. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { notebookOf } from "../../../tools/jupyter/notebook.ts";
import { runNotebook } from "../../../tools/jupyter/run_notebook.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

Deno.test("an interrupted experiment ends in an error, and the kernel keeps its variables", async () => {
  const { notebook, errors } = await runNotebook(
    notebookOf(
      `import { inputGradient, loadModel, renderShapes, pixelPerturbation } from "fullgrad";
       const model = await loadModel("shapes_vgg9");
       const images = { data: renderShapes({ seed: 1, count: 64 }).rgb, shape: [64, 64, 64, 3] };
       let done = 0;`,
      `await pixelPerturbation(model, images, {
         methods: { Gradient: inputGradient },
         blockSize: 2,
         onProgress: () => {
           // As the front end's button does.
           if (++done === 2) Deno.kill(Deno.pid, "SIGINT");
         },
       });`,
      `console.log("units", done)`,
    ),
    { folder },
  );
  assertEquals(errors.map(({ cell }) => cell), [1]);
  assertStringIncludes(errors[0]!.message, "variables are kept");
  const [output] = notebook.cells[2]!.outputs!;
  assert(output?.output_type === "stream");
  assert(Number(/units (\d+)/.exec(output.text)?.[1]) < 10, output.text);
});
