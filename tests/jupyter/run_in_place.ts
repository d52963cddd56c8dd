/**
 * Runs notebooks and stores their outputs in them, as GitHub shows them:
 *
 *     deno run -A tests/jupyter/run_in_place.ts notebooks/quickstart.ipynb
 */
import { dirname, resolve } from "node:path";
import { runNotebook } from "./run_notebook.ts";

for (const path of Deno.args) {
  const stored = JSON.parse(await Deno.readTextFile(path));
  const { notebook, errors } = await runNotebook(stored, {
    folder: dirname(resolve(path)),
  });
  for (const { cell, name, message } of errors) {
    console.error(`${path}, cell ${cell}: ${name}: ${message}`);
  }
  if (errors.length > 0) Deno.exit(1);
  const text = JSON.stringify(notebook, null, 1) + "\n";
  await Deno.writeTextFile(path, text);
  console.log(`${path}: ${Math.round(text.length / 1000)} kB`);
}
