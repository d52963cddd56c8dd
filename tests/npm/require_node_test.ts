/** What the npm package says to a Node that is too old for it. */
import { assertEquals, assertThrows } from "@std/assert";
import * as esbuild from "esbuild";
import config from "../../deno.json" with { type: "json" };
import { installPackage } from "../../tools/npm/installed_package.ts";
import { REQUIRE_NODE } from "../../tools/npm/require_node.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const refusal = (version: string) =>
  `Cannot run fullgrad as Node must be version 22 or later: current version is ${version}`;

Deno.test("a Node that is too old is refused by its version, and no page or other runtime", () => {
  const load = new Function("globalThis", REQUIRE_NODE);
  for (const node of ["18.20.4", "20.20.2", "21.7.3"]) {
    assertThrows(
      () => load({ process: { versions: { node } } }),
      Error,
      refusal(node),
    );
  }
  for (const node of ["22.0.0", "24.11.1", "100.0.0", undefined, ""]) {
    load({ process: { versions: { node } } });
  }
  for (const page of [{}, { process: {} }]) load(page);
});

/** The version of `node`, if there is one and it is too old. */
const OLD_NODE = await versionOf("node").then((version) =>
  Number.parseInt(version) < 22 ? version : undefined
);

async function versionOf(program: string): Promise<string> {
  try {
    const { stdout } = await new Deno.Command(program, { args: ["--version"] })
      .output();
    return new TextDecoder().decode(stdout).trim().replace(/^v/, "");
  } catch {
    return "";
  }
}

exhaustiveTest({
  name: "the command and every entry refuse the old Node that is here",
  ignore: OLD_NODE === undefined,
  async fn() {
    await using installed = await installPackage();
    await esbuild.stop();
    const run = async (...args: readonly string[]) => {
      const { code, stderr } = await new Deno.Command("node", {
        args: [...args],
        cwd: installed.folder,
        env: { NO_COLOR: "1" },
      }).output();
      return { code, stderr: new TextDecoder().decode(stderr) };
    };
    assertEquals(await run("node_modules/fullgrad/bin/fullgrad.js", "demo"), {
      code: 1,
      stderr: `${refusal(OLD_NODE!)}\n`,
    });
    for (const entry of Object.keys(config.exports)) {
      const name = entry.replace(/^\./, "fullgrad");
      const { stderr } = await run(
        "--input-type=module",
        "--eval",
        `await import("${name}").catch(({ message }) => console.error(message))`,
      );
      assertEquals(stderr, `${refusal(OLD_NODE!)}\n`, name);
    }
  },
});
