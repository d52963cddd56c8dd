/** Forward mode against backward mode, kind by kind: `<g, J·t> = <Jᵀ·g, t>`. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { type BackendName, startBackend } from "../../lib/backend/mod.ts";
import {
  backward,
  forward,
  forwardTangents,
  type TieRule,
} from "../../lib/propagation/mod.ts";
import { backendTest } from "../exhaustive.ts";
import { candidates } from "./cases/backends.ts";
import { type Case, CASES, normals } from "./cases/mod.ts";
import { dot, sizeOf } from "./float64/mod.ts";

/** Three changes of the image, and what goes back, each from its own seed. */
async function check(
  { name, shape, spread, build }: Case,
  backend: BackendName,
  ties: TieRule,
): Promise<void> {
  await startBackend(backend);
  const { graph, dispose } = build();
  const one = [1, ...shape.slice(1)];
  const size = sizeOf(one);
  const before = tf.memory().numTensors;
  const changes = [1, 2, 3].map((seed) => normals(size, seed));
  const results = tf.tidy(() => {
    // Whole halves, so that values tie.
    const image = normals(size, 7, spread).map((x) => Math.round(2 * x) / 2);
    const record = forward(graph, tf.tensor(image, one));
    const sources = changes.map((values) => ({
      node: graph.nodes[graph.input]!,
      tangent: () => tf.tensor(values, one),
    }));
    const rows = forwardTangents(record, sources, ties);
    const upstream = tf.tensor(
      normals(record.output.size, 8),
      record.output.shape,
    );
    return { rows, upstream, back: backward(record, upstream, { ties }) };
  });
  const [rows, upstream, back] = await Promise.all(
    [results.rows, results.upstream, results.back].map((t) => t.data()),
  );
  assertEquals(results.rows.shape.slice(1), results.upstream.shape.slice(1));
  tf.dispose(results);
  assertEquals(tf.memory().numTensors, before, `${name} leaks`);
  dispose();
  const norm = (x: ArrayLike<number>) => Math.sqrt(dot(x, x));
  const count = upstream!.length;
  changes.forEach((change, i) => {
    const row = rows!.slice(i * count, (i + 1) * count);
    const [ahead, behind] = [dot(row, upstream!), dot(change, back!)];
    const scale = norm(row) * norm(upstream!) + norm(change) * norm(back!);
    assert(
      Math.abs(ahead - behind) <= 1e-5 * scale + 1e-12,
      `${name}, ties ${ties}, change ${i}: ${ahead} forward, ${behind} back`,
    );
  });
}

for (const { backend, missing } of await candidates()) {
  backendTest(backend, {
    name: `tangents and gradients of every kind agree on ${backend}`,
    ignore: missing,
    async fn() {
      for (const example of Object.values(CASES).flat()) {
        await check(example, backend, "first");
        await check(example, backend, "share");
      }
    },
  });
}
