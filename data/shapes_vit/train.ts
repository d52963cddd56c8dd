/**
 * Trains the vision transformer of this folder and writes
 * `shapes_vit.safetensors` and `config.json`; see `data/README.md` for the
 * command and what came out.
 *
 * Every batch is freshly rendered, so that no image is seen twice. The training
 * is cut into slices, each a call of `train` with an optimizer of its own; after
 * each the weights are written, and a script that is started again goes on
 * behind the last one.
 *
 * @module
 */
import { startBackend } from "../../lib/backend/mod.ts";
import { SHAPE_CLASSES, shapesDataset } from "../../lib/data/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { evaluateAccuracy, train } from "../../lib/training/mod.ts";
import { initialWeights, SIZES, type Weights } from "./network.ts";
import { safetensors } from "../safetensors.ts";
import { weightsOf } from "./weights_of.ts";

const SEED = 1;
const HELD_OUT = { seed: 2, size: 5000 };
const SLICES = 24;
const STEPS = 125;
const BATCH = 32;
const RATE = 1e-3;

const FOLDER = new URL("./", import.meta.url);
const CONFIG = new URL("config.json", FOLDER);

async function write(
  weights: Weights,
  slices: number,
  accuracy?: number,
): Promise<void> {
  const bytes = safetensors(weights);
  await Deno.writeFile(new URL("shapes_vit.safetensors", FOLDER), bytes);
  const config = {
    architectures: ["VisionTransformer"],
    num_attention_heads: SIZES.heads,
    id2label: Object.fromEntries(SHAPE_CLASSES.map((name, i) => [i, name])),
    training: { seed: SEED, slices, images: slices * STEPS * BATCH },
    ...(accuracy !== undefined && { accuracy, accuracyImages: HELD_OUT }),
  };
  await Deno.writeTextFile(CONFIG, JSON.stringify(config, null, 2) + "\n");
}

/** How many slices are done: those of an unfinished training, or none. */
async function slicesDone(): Promise<number> {
  try {
    const { training } = JSON.parse(await Deno.readTextFile(CONFIG));
    return training.slices < SLICES ? training.slices : 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}

await startBackend("fullgrad-wasm");
const done = await slicesDone();
if (done === 0) await write(initialWeights(SEED), 0);
const model = await loadModel(FOLDER);
for (let slice = done; slice < SLICES; slice++) {
  const history = await train(
    model,
    shapesDataset({
      seed: SEED,
      size: STEPS * BATCH,
      start: slice * STEPS * BATCH,
    }),
    {
      epochs: 1,
      batchSize: BATCH,
      shuffle: false,
      optimizer: { kind: "adam" },
      schedule: {
        kind: "constant",
        rate: RATE * (1 + Math.cos(Math.PI * slice / SLICES)) / 2,
        warmUp: slice === 0 ? 60 : 10,
      },
      statisticsMomentum: 0.98,
    },
  );
  const { loss, accuracy, seconds } = history.data.epochs[0]!;
  console.log(
    `slice ${slice + 1} of ${SLICES}: loss ${loss.toFixed(4)}, accuracy ${
      accuracy.toFixed(4)
    }, ${seconds.toFixed(0)} s`,
  );
  await write(await weightsOf(model), slice + 1);
}
const accuracy = await evaluateAccuracy(model, shapesDataset(HELD_OUT));
console.log(`held-out accuracy ${accuracy} of ${HELD_OUT.size} images`);
await write(await weightsOf(model), SLICES, accuracy);
