/** Feature maps that are computed again where they are needed. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { startBackend } from "../../lib/backend/mod.ts";
import { layerGraph } from "../../lib/model/mod.ts";
import { decompose } from "../../lib/decomposition/mod.ts";
import { backward, forward, logit } from "../../lib/propagation/mod.ts";
import {
  buildModel,
  IMAGE_SHAPE,
  type Recipe,
  recipes,
} from "../decomposition/architecture/mod.ts";
import { normals } from "./cases/mod.ts";
import { sizeOf } from "./float64/mod.ts";

await startBackend("fullgrad-wasm");

async function check(recipe: Recipe): Promise<void> {
  tf.disposeVariables();
  const model = buildModel(recipe);
  const graph = layerGraph(model);
  const built = tf.memory().numTensors;
  const shape = [2, ...IMAGE_SHAPE];
  const values = normals(sizeOf(shape), recipe.seed + 1, recipe.spread);
  const results = [false, true].map((recompute) =>
    tf.tidy(() => {
      const record = forward(graph, tf.tensor(values, shape), { recompute });
      const g = tf.tensor(
        normals(record.output.size, 8),
        record.output.shape,
      );
      return backward(record, g, { visit: (_node, _g, at) => void at.output });
    })
  );
  const [kept, recomputed] = await Promise.all(results.map((x) => x.data()));
  assertEquals(recomputed, kept);
  tf.dispose(results);
  assertEquals(tf.memory().numTensors, built, "something leaks");
  tf.disposeVariables();
}

Deno.test("gradients of recomputed maps are the same bits on random networks", () =>
  fc.assert(fc.asyncProperty(recipes, check), { seed: 2019, numRuns: 60 }));

/** Sums of all terms for class 1, with maps kept or recomputed. */
function termsOf(model: tf.LayersModel, recompute: boolean): tf.Tensor[] {
  const shape = [2, ...IMAGE_SHAPE] as [number, number, number, number];
  return tf.tidy(() => {
    const terms: tf.Tensor[] = [];
    decompose(
      {
        graph: layerGraph(model),
        image: tf.tensor4d(normals(sizeOf(shape), 5), shape),
        target: logit(),
        classes: { chosen: [1, 1], reference: undefined },
        recompute,
      },
      ({ product }) => {
        terms.push(tf.sum(product()));
        return undefined;
      },
    );
    return terms;
  });
}

Deno.test("terms of recomputed maps are the same bits on random networks", () =>
  fc.assert(
    fc.asyncProperty(recipes, async (recipe) => {
      tf.disposeVariables();
      const model = buildModel(recipe);
      if (String(layerGraph(model).nodes[0]!.shape.slice(1)) !== "6,5,3") {
        return;
      }
      const [kept, recomputed] = await Promise.all(
        [false, true].map((recompute) =>
          Promise.all(termsOf(model, recompute).map((term) => term.data()))
        ),
      );
      assertEquals(recomputed, kept);
      tf.disposeVariables();
    }),
    { seed: 7, numRuns: 40 },
  ));

Deno.test("recomputing keeps less than half of a deep network's maps", () => {
  const model = tf.sequential();
  for (let i = 0; i < 36; i++) {
    model.add(tf.layers.conv2d({
      filters: 3,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
      ...(i === 0 && { inputShape: [16, 16, 3] }),
    }));
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 2 }));
  const graph = layerGraph(model);
  const most = (recompute: boolean) => {
    let bytes = 0;
    const before = tf.memory().numBytes;
    tf.tidy(() => {
      const record = forward(graph, tf.ones([1, 16, 16, 3]), { recompute });
      backward(record, tf.ones([1, 2]), {
        visit: () => bytes = Math.max(bytes, tf.memory().numBytes - before),
      });
    });
    return bytes;
  };
  assert(most(true) < 0.6 * most(false), `${most(true)} of ${most(false)}`);
});
