/** What methods of the user's make is looked at before it is measured. */
import { assertRejects } from "@std/assert";
import {
  type AttributionMethod,
  loadModel,
  renderShapes,
  sobelEdges,
  startBackend,
} from "fullgrad";
import {
  complexity,
  consistency,
  continuity,
  infidelity,
  irof,
  pixelPerturbation,
  randomLogit,
  robustness,
} from "fullgrad/evaluation";

await startBackend("fullgrad-wasm");
const model = await loadModel("shapes_vgg9");
const { rgb } = renderShapes({ seed: 1, count: 2 });
const images = { data: rgb, shape: [2, 64, 64, 3] } as const;

const EXPERIMENTS = {
  complexity,
  consistency,
  continuity,
  infidelity,
  irof,
  pixelPerturbation,
  randomLogit,
  robustness,
};

/** Edges, with one value of the last image changed. */
function withValue(value: number): AttributionMethod {
  return async (model, images, options) => {
    const map = await sobelEdges(model, images, options);
    map.values[map.values.length - 1] = value;
    return map;
  };
}

for (const [name, experiment] of Object.entries(EXPERIMENTS)) {
  Deno.test(`${name}() refuses maps that are not finite, of another size, and what is no map`, async () => {
    const measured = (own: AttributionMethod) =>
      experiment(model, images, { methods: { own }, controls: {} });
    for (const value of [NaN, Infinity, -Infinity]) {
      await assertRejects(
        () => measured(withValue(value)),
        RangeError,
        `the map must be finite: current value of "own" in image`,
      );
    }
    for (const nothing of [undefined, null, 1, {}, [new Float32Array(4096)]]) {
      await assertRejects(
        () => measured(() => Promise.resolve(nothing as never)),
        TypeError,
        `each must give the maps of the images [1,64,64]: "own" gives`,
      );
    }
    const small = await sobelEdges(model, images);
    await assertRejects(
      () => measured(() => Promise.resolve(small)),
      TypeError,
      `"own" gives Float32Array of 8192 values [2,64,64]`,
    );
  });
}
