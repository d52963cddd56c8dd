/**
 * The pixels that a publisher's own code gives a network, from its weights' name or
 * the file beside it: see published_pixels.py.
 */
import { assert, assertEquals } from "@std/assert";
import { pathToFileURL } from "node:url";
import { type Images, toImages } from "../../lib/image/mod.ts";
import { readMetadata } from "../../lib/model/folder_metadata.ts";
import {
  presetOf,
  TORCHVISION_WEIGHTS,
} from "../../lib/model/hub/torchvision_weights.ts";
import type { Preprocessing } from "../../lib/model/mod.ts";
import { withFolder } from "../model/saved_model.ts";
import { pattern } from "./pattern.ts";
import published from "./published_pixels.json" with { type: "json" };

/** What values may differ by: the pixels are the same, what is left is float32. */
const LEVELS = 1e-4;

/** Of a pattern, as it is for a network whose input is a square of `side`. */
function prepared(
  [height, width]: readonly number[],
  side: number,
  preprocessing: Preprocessing,
): Promise<Images> {
  const picture = {
    data: pattern(height!, width!),
    shape: [height!, width!, 3],
  };
  return toImages(picture, { inputShape: [side, side, 3] }, { preprocessing });
}

/** The greatest difference from what was taken at 16 places, in levels of 0…255. */
function greatestDifference(
  { values, shape: [, height, width] }: Images,
  taken: string,
  { scale, std }: Preprocessing,
): number {
  const theirs = new Float32Array(Uint8Array.fromBase64(taken).buffer);
  assertEquals(theirs.length, 16 * 3);
  const differences = Array.from(theirs, (value, i) => {
    const [place, channel] = [Math.floor(i / 3), i % 3];
    const pixel = (61 * place % height) * width + 89 * place % width;
    const own = values[pixel * 3 + channel]!;
    return Math.abs(own - value) * std[channel]! / scale;
  });
  return Math.max(...differences);
}

for (const taken of published.torchvision) {
  Deno.test(`${taken.weights} gets torchvision's pixels of ${taken.size}`, async () => {
    const [name, weights] = taken.weights.split("@");
    const found = TORCHVISION_WEIGHTS.get(name!)!
      .find((published) => published.weights === weights)!;
    const preset = presetOf(found);
    const images = await prepared(taken.size, found.size, preset);
    const worst = greatestDifference(images, taken.values, preset);
    assert(worst < LEVELS, `${worst} levels`);
  });
}

for (const taken of published.teachableMachine) {
  Deno.test(`Teachable Machine's network gets its pixels of ${taken.size}, ${taken.interpolation}`, () =>
    withFolder(async (folder) => {
      await Deno.writeTextFile(
        `${folder}/metadata.json`,
        JSON.stringify({ labels: ["a", "b"], imageSize: 224 }),
      );
      const { named } = await readMetadata(
        pathToFileURL(`${folder}/`),
        ["metadata.json"],
        {},
      );
      const preprocessing = {
        ...named.preprocessing!,
        interpolation: taken.interpolation as "bilinear" | "lanczos",
      };
      const images = await prepared(taken.size, 224, preprocessing);
      const worst = greatestDifference(images, taken.values, preprocessing);
      assert(worst < LEVELS, `${worst} levels`);
    }));
}
