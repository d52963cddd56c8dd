import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  explainedMaps,
  keptMaps,
  MapCache,
  methodMaps,
} from "../../../lib/evaluation/run/mod.ts";
import { randomMap } from "../../../lib/methods/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import { inFolder } from "./in_folder.ts";

const KEY = "0123456789abcdef".repeat(4);
const MAP = Float32Array.of(0.1, -3e-39, 7, 0, 1e30, -1);

Deno.test("MapCache keeps float32 bit by bit, and nothing without a folder", () =>
  inFolder(async (folder) => {
    const cache = new MapCache(folder);
    assertEquals(await cache.read(KEY), undefined);
    await cache.write(KEY, MAP);
    assertEquals(await cache.read(KEY), MAP);
    assertEquals(await cache.read(KEY.replace("f", "0")), undefined);
    const nowhere = new MapCache(undefined);
    await nowhere.write(KEY, MAP);
    assertEquals(await nowhere.read(KEY), undefined);
    assertEquals([...cache.notes, ...nowhere.notes], []);
  }));

Deno.test("a map whose file is damaged anywhere does not count, and is said", () =>
  inFolder(async (folder) => {
    await new MapCache(folder).write(KEY, MAP);
    const path = `${folder}/${KEY.slice(0, 2)}/${KEY.slice(2)}.map`;
    const whole = await Deno.readFile(path);
    for (let i = 0; i < whole.length; i++) {
      const bytes = whole.slice();
      bytes[i]! ^= 1;
      for (const damaged of [bytes, whole.slice(0, i)]) {
        await Deno.writeFile(path, damaged);
        const cache = new MapCache(folder);
        assertEquals(await cache.read(KEY), undefined, `byte ${i}`);
        assertEquals(cache.notes.length, 1);
      }
    }
    // A whole file under another key is not that key's map.
    const other = KEY.replace("0", "1");
    await Deno.mkdir(`${folder}/${other.slice(0, 2)}`);
    await Deno.writeFile(
      `${folder}/${other.slice(0, 2)}/${other.slice(2)}.map`,
      whole,
    );
    assertEquals(await new MapCache(folder).read(other), undefined);
  }));

Deno.test("maps are kept by method, image, place and class", () =>
  inFolder(async (folder) => {
    await startBackend("cpu");
    const model = tinyNetwork();
    const images = await toImages(tinyImages(3), model);
    const cache = new MapCache(folder);
    let explained = 0;
    const method = {
      key: "a" as string | undefined,
      run: ((...call) => {
        explained++;
        return randomMap(...call);
      }) as typeof randomMap,
    };
    const batch = { model, images, targets: undefined };
    const there = async (changed: object, key: string | undefined = "a") =>
      (await keptMaps(cache, { key }, { ...batch, ...changed }))
        .map((map) => map !== undefined);
    assertEquals(await there({}), [false, false, false]);
    const maps = await explainedMaps(cache, method, batch);
    assertEquals(await keptMaps(cache, method, batch), maps);
    assertEquals(await methodMaps(cache, method, batch), maps);
    assertEquals(explained, 1);
    assertEquals(await there({}, "b"), [false, false, false]);
    assertEquals(await there({ targets: [1, 1, 1] }), [false, false, false]);
    assertEquals(await there({ places: [0, 1, 2] }), [true, true, true]);
    assertEquals(await there({ places: [0, 2, 1] }), [true, false, false]);
    const values = images.values.slice();
    values[2 * 16 * 16 * 3]! += 1;
    assertEquals(await there({ images: { ...images, values } }), [
      true,
      true,
      false,
    ]);
    // A method that nothing tells from others, and a cache of nothing.
    const own = { ...method, key: undefined };
    assertEquals(
      await keptMaps(cache, own, batch),
      new Array(3).fill(undefined),
    );
    const before = [...Deno.readDirSync(folder)].length;
    assertEquals(await methodMaps(cache, own, batch), maps);
    assertEquals(
      await methodMaps(new MapCache(undefined), method, batch),
      maps,
    );
    assertEquals(explained, 3);
    assertEquals([...Deno.readDirSync(folder)].length, before);
  }));
