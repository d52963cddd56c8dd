import { assertEquals } from "@std/assert";
import { cachedDataset } from "../../../lib/evaluation/retraining/cached_dataset.ts";
import { noiseDataset } from "./toy.ts";

Deno.test("a cached dataset says the same, and reads every image once", async () => {
  const dataset = noiseDataset(1, 6);
  const read: number[] = [];
  const memory = cachedDataset({
    ...dataset,
    read: (indices) => {
      read.push(...indices);
      return dataset.read(indices);
    },
  });
  for (const indices of [[3], [3, 0, 3, 5], [1, 0, 5], [5, 4, 4], []]) {
    const expected = await dataset.read(indices);
    assertEquals(await memory.read(indices), expected);
    // What a training does to its batch changes nothing.
    const batch = await memory.read(indices);
    batch.pixels.fill(7);
    batch.labels.fill(7);
    assertEquals(await memory.read(indices), expected);
  }
  assertEquals(read, [3, 0, 5, 1, 4]);
});
