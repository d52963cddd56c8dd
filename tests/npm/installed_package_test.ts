import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { exhaustiveTest } from "../exhaustive.ts";
import { canInstall } from "./can_install.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

exhaustiveTest({
  name: "the try page is built on a machine whose cache is empty",
  ignore: Deno.env.get("FULLGRAD_EXHAUSTIVE") !== "1" || !await canInstall(),
  async fn() {
    const folder = await Deno.makeTempDir();
    try {
      const { code, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["task", "try-page", `${folder}/page`],
        cwd: ROOT,
        env: { NO_COLOR: "1", DENO_DIR: `${folder}/cache` },
        stdout: "null",
      }).output();
      assertEquals(code, 0, new TextDecoder().decode(stderr));
      const { isFile } = await Deno.stat(`${folder}/page/index.html`);
      assertEquals(isFile, true);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
