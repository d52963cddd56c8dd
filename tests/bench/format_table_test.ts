import { assertEquals } from "@std/assert";
import { formatTable } from "./format_table.ts";

Deno.test("formatTable() aligns columns and leaves remarks out of it", () => {
  const table = formatTable([
    ["name", "ms", "MB"],
    ["a", "1000", "5"],
    ["bcdef", "failed: out of memory"],
  ]);
  assertEquals(table.split("\n"), [
    "name     ms  MB",
    "a      1000   5",
    "bcdef  failed: out of memory",
  ]);
});
