import { assert, assertEquals, assertRejects } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  insertionDeletion,
  pixelPerturbation,
} from "../../../lib/evaluation/mod.ts";
import { inputGradient } from "../../../lib/methods/mod.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";
import { decode, decodingNetwork, handMade, ones } from "./decoding_network.ts";

await startBackend("cpu");

Deno.test("deletion takes the most salient pixels away, insertion brings them in", async () => {
  const curves = await insertionDeletion(decodingNetwork(), ones(1), {
    methods: { rising: handMade((_, pixel) => pixel) },
    controls: {},
    steps: 4,
    insertionFill: "zeroNormalized",
    output: "logit",
    repeats: 1,
  });
  const gone = (test: string) =>
    curves.values("rising", test).map(([output]) => decode(output!));
  const all = Array.from({ length: 16 }, (_, p) => p);
  assertEquals(
    gone("deletion"),
    [0, 4, 8, 12, 16].map((n) => all.slice(16 - n)),
  );
  assertEquals(
    gone("insertion"),
    [0, 4, 8, 12, 16].map((n) => all.slice(0, 16 - n)),
  );
});

Deno.test("insertion is removal of the least salient pixels, read from its end", async () => {
  const options = { methods: { Gradient: inputGradient }, controls: {} };
  const curves = await insertionDeletion(tinyNetwork(), tinyImages(3), {
    ...options,
    steps: 4,
  });
  const removal = await pixelPerturbation(tinyNetwork(), tinyImages(3), {
    ...options,
    fractions: [0, 0.25, 0.5, 0.75, 1],
    fill: "blur",
    order: "least",
    output: "probability",
  });
  assertEquals(
    curves.values("Gradient", "insertion"),
    removal.values("Gradient", "least salient first, output").toReversed(),
  );
  const [whole] = curves.values("Gradient", "deletion");
  assertEquals(curves.values("Gradient", "insertion").at(-1), whole);
  assert(whole!.every((value) => value! > 0.25 && value! <= 1));
});

Deno.test("one step has both ends, whatever the map; more steps than pixels remove the nearest number of them", async () => {
  const run = (steps: number) =>
    insertionDeletion(decodingNetwork(), ones(1), {
      methods: {
        rising: handMade((_, pixel) => pixel),
        flat: handMade(() => -2),
      },
      controls: {},
      steps,
      insertionFill: "zeroNormalized",
      output: "logit",
      repeats: 2,
    });
  const [none, whole] = [1, 2 ** 16];
  const one = await run(1);
  for (const name of ["rising", "flat"]) {
    assertEquals(one.values(name, "deletion"), [[whole], [none]]);
    assertEquals(one.values(name, "insertion"), [[none], [whole]]);
  }
  const many = await run(64);
  many.values("rising", "deletion").forEach(([output], i) =>
    assertEquals(output, 2 ** (16 - Math.round(i / 4)))
  );
  assertEquals(many.values("flat", "deletion")[0], [whole]);
  assertEquals(many.values("flat", "insertion").at(-1), [whole]);
});

Deno.test("of a linear network no order has less below its deletion curve than that of its terms, nor more below insertion", async () => {
  const curves = await insertionDeletion(decodingNetwork(), ones(1), {
    methods: {
      terms: handMade((_, pixel) => 2 ** pixel),
      opposite: handMade((_, pixel) => -(2 ** pixel)),
      flat: handMade(() => 0),
      tied: handMade((_, pixel) => Math.floor(pixel / 4)),
    },
    steps: 16,
    insertionFill: "zeroNormalized",
    output: "logit",
    repeats: 5,
  });
  const area = (name: string, test: string) => curves.interval(name, test).mean;
  for (const { name } of curves.data.methods) {
    assert(area("terms", "deletion") <= area(name, "deletion"), name);
    assert(area(name, "deletion") <= area("opposite", "deletion"), name);
    assert(area("terms", "insertion") >= area(name, "insertion"), name);
    assert(area(name, "insertion") >= area("opposite", "insertion"), name);
  }
});

Deno.test("insertionDeletion() refuses steps and fills that are not valid", async () => {
  const options = { methods: { Gradient: inputGradient } };
  for (
    const [wrong, words] of [
      [{ steps: 0 }, "steps must be a positive integer"],
      [{ deletionFill: "white" as "black" }, "Fill must be one of"],
    ] as const
  ) {
    await assertRejects(
      () =>
        insertionDeletion(tinyNetwork(), tinyImages(1), {
          ...options,
          ...wrong,
        }),
      RangeError,
      words,
    );
  }
});
