import { assert, assertEquals } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { fFidelity } from "../../lib/evaluation/mod.ts";
import { IN_DOMAIN } from "../../lib/reproduction/claims/in_domain.ts";
import type { DataFolder } from "../../lib/reproduction/data_folder.ts";
import {
  degradedTruth,
  plantedData,
  plantedNetwork,
} from "../evaluation/in_domain/planted.ts";

await startBackend("cpu");

Deno.test("slices of F-Fidelity remove other pixels of equal images, the first one those of seed 0", async () => {
  const planted = plantedData(1, 2000, 1);
  // One image, again and again.
  const images: typeof planted = {
    ...planted,
    read: (indices) => planted.read(indices.map(() => 0)),
  };
  const data = {
    network: () => Promise.resolve(plantedNetwork()),
    cifar: () => Promise.resolve(images),
  } as unknown as DataFolder;
  const series = IN_DOMAIN.series.find(({ name }) =>
    name.endsWith("f_fidelity")
  )!;
  const slices = await series.slices(data, 200);
  // Beside where it runs, the methods and the fine-tuning of this test.
  const options = {
    methods: { truth: degradedTruth(0.5) },
    controls: {},
    tuner: "none",
    signal: new AbortController().signal,
  } as const;
  const [first, second] = await Promise.all(
    slices.map((slice) => slice.run(options as never)),
  );
  assert(
    second!.data.values.some((value, i) => value !== first!.data.values[i]),
  );
  assertEquals([first!.data.settings.seed, second!.data.settings.tuningSeed], [
    0,
    0,
  ]);
  const alone = await fFidelity(plantedNetwork(), {
    training: images,
    test: { ...images, size: 100 },
  }, { ...options, fractions: [0.1, 0.3, 0.5], samples: 20 });
  assertEquals(first!.data.values, alone.data.values);
});
