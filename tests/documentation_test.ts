/** Every public symbol is documented; the examples run as doc tests. */
import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ENTRIES: readonly string[] = Object.values(
  JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).exports,
);

Deno.test("deno doc --lint finds nothing but types of tfjs", async () => {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--lint", ...ENTRIES],
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

Deno.test("entries hold re-exports and examples, nothing else", async () => {
  const texts = await Promise.all(
    ENTRIES.map((entry) => Deno.readTextFile(`${ROOT}${entry}`)),
  );
  const text = texts.join("\n");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/export\s+(?:\*|(?:type\s+)?\{[^}]*\})\s+from\s+"[^"]+";/g, "");
  assertEquals(code.trim(), "");
  assert(!texts.some((text) => /export \* /.test(text)));
});
