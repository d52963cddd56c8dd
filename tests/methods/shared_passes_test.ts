/** Methods that share their passes give the maps that each gives alone. */
import { assert, assertEquals } from "@std/assert";
import { renderShapes } from "../../lib/data/mod.ts";
import {
  CAM_VARIANTS,
  camMatrix,
  FULL_GRAD_VARIANTS,
  fullGradMatrix,
} from "../../lib/methods/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { methodIdentity } from "../../lib/evaluation/run/mod.ts";

const images = {
  data: renderShapes({ seed: 3, count: 2 }).rgb,
  shape: [2, 64, 64, 3],
};

/** The greatest difference of two maps, in units of the greatest value. */
function difference(a: Float32Array, b: Float32Array): number {
  const greatest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0) /
    (greatest || 1);
}

Deno.test("camMatrix gives the maps of its variants at every layer", async () => {
  const model = await loadModel("shapes_vgg9");
  const layers = ["relu8", "relu4"];
  const cams = camMatrix(layers);
  for (const layer of layers) {
    for (const [name, method] of Object.entries(CAM_VARIANTS)) {
      const expected = await method(model, images, { layer, target: 4 });
      const { values, settings } = await cams[`${layer} ${name}`]!(
        model,
        images,
        { target: 4 },
      );
      assert(difference(values, expected.values) < 1e-5, `${layer} ${name}`);
      assertEquals(settings, { ...expected.settings });
    }
  }
});

Deno.test("fullGradMatrix gives the maps of all 48 variants", async () => {
  const model = await loadModel("shapes_vgg9");
  const matrix = fullGradMatrix();
  assertEquals(Object.keys(matrix), Object.keys(FULL_GRAD_VARIANTS));
  for (const [name, method] of Object.entries(FULL_GRAD_VARIANTS)) {
    const expected = await method(model, images);
    const { values, signed } = await matrix[name]!(model, images);
    assert(difference(values, expected.values) < 1e-4, name);
    assertEquals(signed, expected.signed);
  }
});

Deno.test("Shared maps are of the images, the targets and the weights that are asked for", async () => {
  const model = await loadModel("shapes_vgg9");
  const { absolute } = fullGradMatrix(["absolute", "signed"]);
  const one = { ...images, data: images.data.slice(0, 64 * 64 * 3) };
  const single = { ...one, shape: [1, 64, 64, 3] };
  const map = await absolute!(model, single, { target: [1] });
  const other = await absolute!(model, single, { target: [2] });
  assert(difference(map.values, other.values) > 0.01);
  const again = await absolute!(model, single, { target: [1] });
  assertEquals(again.values, map.values);
  const inverted = { ...single, data: one.data.map((pixel) => 255 - pixel) };
  assert(
    difference(
      (await absolute!(model, inverted, { target: [1] })).values,
      map.values,
    ) > 0.01,
  );
  const { variable } = model.weightLayers[0]!.weights[0]!;
  const halved = variable.mul(0.5);
  const before = variable.clone();
  variable.assign(halved);
  const changed = await absolute!(model, single, { target: [1] });
  variable.assign(before);
  [halved, before].forEach((tensor) => tensor.dispose());
  assert(difference(changed.values, map.values) > 0.001);
});

Deno.test("Results of methods that share passes are kept under names of their own", async () => {
  const cams = camMatrix(["relu8"]);
  const identities = await Promise.all(
    Object.values(cams).map(async (method) =>
      JSON.stringify(await methodIdentity(method))
    ),
  );
  assertEquals(new Set(identities).size, Object.keys(cams).length);
});

Deno.test("of two who ask at once, one that stops does not stop the other", async () => {
  const model = await loadModel("shapes_vgg9");
  const options = { target: [4, 4], chunkSize: 1 };
  const [name, method] = Object.entries(CAM_VARIANTS)[0]!;
  const expected = await method(model, images, {
    ...options,
    layer: "relu8",
  });
  for (const stops of ["first", "second", "both"]) {
    const cam = camMatrix(["relu8"])[`relu8 ${name}`]!;
    const asked = ["first", "second"].map((who) => {
      const stopper = new AbortController();
      const heard: [number, number][] = [];
      const maps = cam(model, images, {
        ...options,
        signal: stopper.signal,
        onProgress: (...at) => {
          heard.push(at);
          if (stops === who || stops === "both") stopper.abort(`stop ${who}`);
        },
      });
      return { who, heard, maps };
    });
    const ended = await Promise.allSettled(asked.map(({ maps }) => maps));
    asked.forEach(({ who, heard }, i) => {
      const end = ended[i]!;
      assert(heard.length > 0, `${who} heard nothing`);
      if (stops === who || stops === "both") {
        assertEquals(end, { status: "rejected", reason: `stop ${who}` });
      } else {
        assert(end.status === "fulfilled");
        assert(difference(end.value.values, expected.values) < 1e-5);
        assertEquals(heard.at(-1), [2, 2]);
      }
    });
  }
});
