import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../../lib/backend/mod.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import { classifier } from "../../model/graph_model/draft.ts";
import { type Change, change, changes } from "../change.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

await startBackend("fullgrad-wasm");

/** A graph model with other values in its `model.json`. */
export const graphModel: FuzzTarget<readonly [number, readonly Change[]]> = {
  cases: fc.tuple(
    fc.nat(3),
    fc.array(changes, { minLength: 1, maxLength: 4 }),
  ),
  check: async ([seed, list], folder) => {
    const { json, weights } = classifier(seed);
    const changed = structuredClone(json);
    list.forEach((one) => change(changed, one));
    const path = join(folder, "model.json");
    await Deno.writeTextFile(path, JSON.stringify(changed));
    await Deno.writeFile(join(folder, "weights.bin"), weights);
    const before = tf.memory().numTensors;
    await endsWell(async () => {
      const model = await loadModel(path);
      model.dispose();
    });
    const left = tf.memory().numTensors - before;
    if (left !== 0) throw new Unexpected(`${left} tensors are left behind`);
  },
};
