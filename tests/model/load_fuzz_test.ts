/** Whatever a file holds: a model or an error, no tensor more, and soon. */
import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { savedModel, withFolder } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

const sequential = await savedModel(convBnNet({ height: 6, width: 6 }));

/** The text of a `model.json` with its weights. */
interface Files {
  readonly text: string;
  readonly weights: Uint8Array;
}

async function keras3(name: string): Promise<Files> {
  const url = new URL(`keras3/${name}.json`, import.meta.url);
  const { model, weights } = JSON.parse(await Deno.readTextFile(url));
  model.weightsManifest[0].paths = ["weights.bin"];
  return {
    text: JSON.stringify(model),
    weights: Uint8Array.from(atob(weights), (c) => c.charCodeAt(0)),
  };
}

const ORIGINALS: readonly Files[] = [
  {
    text: JSON.stringify(sequential.json),
    weights: sequential.files["weights.bin"]!,
  },
  await keras3("functional"),
  await keras3("transfer"),
];

const RUNS = Number(Deno.env.get("FULLGRAD_RUNS") ?? 150);
const SEED = Number(Deno.env.get("SEED") ?? 10);

/** Fails unless loading ends with a model or an error, and leaves nothing. */
async function check(folder: string, { text, weights }: Files): Promise<void> {
  await Deno.writeTextFile(join(folder, "model.json"), text);
  await Deno.writeFile(join(folder, "weights.bin"), weights);
  const before = tf.memory().numTensors;
  try {
    const model = await loadModel(join(folder, "model.json"));
    model.dispose();
  } catch (error) {
    assert(error instanceof Error, `${error} was thrown`);
    assert(error.message !== "", "an error without a message");
  }
  assertEquals(tf.memory().numTensors, before, "tensors are left behind");
}

/** A place in a JSON value, chosen by numbers, and its replacement. */
interface Change {
  readonly steps: readonly number[];
  readonly value: unknown;
  readonly kind: "replace" | "remove" | "double" | "swap";
}

const changes: fc.Arbitrary<Change> = fc.record({
  steps: fc.array(fc.nat(), { minLength: 2, maxLength: 9 }),
  value: fc.oneof(
    fc.constantFrom(
      null,
      true,
      -1,
      0,
      1,
      2,
      1.5,
      2 ** 31,
      2 ** 53,
      1e300,
      "",
      "relu",
      "Functional",
      "conv1",
      "constructor",
      "__proto__",
      [],
      {},
      [[]],
      [null],
    ),
    fc.jsonValue({ maxDepth: 2 }),
  ),
  kind: fc.constantFrom("replace", "remove", "double", "swap"),
});

function change(json: unknown, { steps, value, kind }: Change): void {
  let here = json as Record<string, unknown>;
  for (const [i, step] of steps.entries()) {
    const keys = Object.keys(here);
    if (keys.length === 0) return;
    const key = keys[step % keys.length]!;
    const next = here[key];
    const deeper = typeof next === "object" && next !== null;
    if (deeper && i < steps.length - 1) {
      here = next as Record<string, unknown>;
      continue;
    }
    if (kind === "replace") here[key] = value;
    else if (kind === "remove") delete here[key];
    else if (kind === "double" && Array.isArray(here)) here.push(next);
    else {
      const other = keys[(step + 1) % keys.length]!;
      [here[key], here[other]] = [here[other], next];
    }
    return;
  }
}

Deno.test("a model.json with other values in it loads or is refused", () =>
  withFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ORIGINALS),
        fc.array(changes, { minLength: 1, maxLength: 3 }),
        async ({ text, weights }, list) => {
          const json = JSON.parse(text);
          list.forEach((one) => change(json, one));
          await check(folder, { text: JSON.stringify(json), weights });
        },
      ),
      { seed: SEED + 1, numRuns: 4 * RUNS },
    )
  ));

Deno.test("a model.json that is cut off or garbled loads or is refused", () =>
  withFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ORIGINALS),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.string({ maxLength: 5 }),
        fc.boolean(),
        async ({ text, weights }, place, garbage, cut) => {
          const at = Math.floor(place * text.length);
          const rest = cut ? "" : text.slice(at + garbage.length);
          await check(folder, {
            text: text.slice(0, at) + garbage + rest,
            weights,
          });
        },
      ),
      { seed: SEED + 2, numRuns: RUNS },
    )
  ));

Deno.test("weights that are cut off or garbled load or are refused", () =>
  withFolder((folder) =>
    fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ORIGINALS),
        fc.uint8Array({ maxLength: 64 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        async ({ text, weights }, garbage, place, keepsLength) => {
          const at = Math.floor(place * weights.length);
          const file = keepsLength
            ? weights.slice()
            : new Uint8Array([...weights.slice(0, at), ...garbage]);
          if (keepsLength) {
            file.set(garbage.slice(0, Math.max(0, file.length - at)), at);
          }
          await check(folder, { text, weights: file });
        },
      ),
      { seed: SEED + 3, numRuns: RUNS },
    )
  ));
