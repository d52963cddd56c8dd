/** The public surface, as a list: a change of it is a decision. */
import { assertEquals } from "@std/assert";
import * as fullgrad from "fullgrad";
import exports from "./exports.json" with { type: "json" };

Deno.test("mod.ts exports what tests/exports.json lists", () => {
  assertEquals(Object.keys(fullgrad).sort(), exports);
});
