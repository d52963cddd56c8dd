/**
 * Runs notebooks, all of the repository's by default, and stores in them what
 * GitHub shows: the texts, and a still picture of each figure.
 *
 *     deno task stills [NAME ...]
 */
import { fileURLToPath } from "node:url";
import { alone, runWithStills } from "./stills.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = `${ROOT}notebooks`;

const all = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ipynb")).sort();
const asked = Deno.args.map((arg) =>
  arg.replace(/^.*\//, "").replace(/(\.ipynb)?$/, ".ipynb")
);
for (const name of asked.length > 0 ? asked : all) {
  const path = `${FOLDER}/${name}`;
  const stored = JSON.parse(await Deno.readTextFile(path));
  const { notebook, errors } = await alone(
    ROOT,
    (folder) => runWithStills(stored, folder),
  );
  for (const { cell, name: error, message } of errors) {
    console.error(`${name}, cell ${cell}: ${error}: ${message}`);
  }
  if (errors.length > 0) Deno.exit(1);
  const text = JSON.stringify(notebook, null, 1) + "\n";
  await Deno.writeTextFile(path, text);
  console.log(`${name}: ${Math.round(text.length / 1000)} kB`);
}
