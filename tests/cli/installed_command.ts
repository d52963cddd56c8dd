import { assertEquals, assertMatch } from "@std/assert";
import { BOAT, type CliResult } from "./run_cli.ts";

/** The command `fullgrad` as `deno install` has made it. */
export interface InstalledCommand extends AsyncDisposable {
  /** A folder that has nothing to do with the package. */
  readonly elsewhere: string;
  /** Runs it there. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
}

/**
 * Installs the command from a module as the README says, into a folder of its
 * own that goes with it.
 *
 * @param module Path or URL of the module.
 * @param flags What else the README's line has.
 */
export async function installCommand(
  module: string,
  ...flags: readonly string[]
): Promise<InstalledCommand> {
  const root = await Deno.makeTempDir();
  const elsewhere = `${root}/else where`;
  await Deno.mkdir(elsewhere);
  const installed = await run(Deno.execPath(), [
    ...["install", "--global", "-A", "--quiet", "--root", root],
    ...["--name", "fullgrad", ...flags, module],
  ], elsewhere);
  assertEquals(installed.code, 0, installed.stderr);
  const ending = Deno.build.os === "windows" ? ".cmd" : "";
  return {
    elsewhere,
    run: (...args) => run(`${root}/bin/fullgrad${ending}`, args, elsewhere),
    [Symbol.asyncDispose]: () => Deno.remove(root, { recursive: true }),
  };
}

/** Runs all that the command offers, a little of each. */
export async function useCommand(command: InstalledCommand): Promise<void> {
  const { run, elsewhere } = command;
  const done = async (...args: readonly string[]) => {
    const { code, stdout, stderr } = await run(...args);
    assertEquals(code, 0, `${args.join(" ")}: ${stderr}`);
    return stdout;
  };
  await Deno.copyFile(BOAT, `${elsewhere}/cup.png`);
  assertMatch(await done("demo"), /^class +boat$/m);
  assertMatch(
    await done("explain", "--model", "shapes_vgg9", "--image", "cup.png"),
    /fullgrad-wasm \([^]*wrote out\/cup\.html/,
  );
  assertMatch(
    await done(
      ...["retrain", "--folder", "R", "--methods", "inputGradient"],
      ...["--fractions", "0.5", "--runs", "1", "--epochs", "1"],
      ...["--training", "10", "--test", "8", "--backend", "wasm"],
    ),
    /training 5 of 5/,
  );
  assertMatch(await done("merge", "R"), /wrote 8 rows to R/);
  assertMatch(
    await done(
      ...["reproduce", "--data", ".", "--only", "part_importance"],
      ...["--scale", "6", "--out", "pages"],
    ),
    /part_importance, shapes_vgg9: images 1-10/,
  );
  const made = [...Deno.readDirSync(elsewhere)].map(({ name }) => name).sort();
  assertEquals(made, ["R", "cup.png", "out", "pages", "results"]);
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<CliResult> {
  const { code, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, stdout: text(stdout), stderr: text(stderr) };
}
