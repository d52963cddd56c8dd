/** `deno install` of the command line, from a folder and from a server. */
import { assertEquals } from "@std/assert";
import { exhaustiveTest } from "../exhaustive.ts";
import { publishedFiles } from "../published_files.ts";
import { servePackage } from "../serve_package.ts";
import { installCommand, useCommand } from "./installed_command.ts";
import { ROOT } from "./run_cli.ts";

Deno.test("the README's line installs the command, which works from any folder", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const [, line] = /^deno (install .*main\.ts)$/m.exec(readme)!;
  const [config, module] = line!.matchAll(/\.\.\/fullgrad\/(\S+)/g);
  assertEquals(
    line,
    `install --global -A --name fullgrad --config ${config![0]} ${module![0]}`,
  );
  await using installed = await installCommand(
    ROOT + module![1],
    ...["--config", ROOT + config![1]],
  );
  await useCommand(installed);
});

exhaustiveTest({
  name: "the command is installed from a server",
  async fn() {
    const { files } = await publishedFiles();
    await using server = servePackage(new Set(files.map(({ path }) => path)));
    await using installed = await installCommand(
      `${server.origin}/lib/cli/main.ts`,
    );
    await useCommand(installed);
    assertEquals(server.missed, []);
  },
});
