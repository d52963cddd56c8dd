/** The core that all tests of removed pixels share. */
import { assertEquals } from "@std/assert";
import { startBackend } from "../../../lib/backend/mod.ts";
import { type Fill, FILLS } from "../../../lib/evaluation/perturbation/fill.ts";
import { fillContext } from "../../../lib/evaluation/perturbation/fill_context.ts";
import { PerturbedOutputs } from "../../../lib/evaluation/perturbation/perturbed_outputs.ts";
import { toImages } from "../../../lib/image/mod.ts";
import { decode, decodingNetwork, ones, PIXELS } from "./decoding_network.ts";

await startBackend("cpu");

async function outputs(random: boolean) {
  const model = decodingNetwork();
  const images = await toImages(ones(2), model);
  const calls = { prepared: 0, filled: 0 };
  const fill: Fill = {
    random,
    of: (image, context) => {
      calls.prepared++;
      const filler = FILLS.zeroNormalized.of(image, context);
      return (removed, stream) => {
        calls.filled++;
        return filler(removed, stream);
      };
    },
  };
  const core = new PerturbedOutputs({
    model,
    images,
    classes: [0, 0],
    output: "logit",
    fill,
    context: fillContext(model, images),
    seed: 1,
    start: 0,
    running: {},
  });
  return { core, calls };
}

const set = (...pixels: number[]) =>
  Uint8Array.from({ length: PIXELS }, (_, p) => pixels.includes(p) ? 1 : 0);

Deno.test("each set of an image is evaluated once, and answers come in order", async () => {
  const { core, calls } = await outputs(false);
  const removals = [
    { image: 0, removed: set(1, 2), repeat: 0 },
    { image: 1, removed: set(1, 2), repeat: 0 },
    { image: 0, removed: set(3), repeat: 1 },
    { image: 0, removed: set(1, 2), repeat: 1 },
  ];
  const found = await core.of(removals);
  assertEquals(found.map(decode), [[1, 2], [1, 2], [3], [1, 2]]);
  assertEquals(calls, { prepared: 2, filled: 3 });
  assertEquals(await core.of(removals.toReversed()), found.toReversed());
  assertEquals(calls.filled, 3);
});

Deno.test("a random fill is drawn anew in every repeat", async () => {
  const { core, calls } = await outputs(true);
  await core.of([0, 1, 1].map((repeat) => ({
    image: 0,
    removed: set(5),
    repeat,
  })));
  assertEquals(calls, { prepared: 1, filled: 2 });
});
