import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { randomMap, sobelEdges, startBackend } from "fullgrad";
import { IMAGE, images, network } from "./networks/mod.ts";

const [HEIGHT, WIDTH] = IMAGE;

Deno.test("randomMap() is uniform, and new for every image, class and model", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const map = await randomMap(model, images(40), { target: 1 });
  const mean = map.values.reduce((sum, v) => sum + v, 0) / map.values.length;
  // 4800 uniform values: their mean has a standard deviation of 0.0042.
  assertAlmostEquals(mean, 0.5, 5 * 0.0042);
  assert(map.values.every((value) => value >= 0 && value < 1));
  const values = async (...args: Parameters<typeof randomMap>) =>
    (await randomMap(...args)).values;
  const own = await values(model, images(1), { target: 1 });
  assertEquals(await values(model, images(1), { target: 1 }), own);
  assertEquals(own, map.at(0));
  const other = network("plain", 2);
  for (
    const changed of [
      map.at(1),
      await values(model, images(1), { target: 2 }),
      await values(model, images(1), { target: 1, seed: 1 }),
      await values(other, images(1), { target: 1 }),
    ]
  ) {
    const equal = changed.filter((value, i) => value === own[i]).length;
    assert(equal <= 2, `${equal} values are the same`);
  }
  model.dispose();
  other.dispose();
});

/** The map of a picture whose red, green and blue are `of(y, x)`. */
async function edges(of: (y: number, x: number) => number) {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const rgb = new Uint8Array(HEIGHT * WIDTH * 3);
  for (let i = 0; i < HEIGHT * WIDTH; i++) {
    rgb.fill(of(Math.floor(i / WIDTH), i % WIDTH), 3 * i, 3 * i + 3);
  }
  const map = await sobelEdges(model, {
    values: new Float32Array(rgb.length),
    shape: [1, HEIGHT, WIDTH, 3],
    rgb,
    names: ["picture"],
  });
  model.dispose();
  return (y: number, x: number) => map.values[y * WIDTH + x]!;
}

Deno.test("sobelEdges() of a slope is eight times its steepness", async () => {
  const at = await edges((y, x) => 4 * y + 3 * x);
  // Kernels of weight 8 over a step of 4 down and 3 to the right: 8 · 5 / 255.
  assertAlmostEquals(at(5, 5), 40 / 255, 1e-5);
  assertAlmostEquals(at(1, 1), 40 / 255, 1e-5);
});

Deno.test("sobelEdges() marks an edge and nothing beside it", async () => {
  const at = await edges((_y, x) => x < 5 ? 0 : 255);
  assertAlmostEquals(at(3, 4), 4, 1e-5);
  assertAlmostEquals(at(3, 5), 4, 1e-5);
  assertEquals(at(3, 3), 0);
  // Outside the picture its edge goes on, so that the frame is no edge.
  assertEquals(at(0, 0), 0);
  assertAlmostEquals(at(0, 4), 4, 1e-5);
});
