import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { smoothFullGrad } from "../../lib/methods/mod.ts";
import { convBnNet, noiseBatch, pick } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";
import { normals } from "../propagation/cases/mod.ts";
import { EVERY_METHOD, type Outcome, rowOf } from "./every_method.ts";

await startBackend("fullgrad-wasm");

function assertSameImage(
  one: Outcome,
  at: number,
  other: Outcome,
  place: number,
  message: string,
): void {
  assertEquals(Object.keys(one.arrays), Object.keys(other.arrays));
  for (const [name, array] of Object.entries(one.arrays)) {
    assertClose(
      rowOf(array, at),
      rowOf(other.arrays[name]!, place),
      1e-5,
      `${message}: ${name}`,
    );
  }
  assertClose(
    [one.explained.target.values[at]!],
    [other.explained.target.values[place]!],
    1e-5,
    `${message}: value`,
  );
}

for (const [name, method] of Object.entries(EVERY_METHOD)) {
  Deno.test(`${name} does not depend on chunkSize`, async () => {
    const model = convBnNet();
    const batch = noiseBatch(5);
    const whole = await method(model, batch, { chunkSize: 5 });
    for (const chunkSize of [1, 2, 7]) {
      const cut = await method(model, batch, { chunkSize });
      assertEquals(
        cut.explained.target.classes,
        whole.explained.target.classes,
      );
      for (let i = 0; i < 5; i++) {
        assertSameImage(cut, i, whole, i, `chunks of ${chunkSize}, image ${i}`);
      }
    }
    model.dispose();
  });

  Deno.test(`${name} does not depend on the neighbors in the batch`, async () => {
    const model = convBnNet();
    const batch = noiseBatch(3);
    // Neighbors of another scale would show in a range that is shared.
    const third = batch.data.length / 3;
    const other = { ...batch, data: batch.data.slice() };
    other.data.subarray(0, third).fill(0);
    for (let i = 2 * third; i < 3 * third; i++) other.data[i]! *= 9;
    const [one, two] = [
      await method(model, batch, { target: 2 }),
      await method(model, other, { target: 2 }),
    ];
    assertSameImage(one, 1, two, 1, "in the middle");
    // The first image has the same stream of noise alone.
    const alone = await method(model, pick(batch, [0]), { target: 2 });
    assertSameImage(one, 0, alone, 0, "alone");
    model.dispose();
  });
}

Deno.test("smoothFullGrad with draws for all images does not depend on the place", async () => {
  const model = convBnNet();
  const batch = noiseBatch(3);
  const draws = { values: normals(2 * 12 * 9 * 3, 1), shape: [2, 1, 12, 9, 3] };
  const options = { draws, noise: 0.1, target: 1 };
  const one = await smoothFullGrad(model, batch, options);
  const two = await smoothFullGrad(model, pick(batch, [2, 0, 1]), options);
  assertClose(two.at(0), one.at(2), 1e-5, "the last, now the first");
  assertClose(two.at(1), one.at(0), 1e-5, "the first, now the second");
  model.dispose();
});

Deno.test("a batch of one and an image without a batch are the same", async () => {
  const model = convBnNet();
  const { data } = noiseBatch(1);
  for (const [name, method] of Object.entries(EVERY_METHOD)) {
    const batch = await method(model, { data, shape: [1, 12, 9, 3] });
    const single = await method(model, { data, shape: [12, 9, 3] });
    const bare = await method(model, data);
    assertEquals(single.arrays, batch.arrays, name);
    assertEquals(bare.arrays, batch.arrays, name);
    assertEquals(single.explained.images.shape, [1, 12, 9, 3]);
  }
  model.dispose();
});

Deno.test("images that are not square get maps of their height and width", async () => {
  for (const [height, width] of [[5, 16], [16, 5]] as const) {
    const model = convBnNet({ height, width });
    for (const [name, method] of Object.entries(EVERY_METHOD)) {
      const { arrays } = await method(model, noiseBatch(2, { height, width }));
      const map = arrays["map"] ?? arrays["signed input"] ??
        arrays["inputTerm"];
      assertEquals(map!.shape.slice(0, 3), [2, height, width], name);
      assertEquals(
        map!.values.length,
        map!.shape.reduce((a, b) => a * b),
        name,
      );
    }
    model.dispose();
  }
});

Deno.test("a chunkSize that is no positive integer is refused", async () => {
  const model = convBnNet();
  for (const chunkSize of [0, -1, 1.5, NaN, Infinity, "2"]) {
    for (const method of Object.values(EVERY_METHOD)) {
      await assertRejects(
        () => method(model, noiseBatch(1), { chunkSize: chunkSize as number }),
        typeof chunkSize === "string" ? TypeError : RangeError,
        "chunkSize must be a positive integer: current value is",
      );
    }
  }
  assert(model.weights.length > 0);
  model.dispose();
});
