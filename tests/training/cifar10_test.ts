import { assert } from "@std/assert";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  datasetPreprocessing,
  loadCifar10,
  subset,
} from "../../lib/data/mod.ts";
import { asModel } from "../../lib/model/mod.ts";
import { resNet8, train, vgg9 } from "../../lib/training/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const shared = Deno.env.get("FULLGRAD_SHARED") ??
  fileURLToPath(new URL("../../../shared", import.meta.url));
const file = `${shared}/datasets/cifar10/train_10000.bin`;
const isThere = await Deno.stat(file).then(() => true, () => false);

for (
  const [name, make, width] of [
    ["resNet8", resNet8, 1],
    ["vgg9", vgg9, 0.125],
  ] as const
) {
  exhaustiveTest({
    name: `${name} learns 48 images of CIFAR-10 by heart`,
    ignore: !isThere,
    fn: async () => {
      await startBackend("wasm");
      const dataset = subset(
        await loadCifar10(file),
        Array.from({ length: 48 }, (_, i) => i),
      );
      const network = make({ classes: 10, width, seed: 1 });
      const preprocessing = await datasetPreprocessing(dataset);
      const { data: { epochs } } = await train(
        asModel(network, { preprocessing }),
        dataset,
        {
          epochs: 20,
          batchSize: 16,
          optimizer: { kind: "adam" },
          schedule: { kind: "cosine", rate: 0.01 },
          seed: 1,
        },
      );
      const [first, last] = [epochs[0]!, epochs.at(-1)!];
      assert(last.loss < 0.4 * first.loss, `${first.loss} to ${last.loss}`);
      assert(last.accuracy > 0.75, `accuracy ${last.accuracy}`);
      network.dispose();
    },
  });
}
