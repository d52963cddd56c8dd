import { assert, assertEquals, assertRejects } from "@std/assert";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadCifar10, loadCifar100 } from "../../../lib/data/mod.ts";
import { byteAt, cifarRecord, gzip, inFolder, write } from "./made_files.ts";

const shared = Deno.env.get("FULLGRAD_SHARED") ??
  fileURLToPath(new URL("../../../../shared", import.meta.url));
const subset = `${shared}/datasets/cifar10`;
const isThere = await Deno.stat(subset).then(() => true, () => false);

Deno.test("loadCifar10() reads pixels and labels of several files in any order", async () => {
  await inFolder(async (folder) => {
    const first = await write(folder, "a.bin", [
      ...cifarRecord([3], 0),
      ...cifarRecord([9], 1),
    ]);
    const second = await write(folder, "b.bin", cifarRecord([0], 2));
    const dataset = await loadCifar10([first, pathToFileURL(second)]);
    assertEquals(dataset.size, 3);
    assertEquals(dataset.imageShape, [32, 32, 3]);
    const order = [2, 0, 1, 2];
    const { pixels, labels } = await dataset.read(order);
    assertEquals([...labels], [0, 3, 9, 0]);
    order.forEach((image, i) => {
      for (const [y, x, c] of [[0, 0, 0], [31, 2, 1], [5, 31, 2]] as const) {
        assertEquals(
          pixels[((i * 32 + y) * 32 + x) * 3 + c],
          Math.fround(byteAt(image, y, x, c) / 255),
        );
      }
    });
    assertEquals((await dataset.read([])).pixels.length, 0);
  });
});

Deno.test("loadCifar10() reads a file that is packed by gzip", async () => {
  await inFolder(async (folder) => {
    const record = cifarRecord([7], 4);
    const plain = await loadCifar10(await write(folder, "a.bin", record));
    const packed = await loadCifar10(
      await write(folder, "a.bin.gz", await gzip(record)),
    );
    assertEquals(await packed.read([0]), await plain.read([0]));
    const cut = (await gzip(record)).slice(0, -9);
    await assertRejects(
      async () => await loadCifar10(await write(folder, "b.bin.gz", cut)),
      SyntaxError,
      "must be a whole gzip file",
    );
  });
});

Deno.test("loadCifar10() refuses what is no CIFAR-10 file", async () => {
  await inFolder(async (folder) => {
    const record = cifarRecord([1], 0);
    const truncated = await write(folder, "a.bin", record.slice(0, -1));
    await assertRejects(
      () => loadCifar10(truncated),
      SyntaxError,
      "must hold whole records of 3073 bytes: current size is 3072 bytes, 0 records and 3072 bytes",
    );
    const empty = await write(folder, "empty.bin", []);
    await assertRejects(() => loadCifar10(empty), SyntaxError, "0 bytes");
    const other = await write(folder, "b.bin", [
      ...record,
      ...cifarRecord([10], 1),
    ]);
    const dataset = await loadCifar10(other);
    assertEquals([...(await dataset.read([0])).labels], [1]);
    await assertRejects(
      () => dataset.read([0, 1]),
      SyntaxError,
      "the label of image 1 must be in 0…9: current value is 10",
    );
    await assertRejects(
      () => loadCifar10(`${folder}/none.bin`),
      Deno.errors.NotFound,
      "none.bin",
    );
    await assertRejects(
      () => loadCifar10(folder),
      Deno.errors.IsADirectory,
      "must be a file",
    );
    await assertRejects(
      () => loadCifar10("/dev/zero"),
      TypeError,
      "must be a regular file: it is a device",
    );
    await assertRejects(() => loadCifar10([]), RangeError, "at least 1 file");
    for (const files of [null, 3, {}, new Map(), () => {}] as never[]) {
      for (const load of [loadCifar10, loadCifar100]) {
        await assertRejects(
          () => load(files),
          TypeError,
          "files must be a path or URL, or a list of these",
        );
      }
    }
    for (const index of [2, -1, 0.5, NaN]) {
      await assertRejects(
        () => dataset.read([index]),
        RangeError,
        `an index must be an integer in 0…1: current value is ${index}`,
      );
    }
  });
});

Deno.test("a file that shrinks after it was checked is refused when read", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder, "a.bin", cifarRecord([1], 0));
    const dataset = await loadCifar10(path);
    await Deno.truncate(path, 3000);
    await assertRejects(() => dataset.read([0]), SyntaxError, "it ends before");
  });
});

Deno.test("loadCifar100() reads fine and coarse labels", async () => {
  await inFolder(async (folder) => {
    const path = await write(folder, "train.bin", [
      ...cifarRecord([19, 99], 0),
      ...cifarRecord([20, 100], 1),
    ]);
    const fine = await loadCifar100(path);
    const coarse = await loadCifar100(path, { labels: "coarse" });
    assertEquals([fine.classes.length, coarse.classes.length], [100, 20]);
    assertEquals(new Set(fine.classes).size, 100);
    assertEquals([...fine.classes], fine.classes.toSorted());
    const [a, b] = [await fine.read([0]), await coarse.read([0])];
    assertEquals([a.labels[0], b.labels[0]], [99, 19]);
    assertEquals(a.pixels, b.pixels);
    assertEquals(a.pixels[1], Math.fround(byteAt(0, 0, 0, 1) / 255));
    await assertRejects(() => fine.read([1]), SyntaxError, "value is 100");
    await assertRejects(() => coarse.read([1]), SyntaxError, "value is 20");
  });
});

Deno.test({
  name: "the shared part of CIFAR-10 is balanced",
  ignore: !isThere,
  fn: async () => {
    const dataset = await loadCifar10(`${subset}/train_10000.bin`);
    assertEquals(dataset.size, 10000);
    const counts = new Array<number>(10).fill(0);
    const sums = new Float64Array(3);
    for (let start = 0; start < dataset.size; start += 1000) {
      const { pixels, labels } = await dataset.read(
        Array.from({ length: 1000 }, (_, i) => start + i),
      );
      labels.forEach((label) => counts[label]! += 1);
      pixels.forEach((value, i) => sums[i % 3]! += value);
    }
    assertEquals(counts, new Array(10).fill(1000));
    // The mean color of CIFAR-10, as everyone knows it.
    [0.4914, 0.4822, 0.4465].forEach((mean, c) => {
      const own = sums[c]! / (dataset.size * 1024);
      assert(Math.abs(own - mean) < 0.01, `channel ${c}: ${own}`);
    });
    const names = (await Deno.readTextFile(`${subset}/batches.meta.txt`))
      .trim().split("\n");
    assertEquals([...dataset.classes], names);
  },
});
