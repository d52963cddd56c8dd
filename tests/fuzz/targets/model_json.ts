import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { convBnNet } from "../../aggregation/networks/mod.ts";
import { savedModel } from "../../model/saved_model.ts";
import { type Change, change, changes } from "../change.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

/** The text of a `model.json` with its weights. */
interface ModelFiles {
  readonly text: string;
  readonly weights: Uint8Array;
}

await startBackend("fullgrad-wasm");

const sequential = await savedModel(convBnNet({ height: 6, width: 6 }));

const ORIGINALS: readonly ModelFiles[] = [
  {
    text: JSON.stringify(sequential.json),
    weights: sequential.files["weights.bin"]!,
  },
  await keras3("functional"),
  await keras3("transfer"),
];

async function keras3(name: string): Promise<ModelFiles> {
  const url = new URL(`../../model/keras3/${name}.json`, import.meta.url);
  const { model, weights } = JSON.parse(await Deno.readTextFile(url));
  model.weightsManifest[0].paths = ["weights.bin"];
  return {
    text: JSON.stringify(model),
    weights: Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)),
  };
}

/** Fails unless loading ends with a model or an error, and leaves nothing. */
async function check(
  { text, weights }: ModelFiles,
  folder: string,
): Promise<void> {
  await Deno.writeTextFile(join(folder, "model.json"), text);
  await Deno.writeFile(join(folder, "weights.bin"), weights);
  const before = tf.memory().numTensors;
  await endsWell(async () => {
    const model = await loadModel(join(folder, "model.json"));
    model.dispose();
  });
  const left = tf.memory().numTensors - before;
  if (left !== 0) throw new Unexpected(`${left} tensors are left behind`);
}

const original = fc.constantFrom(...ORIGINALS);

/** A `model.json` with other values in it. */
export const modelJson: FuzzTarget<readonly [ModelFiles, readonly Change[]]> = {
  cases: fc.tuple(original, fc.array(changes, { minLength: 1, maxLength: 3 })),
  check: ([{ text, weights }, list], folder) => {
    const json = JSON.parse(text);
    list.forEach((one) => change(json, one));
    return check({ text: JSON.stringify(json), weights }, folder);
  },
};

/** A `model.json` whose text is damaged. */
export const modelText: FuzzTarget<readonly [ModelFiles, Damage]> = {
  cases: fc.tuple(original, damages),
  check: ([{ text, weights }, damage], folder) => {
    const bytes = damaged(new TextEncoder().encode(text), damage);
    return check({ text: new TextDecoder().decode(bytes), weights }, folder);
  },
};

/** Weights that are damaged. */
export const modelWeights: FuzzTarget<readonly [ModelFiles, Damage]> = {
  cases: fc.tuple(original, damages),
  check: ([{ text, weights }, damage], folder) =>
    check({ text, weights: damaged(weights, damage) }, folder),
};
