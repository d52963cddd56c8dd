/**
 * `deno run -A lib/cli/merge.ts`: joins the results of the shards of a job.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { mergeResults } from "../evaluation/mod.ts";

const USAGE =
  `Joins the results folders of a job's shards, and writes its table.

  deno run -A lib/cli/merge.ts DIR… [--out DIR]

  DIR                  a results folder; one that all shards shared is enough
  --out DIR            where all units and the table go  (default: the first DIR)

It ends with status 3 if results are missing, after writing those that are there.
`;

try {
  const { values, positionals } = parseArgs({
    args: Deno.args,
    allowPositionals: true,
    options: { out: { type: "string" }, help: { type: "boolean" } },
  });
  const [first] = positionals;
  if (values.help) {
    console.log(USAGE);
  } else if (first === undefined) {
    console.error(`Cannot merge as a folder must be given\n\n${USAGE}`);
    Deno.exitCode = 2;
  } else {
    const jobs = await mergeResults(positionals, values.out ?? first);
    for (const { name, csv, table, missing, notes } of jobs) {
      console.log(`${name}: wrote ${table.rows.length} rows to ${csv}`);
      for (const note of notes) console.log(note);
      for (const labels of missing) {
        console.log(`missing: ${Object.values(labels).join(" ")}`);
      }
      if (missing.length > 0) Deno.exitCode = 3;
    }
  }
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  console.error(message.replaceAll(/\s*\n\s*/g, " "));
  Deno.exitCode = 1;
}
