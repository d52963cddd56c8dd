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

/** A declaration as `deno doc --json` has it, as far as it is read here. */
interface Declaration {
  readonly kind?: string;
  readonly def?: { readonly kind?: string };
  readonly jsDoc?: { readonly tags?: readonly { readonly kind: string }[] };
}

/** Nobody calls a type: what is exported as one only needs no example. */
const VALUES: ReadonlySet<string | undefined> = new Set([
  "class",
  "function",
  "variable",
]);

Deno.test("every public value has an example, and every function says what it returns", async () => {
  const lacking = new Set<string>();
  const counts: Record<string, number> = {};
  for (const entry of ENTRIES) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["doc", "--json", entry],
      cwd: ROOT,
      stderr: "null",
    }).output();
    const values = await import(`../${entry}`);
    const { nodes } = JSON.parse(new TextDecoder().decode(stdout)) as {
      nodes: Record<string, {
        symbols: { name: string; declarations: Declaration[] }[];
      }>;
    };
    for (const { symbols } of Object.values(nodes)) {
      for (const { name, declarations } of symbols) {
        for (const { kind: own, def, jsDoc } of declarations) {
          const kind = own ?? def?.kind;
          if (!VALUES.has(kind) || !Object.hasOwn(values, name)) continue;
          counts[kind!] = (counts[kind!] ?? 0) + 1;
          const tags = (jsDoc?.tags ?? []).map(({ kind }) => kind);
          if (kind === "function" && !tags.includes("return")) {
            lacking.add(`${name} lacks @returns`);
          }
          if (!tags.includes("example")) lacking.add(`${name} lacks @example`);
        }
      }
    }
  }
  const { class: classes, function: functions, variable: constants } = counts;
  assert(functions! > 100, "the functions were not read");
  assert(classes! > 10, "the classes were not read");
  assert(constants! > 30, "the constants were not read");
  assertEquals([...lacking], []);
});
