/** Tasks that build into a folder say what they do, and refuse what they do not know. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { withFolder } from "../model/saved_model.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const TASKS = [
  ["docs", "site", "dist/site"],
  ["npm", "npm", "dist/npm"],
  ["try-page", "try_page", "dist/try"],
] as const;

for (const [task, tool, out] of TASKS) {
  Deno.test(`deno task ${task} --help builds nothing, nor does an option that does not exist`, () =>
    withFolder(async (cwd) => {
      const run = async (option: string) => {
        const { code, stdout, stderr } = await new Deno.Command(
          Deno.execPath(),
          {
            args: [
              "run",
              "-A",
              "--no-check",
              `--config=${ROOT}deno.json`,
              `${ROOT}tools/${tool}/build.ts`,
              option,
            ],
            cwd,
            env: { NO_COLOR: "1" },
          },
        ).output();
        return [code, new TextDecoder().decode(code === 0 ? stdout : stderr)];
      };
      const [code, help] = await run("--help");
      assertEquals(code, 0);
      assertStringIncludes(
        `${help}`,
        `Usage: deno task ${task} [options] [folder]`,
      );
      assertStringIncludes(`${help}`, out);
      const [status, error] = await run("--nothing");
      assertEquals([status, error], [1, "error: unknown option '--nothing'\n"]);
      assertEquals([...Deno.readDirSync(cwd)], []);
    }));
}
