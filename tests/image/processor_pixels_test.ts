/**
 * The pixels that the processors of transformers and timm's transforms give a network,
 * from what its files say: see processor_pixels.py.
 */
import { assert, assertEquals } from "@std/assert";
import { huggingFace } from "../../lib/model/hugging_face.ts";
import { greatestDifference, LEVELS, prepared } from "./taken_pixels.ts";
import taken from "./processor_pixels.json" with { type: "json" };

for (const { config, processor, size, side, values } of taken) {
  const file = JSON.stringify({ ...config, ...processor });
  Deno.test(`pixels of ${size} for ${file}`, async () => {
    const { named: { preprocessing }, inputShape } = huggingFace(
      config,
      processor,
    );
    assertEquals(inputShape, [side, side, 3]);
    const images = await prepared(size, side, preprocessing!);
    const worst = greatestDifference(images, values, preprocessing!);
    assert(worst < LEVELS, `${worst} levels`);
  });
}
