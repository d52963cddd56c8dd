/** The public surface, as lists: a change of it is a decision. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import exports from "./exports.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const config = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));

Deno.test("every entry exports what tests/exports.json lists", async () => {
  assertEquals(Object.keys(exports), Object.keys(config.exports));
  for (const [entry, names] of Object.entries(exports)) {
    const module = await import(`fullgrad${entry.slice(1)}`);
    assertEquals(Object.keys(module).sort(), names, entry);
  }
});

Deno.test("what the root exports, a subpath exports too", () => {
  const { ".": root, ...subpaths } = exports;
  const inSubpaths = new Set<string>(Object.values(subpaths).flat());
  assertEquals(root.filter((name) => !inSubpaths.has(name)), []);
});
