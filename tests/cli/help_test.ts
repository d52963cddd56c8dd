/** What every `--help` says. */
import { assert, assertEquals } from "@std/assert";
import { program } from "../../lib/cli/main.ts";
import { ROOT, runCli } from "./run_cli.ts";
import { runUnread, UNREAD } from "./run_unread.ts";

const COMMANDS = program().commands;

Deno.test("a default is shown as one would write it", () => {
  let shown = 0;
  for (const command of COMMANDS) {
    const help = command.helpInformation().replaceAll(/\s+/g, " ");
    for (const { long, defaultValue, parseArg } of command.options) {
      if (defaultValue === undefined) continue;
      const own = help.slice(help.indexOf(` ${long} `));
      const [, text] = /\(default: ([^)]*)\)/.exec(own)!;
      assertEquals(
        parseArg ? parseArg(text!, undefined) : text,
        defaultValue,
        `${command.name()} ${long}`,
      );
      shown++;
    }
  }
  assert(shown > 15, `${shown} defaults were looked at`);
});

Deno.test("what must be given is said to be, and options are told from words", () => {
  const due = { explain: ["model", "image"], retrain: ["folder"] };
  for (const [name, options] of Object.entries(due)) {
    const command = COMMANDS.find((one) => one.name() === name)!;
    for (const option of options) {
      const { description } = command.options.find(({ long }) =>
        long === `--${option}`
      )!;
      assert(/must be given/.test(description), `${name} --${option}`);
    }
  }
});

Deno.test("fullgrad says how to begin, and its version", async () => {
  const main = (...args: string[]) => runCli(args[0] as "demo", args.slice(1));
  const help = await main("--help");
  assertEquals(help.code, 0);
  assert(/fullgrad demo/.test(help.stdout));
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  const said = await main("--version");
  assertEquals([said.code, said.stdout], [0, `fullgrad ${version}\n`]);
});

Deno.test("a reader that leaves ends nothing, and nothing is said of it", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const args of UNREAD) {
      const deno = ["run", "-A", `${ROOT}lib/cli/main.ts`, ...args];
      assertEquals(await runUnread(Deno.execPath(), deno, folder), [0, ""]);
    }
    assert(Deno.statSync(`${folder}/out/boat.png`).size > 1000);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
