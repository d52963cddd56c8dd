/** How often the images of a dataset are read to be ranked. */
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import type { Dataset } from "../../../lib/data/mod.ts";
import { RankedImages } from "../../../lib/evaluation/retraining/ranked_images.ts";
import {
  type EvaluatedMethod,
  MapCache,
} from "../../../lib/evaluation/run/mod.ts";
import { inFolder } from "../run/in_folder.ts";
import { tinyNetwork } from "../tiny_network.ts";
import { noiseDataset, redness } from "./toy.ts";

await startBackend("cpu");
const model = tinyNetwork();
/** More than are explained at once. */
const SIZE = 40;
const BLOCKS = [[0, 32], [32, SIZE]].map(([from, to]) =>
  Array.from({ length: to! - from! }, (_, i) => from! + i)
);

/** The dataset, and how often each of its images was read. */
function counted(): { dataset: Dataset; reads: number[] } {
  const dataset = noiseDataset(1, SIZE);
  const reads = Array<number>(SIZE).fill(0);
  return {
    dataset: {
      ...dataset,
      read(indices) {
        for (const index of indices) reads[index]!++;
        return dataset.read(indices);
      },
    },
    reads,
  };
}

function ranked(dataset: Dataset, folder: string | undefined, key?: string) {
  const { run } = redness(1);
  return new RankedImages({
    dataset,
    model,
    method: { run, key } as EvaluatedMethod,
    cache: new MapCache(folder),
    target: "predicted",
    order: "most",
    seed: 1,
    stream: 0,
  });
}

Deno.test("every image is read once to be ranked, whatever is kept of its map", () =>
  inFolder(async (folder) => {
    const key = "0".repeat(64);
    const orders: unknown[] = [];
    for (
      const [where, known] of [
        [undefined, key], // Nothing is kept,
        [folder, undefined], // nothing can be,
        [folder, key], // nothing is yet,
        [folder, key], // and all is.
      ]
    ) {
      const { dataset, reads } = counted();
      const images = ranked(dataset, where, known);
      const found = [];
      for (const block of BLOCKS) found.push(...await images.orders(block));
      assertEquals(reads, Array(SIZE).fill(1));
      // What has been ranked is remembered.
      assertEquals(await images.orders([33, 2]), [found[33]!, found[2]!]);
      assertEquals(reads, Array(SIZE).fill(1));
      orders.push(found);
    }
    for (const found of orders) assertEquals(found, orders[0]);
  }));

Deno.test("of images across blocks the whole blocks are explained", async () => {
  const { dataset, reads } = counted();
  const some = await ranked(dataset, undefined).orders([31, 33]);
  assertEquals(reads, Array(SIZE).fill(1));
  const [first, second] = await Promise.all(
    BLOCKS.map((block) => ranked(dataset, undefined).orders(block)),
  );
  assertEquals(some, [first![31]!, second![1]!]);
});
