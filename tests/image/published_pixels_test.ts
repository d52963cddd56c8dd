/**
 * The pixels that a publisher's own code gives a network, from its weights' name or
 * the file beside it: see published_pixels.py.
 */
import { assert } from "@std/assert";
import { pathToFileURL } from "node:url";
import { readMetadata } from "../../lib/model/folder_metadata.ts";
import {
  presetOf,
  TORCHVISION_WEIGHTS,
} from "../../lib/model/hub/torchvision_weights.ts";
import { withFolder } from "../model/saved_model.ts";
import { greatestDifference, LEVELS, prepared } from "./taken_pixels.ts";
import published from "./published_pixels.json" with { type: "json" };

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
