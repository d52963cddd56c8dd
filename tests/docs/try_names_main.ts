/**
 * `deno task try-names [NAME …]`: loads the names of `docs/models.json` that are
 * untried, or those that are given, runs FullGrad on a picture, and writes what
 * came of them there and into the page. Without a network they stay as they are.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { fullGrad } from "../../lib/methods/mod.ts";
import { loadImage } from "../../lib/image/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { MODELS_FILE } from "./models_page.ts";
import { makePage, pathOf, readListings } from "./pages.ts";
import { tryNames } from "./try_names.ts";

const PICTURE = fileURLToPath(
  new URL("../../data/images/boat.png", import.meta.url),
);

async function residualOf(name: string): Promise<number> {
  console.error(`${name} …`);
  const model = await loadModel(name);
  try {
    const image = await loadImage(PICTURE, model);
    const { completeness } = await fullGrad(model, image);
    return completeness![0]!.relativeToTerms;
  } finally {
    model.dispose();
  }
}

const listings = await tryNames(
  await readListings(),
  (name, trial) =>
    Deno.args.length === 0 ? trial === undefined : Deno.args.includes(name),
  residualOf,
  new Date().toISOString().slice(0, 10),
);
await Deno.writeTextFile(
  MODELS_FILE,
  `${JSON.stringify(listings, null, 2)}\n`,
);
await Deno.writeTextFile(pathOf("models.md"), await makePage("models.md"));
Deno.exit(0);
