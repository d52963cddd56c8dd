import { Command } from "commander";
import process from "node:process";
import { mergeResults } from "../evaluation/mod.ts";

/** `fullgrad merge`: joins the results of the shards of a job. */
export function mergeCommand(): Command {
  return new Command("merge")
    .description(
      "Joins the results folders of a job's shards, and writes its table. Ends with status 3 if results are missing, after writing those that are there.",
    )
    .argument(
      "<folder...>",
      "results folders; one that all shards shared is enough",
    )
    .option(
      "--out <dir>",
      "where all units and the table go (default: the first folder)",
    )
    .action(merge);
}

async function merge(
  folders: readonly string[],
  { out = folders[0]! }: { readonly out?: string },
): Promise<void> {
  for (const { evaluation, csv, json } of await mergeResults(folders, out)) {
    const { experiment, missing, notes } = evaluation.data;
    const { rows } = evaluation.table();
    console.log(`${experiment}: wrote ${rows.length} rows to ${csv}`);
    console.log(`${experiment}: wrote the record to ${json}`);
    for (const note of notes) console.log(note);
    for (const labels of missing) {
      console.log(`missing: ${Object.values(labels).join(" ")}`);
    }
    if (missing.length > 0) process.exitCode = 3;
  }
}
