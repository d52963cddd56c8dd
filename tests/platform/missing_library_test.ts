/** A library that may not be loaded is named, and no picture is blamed for it. */
import { assert, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const SCRIPTS = {
  sharp: `
import { loadImage } from "fullgrad";
await loadImage("data/images/boat.png", { inputShape: [4, 4, 3] }, { preprocessing: "unit" });
`,
  "@resvg/resvg-js": `
import { barFigure } from "fullgrad/display";
await barFigure([{ name: "a", value: 1 }], { title: "", meaning: "" }).toPng();
`,
};

for (const [library, script] of Object.entries(SCRIPTS)) {
  Deno.test(`without --allow-ffi, ${library} is what is said to be missing`, async () => {
    const process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--no-check", "--ext=ts"],
        ...["--allow-read", "--allow-env", "--allow-sys", "-"],
      ],
      cwd: ROOT,
      env: { NO_COLOR: "1" },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const input = process.stdin.getWriter();
    await input.write(new TextEncoder().encode(script));
    await input.close();
    const { success, stderr } = await process.output();
    assert(!success);
    const text = new TextDecoder().decode(stderr);
    assertStringIncludes(text, "MissingLibraryError");
    assertStringIncludes(text, `the library ${library} must load`);
    assertStringIncludes(text, "--allow-ffi");
  });
}
