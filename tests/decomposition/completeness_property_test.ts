import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { type BackendName, startBackend } from "../../lib/backend/mod.ts";
import { type Head, layerGraph } from "../../lib/model/mod.ts";
import {
  centeredLogit,
  logit,
  logitDifference,
  logSoftmax,
  probability,
  type Target,
} from "../../lib/propagation/mod.ts";
import { Random } from "../../lib/random/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { candidates } from "../propagation/cases/backends.ts";
import { normals } from "../propagation/cases/mod.ts";
import { type NdArray, sizeOf } from "../propagation/float64/mod.ts";
import {
  buildModel,
  IMAGE_SHAPE,
  type Recipe,
  recipes,
} from "./architecture/mod.ts";
import { checkPasses } from "./check_passes.ts";
import { checkCompleteness, decomposed } from "./decomposed.ts";
import { backendTest, exhaustiveTest } from "../exhaustive.ts";

const SHAPE = [2, ...IMAGE_SHAPE];

const TARGETS: readonly Target[] = [
  logit(),
  logit(),
  logitDifference(1, 2),
  centeredLogit(),
  logSoftmax(),
  probability(),
];

/** What the model returns for these logits. */
function throughHead(
  { shape, data }: NdArray,
  head: Head | undefined,
): Float64Array {
  if (head === undefined) return data;
  if (head === "sigmoid") return data.map((z) => 1 / (1 + Math.exp(-z)));
  const classes = shape.at(-1)!;
  return data.map((z, i) => {
    const start = i - i % classes;
    const row = data.subarray(start, start + classes);
    return 1 / row.reduce((total, other) => total + Math.exp(other - z), 0);
  });
}

async function check(recipe: Recipe, backend: BackendName): Promise<void> {
  await startBackend("cpu");
  // What a network that failed has left, while its like are tried.
  tf.disposeVariables();
  const before = tf.memory().numTensors;
  const model = buildModel(recipe);
  const values = normals(sizeOf(SHAPE), recipe.seed + 1, recipe.spread);
  const image = tf.tensor(values, SHAPE);
  const predicted = tf.tidy(() => {
    const outputs = model.predict(image);
    return tf.clone(Array.isArray(outputs) ? outputs[0]! : outputs);
  });
  const probabilities = await predicted.data();
  const weights = await Promise.all(model.getWeights().map((w) => w.data()));
  const built = tf.memory().numTensors;

  await startBackend(backend);
  const graph = layerGraph(model);
  assertEquals(tf.memory().numTensors, built, "the graph makes tensors");
  const random = new Random(recipe.seed, 1, 0);
  const target = random.pick(TARGETS);
  const ties = random.pick(["first", "share"] as const);
  const result = await decomposed(graph, image, target, ties);
  assertEquals(tf.memory().numTensors, built, "the decomposition leaks");

  const output = throughHead(result.logits, graph.head);
  assertClose(output, probabilities, 1e-4, "the model's own output");
  checkCompleteness(result);
  await checkPasses(graph, values, SHAPE, result.logits);
  const after = await Promise.all(model.getWeights().map((w) => w.data()));
  assertEquals(after, weights, "the weights have changed");
  tf.dispose([image, predicted]);
  // A model's own dispose forgets models that it calls twice.
  tf.disposeVariables();
  assertEquals(tf.memory().numTensors, before, "something leaks");
}

/** How many networks are tried on WASM; fewer on the slower backends. */
const RUNS = Number(Deno.env.get("FULLGRAD_RUNS") ?? 250);

/** How many of them before every commit. */
const FIRST_RUNS = 40;

const BACKENDS = await candidates();

for (const { backend, missing } of BACKENDS) {
  const share =
    { cpu: 0.3, "fullgrad-wasm": 1, wasm: 0.4, webgpu: 0.1 }[backend];
  const property = (runs: number) => ({
    ignore: missing,
    async fn() {
      await fc.assert(
        fc.asyncProperty(recipes, (recipe) => check(recipe, backend)),
        {
          seed: 2019,
          numRuns: Math.ceil(runs * share),
        },
      );
    },
  });
  backendTest(backend, {
    name: `random networks are decomposed completely on ${backend}`,
    ...property(FIRST_RUNS),
  });
  exhaustiveTest({
    name: `many random networks are decomposed completely on ${backend}`,
    ...property(RUNS),
  });
}
