/** Pictures of two objects: what a slice has does not depend on what was asked before. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { type Images, toImages } from "../../lib/image/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { PicturesOfTwo } from "../../lib/reproduction/claims/critique/pictures_of_two.ts";
import { tinyImages, tinyNetwork } from "../evaluation/tiny_network.ts";

await startBackend("cpu");
const model = asModel(tinyNetwork());
const COUNT = 90;
const all = await toImages(tinyImages(COUNT), model);
const size = all.values.length / COUNT;

/** Those images, which notes what is read and fails when it is told to. */
function source() {
  const state = { reads: [] as number[][], fails: false };
  return {
    state,
    count: COUNT,
    read: (places: readonly number[]) => {
      if (state.fails) return Promise.reject(new Error("the disk is gone"));
      state.reads.push([...places]);
      const images: Images = {
        values: Float32Array.from(
          places.flatMap((
            i,
          ) => [...all.values.subarray(i * size, (i + 1) * size)]),
        ),
        rgb: new Uint8Array(places.length * 768),
        shape: [places.length, 16, 16, 3],
        names: places.map((i) => `image ${i}`),
      };
      // Of some pairs both are of one class.
      return Promise.resolve({
        images,
        labels: places.map((i) => (i >> 1) % 4 + i % 2 * (i % 3)).map((label) =>
          label % 4
        ),
      });
    },
  };
}

Deno.test("slices of one search are those of searches of their own, at a part of the reads", async () => {
  const shared = source();
  const pictures = new PicturesOfTwo(model, 2, shared);
  const ranges = [[0, 3], [3, 6], [2, 5], [6, 12]] as const;
  let alone = 0;
  for (const range of ranges) {
    const own = source();
    assertEquals(
      await pictures.between(range),
      await new PicturesOfTwo(model, 2, own).between(range),
    );
    alone += own.state.reads.length;
  }
  // One read of each slice, and of each place of the first round at most one.
  const searched = shared.state.reads.length - ranges.length;
  assert(searched < alone - ranges.length);
  const whole = await new PicturesOfTwo(model, 2, source()).between([0, 12]);
  const { images, labels } = await pictures.between([6, 12]);
  assertEquals(labels, whole.labels.slice(6));
  assertEquals(
    (images as Images).values,
    (whole.images as Images).values.slice(6 * size),
  );
  assertEquals(
    (images as Images).names,
    (whole.images as Images).names.slice(6),
  );
  assert(labels.every(([a, b]) => a !== b));
});

Deno.test("slices that are asked for at once are the same, too", async () => {
  const pictures = new PicturesOfTwo(model, 2, source());
  const ranges = [[3, 6], [0, 3], [6, 9]] as const;
  const found = await Promise.all(
    ranges.map((range) => pictures.between(range)),
  );
  for (const [i, range] of ranges.entries()) {
    assertEquals(
      found[i],
      await new PicturesOfTwo(model, 2, source()).between(range),
    );
  }
});

Deno.test("a search that failed begins anew; pairs that are not there are refused", async () => {
  const broken = source();
  const pictures = new PicturesOfTwo(model, 2, broken);
  await pictures.between([0, 2]);
  broken.state.fails = true;
  await assertRejects(() => pictures.between([0, 12]), Error, "disk is gone");
  broken.state.fails = false;
  assertEquals(
    await pictures.between([1, 12]),
    await new PicturesOfTwo(model, 2, source()).between([1, 12]),
  );
  await assertRejects(
    () => pictures.between([40, 46]),
    RangeError,
    "Cannot take the pairs 41…46 of",
  );
});
