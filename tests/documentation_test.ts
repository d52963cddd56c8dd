/** Every public symbol is documented; the examples run as doc tests. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

Deno.test("deno doc --lint finds nothing but types of tfjs", async () => {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", "mod.ts"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "null",
  }).output();
  const findings = new TextDecoder().decode(stderr).split(/^(?=error\[)/m)
    .filter((text) =>
      text.startsWith("error[") && !text.startsWith("error[private-type-ref]")
    );
  assertEquals(findings, []);
});

Deno.test("mod.ts holds re-exports and an example, nothing else", async () => {
  const text = await Deno.readTextFile(`${ROOT}mod.ts`);
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/export\s+(?:\*|(?:type\s+)?\{[^}]*\})\s+from\s+"[^"]+";/g, "");
  assertEquals(code.trim(), "");
});
