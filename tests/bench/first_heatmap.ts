/**
 * Makes the first heatmap of a fresh process and prints how long its steps
 * took, as {@linkcode ProcessStartUp}.
 *
 * @module
 */
import type { ProcessStartUp } from "./start_up.ts";

const start = performance.now();
const { fullGrad, loadModel, renderShapes } = await import(
  "../../mod.ts"
);
const imported = performance.now();
const model = await loadModel("shapes_vgg9");
const loaded = performance.now();
const { rgb } = renderShapes({ seed: 1, count: 1 });
const map = await fullGrad(model, { data: rgb, shape: [64, 64, 3] });
const explained = performance.now();
await map.figure().toBundle();
const shown = performance.now();

const steps: ProcessStartUp = {
  import: imported - start,
  loadModel: loaded - imported,
  fullGrad: explained - loaded,
  display: shown - explained,
};
console.log(JSON.stringify(steps));
