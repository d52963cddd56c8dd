/** Whatever a file holds: a model or an error, no tensor more, and soon. */
import * as fc from "fast-check";
import type { FuzzTarget } from "../fuzz/target.ts";
import {
  modelJson,
  modelText,
  modelWeights,
} from "../fuzz/targets/model_json.ts";
import { withFolder } from "./saved_model.ts";

const RUNS = Number(Deno.env.get("FULLGRAD_RUNS") ?? 150);
const SEED = Number(Deno.env.get("SEED") ?? 10);

function runs<T>({ cases, check }: FuzzTarget<T>, numRuns: number) {
  return () =>
    withFolder((folder) =>
      fc.assert(
        fc.asyncProperty(cases, (value) => check(value, folder)),
        { seed: SEED, numRuns },
      )
    );
}

Deno.test(
  "a model.json with other values in it loads or is refused",
  runs(modelJson, 4 * RUNS),
);

Deno.test(
  "a model.json that is cut off or garbled loads or is refused",
  runs(modelText, RUNS),
);

Deno.test(
  "weights that are cut off or garbled load or are refused",
  runs(modelWeights, RUNS),
);
