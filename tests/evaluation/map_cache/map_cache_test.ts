import { assert, assertEquals } from "@std/assert";
import { SaliencyMap } from "../../../lib/aggregation/mod.ts";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  explainedMaps,
  keptMaps,
  MapCache,
  methodSettings,
} from "../../../lib/evaluation/map_cache/mod.ts";
import {
  type AttributionMethod,
  inputGradient,
  smoothGrad,
} from "../../../lib/methods/mod.ts";
import { toImages } from "../../../lib/image/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import { inFolder } from "../units/in_folder.ts";

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
    const images = await toImages(tinyImages(3), tinyNetwork());
    const cache = new MapCache(folder);
    const method = {
      key: "a",
      explain: () =>
        Promise.resolve(
          Float32Array.from({ length: 3 * 256 }, (_, i) => i),
        ),
    };
    const batch = { images, places: [0, 1, 2], targets: undefined };
    const there = async (changed: object, key = "a") =>
      (await keptMaps(cache, { key }, { ...batch, ...changed }))
        .map((map) => map !== undefined);
    assertEquals(await there({}), [false, false, false]);
    const maps = await explainedMaps(cache, method, batch);
    assertEquals(await keptMaps(cache, method, batch), maps);
    assertEquals(maps[1]![0], 256);
    assertEquals(await there({}, "b"), [false, false, false]);
    assertEquals(await there({ targets: [1, 1, 1] }), [false, false, false]);
    assertEquals(await there({ places: [0, 2, 1] }), [true, false, false]);
    const values = images.values.slice();
    values[2 * 16 * 16 * 3]! += 1;
    assertEquals(await there({ images: { ...images, values } }), [
      true,
      true,
      false,
    ]);
  }));

Deno.test("methodSettings tells methods apart, also by what closures hide", async () => {
  await startBackend("cpu");
  const model = tinyNetwork();
  const image = await toImages(tinyImages(1), model);
  const hidden = (factor: number): AttributionMethod => async (...call) => {
    const map = await inputGradient(...call);
    const values = map.values.map((value, i) => i < factor ? value : 0);
    return new SaliencyMap({ ...map, notes: [], method: "hidden", values });
  };
  const noise = { samples: 2, seed: 1 };
  const methods = [
    inputGradient,
    smoothGrad(inputGradient, noise),
    smoothGrad(inputGradient, { ...noise, samples: 3 }),
    hidden(100),
    hidden(200),
  ];
  const texts: string[] = [];
  for (const method of methods) {
    const settings = await methodSettings(method, model, image);
    assertEquals(settings, await methodSettings(method, model, image));
    texts.push(JSON.stringify(settings));
  }
  assertEquals(new Set(texts).size, methods.length);
  assert(texts.every((text) => text.length > 10));
});
