/**
 * The command line: `explain` and `demo` for one image, `retrain`, `merge` and
 * `reproduce` for long jobs, which are Deno's.
 *
 * It ends with status 0; 1 if something could not be done; 2 if it was called
 * wrongly; 3 if a merge or a folder lacks results; and as a shell expects, 130 or 143, if it
 * was stopped by SIGINT or SIGTERM.
 *
 * @module
 */
import { Command, CommanderError, type Option } from "commander";
import process from "node:process";
import { VERSION } from "../evaluation/mod.ts";
import { refuseRepeats, UsageError } from "./arguments.ts";
import { demoCommand, explainCommand } from "./explain.ts";
import { inFlags } from "./in_flags.ts";
import { mergeCommand } from "./merge.ts";
import { reproduceCommand } from "./reproduce.ts";
import { retrainCommand } from "./retrain.ts";
import { StoppedError } from "./until_stopped.ts";

/** What there is under Node, where long jobs do not run. */
const EXPLAINING = () => [explainCommand(), demoCommand()];

/** All there is, under Deno. */
const ALL = () => [
  ...EXPLAINING(),
  retrainCommand(),
  mergeCommand(),
  reproduceCommand(),
];

/** What a shell is told, and where to begin. */
const ENDING = `
To begin: fullgrad demo; then fullgrad explain --help.

Ends with status 0; 1 if something could not be done; 2 if it was called wrongly;
3 if results are missing; 130 or 143 if it was stopped, and the same command goes on.`;

/** The whole command line. */
export function program(): Command {
  const commands = "Deno" in globalThis ? ALL() : EXPLAINING();
  const root = new Command("fullgrad")
    .description("Explains image classifiers by their full-gradient.")
    .version(`fullgrad ${VERSION}`)
    .addHelpText("after", ENDING);
  for (const command of commands) root.addCommand(command);
  for (const command of [root, ...commands]) {
    refuseRepeats(command);
    command.exitOverride().configureOutput({ writeErr: () => {} })
      .configureHelp({ optionDescription });
  }
  return root;
}

/** What an option is, with its default as one would write it. */
function optionDescription({ description, defaultValue }: Option): string {
  return defaultValue === undefined
    ? description
    : `${description} (default: ${defaultValue})`;
}

/**
 * Runs a command line, prints what is wrong with it, and sets the status that
 * the process ends with.
 *
 * @param args What stands behind the program's name.
 */
export async function run(args: readonly string[]): Promise<void> {
  surviveReaders();
  try {
    await program().parseAsync([...args], { from: "user" });
  } catch (error) {
    process.exitCode = report(error, args[0]);
  }
}

if (import.meta.main) await run(process.argv.slice(2));

/**
 * Lets a reader leave before all is printed, as `head` does: the rest is printed
 * to nobody, and the work ends as it would have. Deno does so by itself.
 */
function surviveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: Error & { readonly code?: string }) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** Prints an error in one line and returns the status to end with. */
function report(error: unknown, command: string | undefined): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    const root = program();
    if (error.code === "commander.help") {
      console.error(root.helpInformation());
      return 2;
    }
    const known = root.commands.some((one) => one.name() === command);
    const message = error.message.replace(/^error: /, "");
    printUsage(
      `Cannot read the command line: ${message}`,
      known ? `${command} ` : "",
    );
    return 2;
  }
  if (error instanceof UsageError) {
    printUsage(inFlags(error.message), `${command} `);
    return 2;
  }
  printError(inFlags(error instanceof Error ? error.message : String(error)));
  return error instanceof StoppedError ? error.status : 1;
}

function printUsage(message: string, command: string): void {
  const sentence = /[.?!]\)?$/.test(message) ? message : `${message}.`;
  printError(`${sentence} \`fullgrad ${command}--help\` says how`);
}

function printError(message: string): void {
  console.error(message.replaceAll(/\s*\n\s*/g, " "));
}
