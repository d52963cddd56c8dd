/**
 * Who forgets an `await` is told so: every public function is given a promise in
 * the place of each of its arguments. A `tf.LayersModel` does where a model does.
 */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { asModel, inputGradient, preprocessing, startBackend } from "fullgrad";
import { convBnNet, noiseBatch } from "./aggregation/networks/mod.ts";
import MODULES from "./exports.json" with { type: "json" };

await startBackend("fullgrad-wasm");
const layersModel = convBnNet();
const model = asModel(layersModel, { preprocessing: preprocessing("unit") });
const methods = { inputGradient };

/** What arguments are, by the names of parameters, or of one function's. */
const ARGUMENTS: Readonly<Record<string, unknown>> = {
  model,
  graph: model.graph,
  image: tf.zeros([1, 12, 9, 3]),
  images: noiseBatch(1),
  input: noiseBatch(1),
  source: "data/images/boat.png",
  sources: ["data/images/boat.png"],
  spec: model,
  method: inputGradient,
  methods,
  path: "nowhere.npz",
  title: "a title",
  label: "a label",
  total: 1,
  map: new Float32Array(4),
  mask: [0, 1, 0, 0],
  other: new Float32Array(4),
  sums: [1, 2],
  drops: [1, 2],
  at: { map: [1], input: [1] },
  neighbor: { map: [1], input: [2] },
  folders: ["nowhere"],
  "removePixels.map": await inputGradient(model, noiseBatch(1)),
};

/** Options that functions want, each by some. */
const OPTIONS: readonly unknown[] = [
  undefined,
  { methods },
  { title: "a title" },
  { title: "a title", meaning: "a meaning" },
  { title: "a title", x: "x", y: "y" },
  { title: "a title", meaning: "a meaning", noun: "frame" },
  { title: "a title", meaning: "a meaning", rows: ["a"], columns: ["b"] },
  { methods, permuted: model },
  { references: noiseBatch(1) },
  { out: "nowhere" },
  { channels: 3, size: [2, 2] },
];

/** What cannot be told, and why. */
const EXCEPT: Readonly<Record<string, string>> = {
  formatNumber: "takes a number alone, of whatever value",
  formatProbability: "takes a number alone, of whatever value",
  formatShare: "takes a number alone, of whatever value",
  attentionGradient: "says first that this network has no attention",
  loadMnist: "reads the file of the images before",
  attentionRollout: "says first that this network has no attention",
};

/** The functions that the modules export, with the names of their parameters. */
async function publicFunctions(): Promise<
  ReadonlyMap<
    string,
    readonly [(...all: readonly unknown[]) => unknown, readonly string[]]
  >
> {
  const functions = new Map();
  for (const [path, names] of Object.entries(MODULES)) {
    const module = await import(`fullgrad${path.slice(1)}`);
    for (const name of names) {
      const value = module[name];
      if (typeof value !== "function" || /^[A-Z]/.test(name)) continue;
      functions.set(name, [value, parametersOf(String(value))]);
    }
  }
  return functions;
}

/** The names of a function's parameters as its source has them. */
function parametersOf(source: string): readonly string[] {
  const [, list = ""] = /^[^(]*\(([^]*?)\)\s*\{/.exec(source) ?? [];
  return list.replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, "options").split(",")
    .map((part) => part.replace(/=[^]*$/, "").trim())
    .filter((part) => part !== "");
}

async function errorOf(run: () => unknown): Promise<string> {
  try {
    await run();
    return "no error";
  } catch (error) {
    return (error as Error).message;
  }
}

/** The errors for the same arguments with each of the options. */
async function errorsOf(
  run: (...all: readonly unknown[]) => unknown,
  given: readonly unknown[],
  options: number,
): Promise<readonly string[]> {
  const errors: string[] = [];
  for (const some of options === -1 ? [undefined] : OPTIONS) {
    const all = options === -1 ? given : given.with(options, some);
    errors.push(await errorOf(() => run(...all)));
  }
  return errors;
}

for (const [name, [run, parameters]] of await publicFunctions()) {
  if (Object.hasOwn(EXCEPT, name)) continue;
  const given = parameters.map((parameter) =>
    ARGUMENTS[`${name}.${parameter}`] ?? ARGUMENTS[parameter]
  );
  const options = parameters.indexOf("options");
  for (const [position, parameter] of parameters.entries()) {
    // An argument before it may be of a kind that the table lacks.
    const before = given.slice(0, position);
    if (before.some((value, i) => value === undefined && i !== options)) {
      continue;
    }
    Deno.test(`${name}() given a promise as ${parameter} says that it must be awaited`, async () => {
      const forgotten = given.with(
        position,
        Promise.resolve(ARGUMENTS[parameter] ?? {}),
      );
      const errors = await errorsOf(
        run,
        forgotten,
        position === options ? -1 : options,
      );
      assert(
        errors.some((error) => error.includes("must be awaited")),
        errors.join("\n"),
      );
    });
  }

  if (parameters[0] !== "model" || name === "layerGraph") continue;
  Deno.test(`${name}() takes a tf.LayersModel, or says what it wants`, async () => {
    const errors = async (network: unknown) =>
      await errorsOf(
        run,
        [network, ...parameters.slice(1).map(() => Promise.resolve())],
        options,
      );
    // It comes as far as it does with a loaded model.
    assertEquals(await errors(layersModel), await errors(model));
  });
}
