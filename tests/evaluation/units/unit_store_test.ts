import { assert, assertEquals, assertRejects } from "@std/assert";
import { UnitStore } from "../../../lib/evaluation/units/mod.ts";
import { inFolder } from "./in_folder.ts";

Deno.test("UnitStore keeps numbers exactly, and nothing without a folder", () =>
  inFolder(async (folder) => {
    const store = new UnitStore(`${folder}/new`);
    const unit = {
      a: [0.1, -1 / 3, 5e-324, Math.fround(0.1)],
      b: [],
      c: [NaN, Infinity, -Infinity, -0],
      d: ['é,"\n', null, true, { "#number": 1 }.toString()],
    };
    assertEquals(await store.read("key"), undefined);
    await store.write("key", unit);
    assertEquals(await store.read("key"), unit);
    const files = [...Deno.readDirSync(`${folder}/new`)];
    assertEquals(files.map(({ name }) => name), ["key.json"]);
    const nowhere = new UnitStore(undefined);
    await nowhere.write("key", unit);
    assertEquals(await nowhere.read("key"), undefined);
    assertEquals(store.notes, []);
  }));

Deno.test("a file that lacks a byte, has another one or another key does not count", () =>
  inFolder(async (folder) => {
    const path = `${folder}/key.json`;
    await new UnitStore(folder).write("key", { accuracy: [0.875, 0.125] });
    const whole = await Deno.readFile(path);
    const damaged = [
      new Uint8Array(),
      ...Array.from(whole, (_, i) => whole.slice(0, i)).slice(0, -1),
      ...Array.from(whole, (byte, i) => {
        const bytes = whole.slice();
        bytes[i] = byte ^ 1;
        return bytes;
      }).slice(0, -1),
    ];
    for (const bytes of damaged) {
      await Deno.writeFile(path, bytes);
      const store = new UnitStore(folder);
      const text = new TextDecoder().decode(bytes);
      assertEquals(await store.read("key"), undefined, text);
      assertEquals(store.notes.length, 1);
      assert(store.notes[0]!.includes("key.json"));
    }
    await Deno.writeFile(`${folder}/other.json`, whole);
    assertEquals(await new UnitStore(folder).read("other"), undefined);
    await Deno.writeFile(path, whole);
    assertEquals(await new UnitStore(folder).read("key"), {
      accuracy: [0.875, 0.125],
    });
  }));

Deno.test("a unit that cannot be written is an error, and leaves nothing", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    await assertRejects(
      () => new UnitStore(`${folder}/file`).write("key", [1]),
      Error,
      "everything written before is kept",
    );
    assertEquals([...Deno.readDirSync(folder)].length, 1);
  }));
