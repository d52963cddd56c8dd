import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { withFolder } from "../model/saved_model.ts";
import { runCli } from "./run_cli.ts";

Deno.test("the demo explains the embedded image, wherever it is started", () =>
  withFolder(async (folder) => {
    const { code, stdout, stderr } = await runCli("demo", [], folder);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^class +boat$/m);
    assertStringIncludes(stdout, "wrote out/boat.html");
    const [, share] = /= ([\d.e−]+) of Σ \|terms\|/.exec(stdout)!;
    assertEquals(
      Number(share!.replace("−", "-")) < 1e-5,
      true,
      `residual ${share}`,
    );
    const files = [...Deno.readDirSync(`${folder}/out`)].map(({ name }) =>
      name
    );
    assertEquals(files.sort(), ["boat.html", "boat.png"]);
  }));
