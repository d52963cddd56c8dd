/**
 * Explains one image as the command line does, in a process of its own, and
 * prints what it took: `measure_explain.ts MODEL [FOLDER]`, with the page and the
 * picture where there is a folder for them.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import process from "node:process";
import { explain } from "../../lib/cli/explain_picture.ts";
import type { ExplainCost } from "./explain_whole.ts";

const [model, out] = Deno.args;
await explain({
  model: model!,
  image: fileURLToPath(
    new URL("../../data/images/boat.png", import.meta.url),
  ),
  method: "fullGrad",
  preprocessing: "imagenet",
  ...out === undefined ? { json: true } : { out },
});
const { user, system } = process.cpuUsage();
const cost: ExplainCost = {
  ms: performance.now(),
  cpuMs: (user + system) / 1000,
};
console.log(JSON.stringify(cost));
