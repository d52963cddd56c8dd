/** Names are proposed that are near, and none where none is. */
import { assertEquals } from "@std/assert";
import { nearNames } from "../../lib/options/mod.ts";

const GOLDFISH = "goldfish, Carassius auratus";
const NAMES = ["samples", "noise", GOLDFISH, "tiger cat"];

Deno.test("nearNames() finds slips, parts and synonyms, nearest first", () => {
  assertEquals(nearNames("sample", NAMES), ["samples"]);
  assertEquals(nearNames("NOSIE", NAMES), ["noise"]);
  assertEquals(nearNames("goldfihs", NAMES), [GOLDFISH]);
  assertEquals(nearNames("carassius", NAMES), [GOLDFISH]);
  assertEquals(nearNames("cat", ["cat", "rat", "tiger cat"]), [
    "cat",
    "tiger cat",
    "rat",
  ]);
});

Deno.test("nearNames() finds none where none is near, and five at most", () => {
  for (const far of ["", " ", "zebra", "x", "preprocessing"]) {
    assertEquals(nearNames(far, NAMES), [], far);
  }
  const many = Array.from({ length: 1000 }, (_, i) => `class ${i}`);
  assertEquals(nearNames("clas 12", many).length, 5);
  assertEquals(nearNames("clas 12", many)[0], "class 12");
});
