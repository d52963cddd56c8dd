import { assertEquals, assertRejects } from "@std/assert";
import { UnitStore } from "../../../lib/evaluation/resume/mod.ts";

Deno.test("UnitStore keeps numbers exactly, and nothing without a folder", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const store = new UnitStore(`${folder}/new`);
    const unit = { a: [0.1, -1 / 3, 5e-324, Math.fround(0.1)], b: [] };
    assertEquals(await store.read("key"), undefined);
    await store.write("key", unit);
    assertEquals(await store.read("key"), unit);
    const files = [...Deno.readDirSync(`${folder}/new`)];
    assertEquals(files.map(({ name }) => name), ["key.json"]);
    const nowhere = new UnitStore(undefined);
    await nowhere.write("key", unit);
    assertEquals(await nowhere.read("key"), undefined);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("UnitStore says which file is not one of its own", async () => {
  const folder = await Deno.makeTempDir();
  try {
    for (const text of ["{", "[1]", '{"a": [null]}', '{"a": 1}']) {
      await Deno.writeTextFile(`${folder}/key.json`, text);
      await assertRejects(
        () => new UnitStore(folder).read("key"),
        SyntaxError,
        "key.json",
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
