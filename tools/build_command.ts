import { Command } from "commander";

/**
 * The command line of a task that builds something into a folder: `--help` says
 * what it does, and an option that does not exist is refused before anything is
 * written.
 *
 * @param task Its name in `deno.json`.
 * @param does What it does, in a sentence.
 * @param folder Where it writes by default.
 */
export function buildCommand(
  task: string,
  does: string,
  folder: string,
): Command {
  return new Command(`deno task ${task}`)
    .description(does)
    .argument("[folder]", "where it is written", folder);
}
