/** The option `ties`, and the note of networks in which many windows tie. */
import { assert, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { biasGradients, fullGradients } from "../../lib/decomposition/mod.ts";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  type AttributionMethod,
  classAgnosticCam,
  deconvNet,
  fullGrad,
  gradCam,
  guidedBackprop,
  guidedGradCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients,
  layerCam,
  lrp,
  randomMap,
  rectGrad,
  simpleFullGrad,
  smoothFullGrad,
  smoothGrad,
  sobelEdges,
} from "../../lib/methods/mod.ts";
import { noiseBatch } from "../aggregation/networks/mod.ts";
import { assertClose } from "../propagation/assert_close.ts";

await startBackend("fullgrad-wasm");

/**
 * A network in which a constant fills windows: half of the channels are dead
 * relus, which a normalization moves away from 0 before they are pooled.
 */
function deadNetwork({ normalizes = true } = {}): tf.LayersModel {
  const filters = 4;
  const kernel = Float32Array.from(
    { length: 9 * 3 * filters },
    (_, i) => Math.sin(i + 1) / 5,
  );
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        name: "first",
        padding: "same",
        activation: "relu",
        inputShape: [12, 9, 3],
        weights: [
          tf.tensor(kernel, [3, 3, 3, filters]),
          tf.tensor1d([-50, -50, 0.1, 0.2]),
        ],
      }),
      ...normalizes
        ? [tf.layers.batchNormalization({
          name: "norm",
          betaInitializer: "ones",
        })]
        : [],
      tf.layers.maxPooling2d({ poolSize: 2, name: "pool" }),
      tf.layers.conv2d({
        filters: 5,
        kernelSize: 3,
        name: "last",
        activation: "relu",
        kernelInitializer: tf.initializers.heNormal({ seed: 3 }),
      }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({
        units: 3,
        kernelInitializer: tf.initializers.heNormal({ seed: 4 }),
      }),
    ],
  });
}

/** Methods whose gradient passes the pool. */
const PASSING: Readonly<Record<string, AttributionMethod>> = {
  deconvNet,
  fullGrad,
  guidedBackprop,
  guidedGradCam,
  inputGradient,
  inputTimesGradient,
  integratedGradients: (model, images, options) =>
    integratedGradients(model, images, { ...options, steps: 2 }),
  layerCam: (model, images, options) =>
    layerCam(model, images, { ...options, layer: "norm" }),
  lrp,
  rectGrad: (model, images, options) =>
    rectGrad(model, images, { ...options, threshold: { value: -1 } }),
  simpleFullGrad,
  smoothFullGrad: (model, images, options) =>
    smoothFullGrad(model, images, { ...options, samples: 2 }),
};

/** Those that show a gradient before the dead relus end it, or pass them. */
const SEEING = [
  "deconvNet",
  "fullGrad",
  "layerCam",
  "lrp",
  "rectGrad",
  "simpleFullGrad",
  "smoothFullGrad",
];

const MANY =
  /^Many maxima or minima are held by several values \((\d+) % in pool\): their gradient (.*)\.$/;

for (const [name, method] of Object.entries(PASSING)) {
  Deno.test(`${name}() says that many windows tie, and shares on demand`, async () => {
    const model = deadNetwork();
    const images = noiseBatch(2);
    const first = await method(model, images, { target: 1 });
    const shared = await method(model, images, { target: 1, ties: "share" });
    assertEquals("ties" in first.settings, false);
    assertEquals(shared.settings["ties"], "share");
    const [, percent, goes] = first.notes.flatMap((note) =>
      MANY.exec(note) ?? []
    );
    assert(Number(percent) >= 50 && Number(percent) < 60, `${percent} %`);
    assert(goes!.startsWith("goes to the first of them"), goes);
    const [, , sharedGoes] = shared.notes.flatMap((n) => MANY.exec(n) ?? []);
    assertEquals(
      sharedGoes,
      "is shared among them, as the option ties is set to share",
    );
    const differs = first.values.some((value, i) => value !== shared.values[i]);
    // What tied came from dead relus: a gradient ends there.
    assertEquals(differs, SEEING.includes(name), name);
    model.dispose();
  });
}

Deno.test("what takes no gradient past a pool neither ties nor says so", async () => {
  const model = deadNetwork();
  const images = noiseBatch(1);
  for (
    const method of [
      gradCam,
      classAgnosticCam,
      randomMap,
      sobelEdges,
    ] as const
  ) {
    const [first, shared] = [
      await method(model, images),
      await method(model, images, { ties: "share" }),
    ];
    assertEquals(shared.values, first.values);
    assertEquals(first.notes.filter((note) => MANY.test(note)), []);
  }
  model.dispose();
});

Deno.test("a tie of dead relus decides nothing, except for what passes them", async () => {
  const model = deadNetwork({ normalizes: false });
  const images = noiseBatch(1);
  for (const method of [inputGradient, guidedBackprop, fullGrad]) {
    const { notes, values } = await method(model, images);
    assertEquals(notes.filter((note) => MANY.test(note)), []);
    const shared = await method(model, images, { ties: "share" });
    assertClose(shared.values, values, 1e-6, "shared");
  }
  const { notes } = await deconvNet(model, images);
  assertEquals(notes.filter((note) => MANY.test(note)).length, 1);
  model.dispose();
});

Deno.test("sharing is complete, and takes the lattice out of the gradient", async () => {
  const model = deadNetwork();
  const images = noiseBatch(2);
  const exact = await fullGradients(model, images, { ties: "share" });
  const maps = await biasGradients(model, images, { ties: "share" });
  for (const { completeness, notes } of [exact, maps]) {
    completeness.forEach(({ relativeToTerms }) =>
      assert(relativeToTerms < 1e-5)
    );
    assertEquals(notes.filter((note) => MANY.test(note)).length, 1);
  }
  // The term of the normalization's dead channels, pixel by pixel: in a window
  // of four, either the first has everything or all have the same.
  const lattice = async (ties: "first" | "share") => {
    const { biasGradients: sites } = await fullGradients(model, images, {
      ties,
    });
    const { term } = sites.find(({ site }) => site.name === "norm")!;
    const [, , width, channels] = term.shape as [
      number,
      number,
      number,
      number,
    ];
    const at = (y: number, x: number) =>
      term.values[(y * width + x) * channels]!;
    return [at(0, 0), at(0, 1), at(1, 0), at(1, 1)];
  };
  const [first, ...others] = await lattice("first");
  assertEquals(others, [0, 0, 0]);
  assert(first !== 0);
  assertEquals(await lattice("share"), Array(4).fill(Math.fround(first! / 4)));
  model.dispose();
});

Deno.test("smoothGrad() hands the option on, and what the method says", async () => {
  const model = deadNetwork();
  const images = noiseBatch(1);
  const smooth = smoothGrad(inputGradient, { samples: 1, noise: 0 });
  const map = await smooth(model, images, { ties: "share" });
  const plain = await inputGradient(model, images, { ties: "share" });
  assertClose(map.values, plain.values, 1e-6, "without noise");
  const prefix = "Of the last of 1 noisy copies: ";
  assertEquals(map.notes, plain.notes.map((note) => prefix + note));
  assertEquals(map.notes.length, 1);
  model.dispose();
});
