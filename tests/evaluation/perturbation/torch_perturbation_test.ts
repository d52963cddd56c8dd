/** Pixel perturbation against torch, image by image; see torch_perturbation.py. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type FillName,
  type OutputKind,
  pixelPerturbation,
} from "../../../lib/evaluation/mod.ts";
import { asModel } from "../../../lib/model/mod.ts";
import { handMade } from "./decoding_network.ts";
import reference from "./torch_perturbation.json" with { type: "json" };

await startBackend("cpu");

const { side, channels, count, fractions, weights, shapes } = reference;
const images = {
  data: Float32Array.from(reference.images),
  shape: [count, side, side, channels],
};

/** The network of the reference. */
function network() {
  const layers = [
    tf.layers.conv2d({
      filters: 6,
      kernelSize: 3,
      padding: "same",
      inputShape: [side, side, channels],
    }),
    tf.layers.batchNormalization({ epsilon: 1e-3 }),
    tf.layers.reLU(),
    tf.layers.conv2d({
      filters: 8,
      kernelSize: 3,
      padding: "same",
      activation: "relu",
    }),
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: reference.classes }),
  ];
  const model = tf.sequential({ layers });
  const of = (name: keyof typeof weights) =>
    tf.tensor(weights[name], shapes[name]);
  tf.tidy(() =>
    model.setWeights([
      of("conv1"),
      of("bias1"),
      of("gamma"),
      of("beta"),
      of("conv2"),
      of("bias2"),
      of("dense"),
      of("bias3"),
      of("mean"),
      of("variance"),
    ])
  );
  const std = 0.25;
  return asModel(model, {
    preprocessing: {
      scale: 1 / 255,
      mean: reference.black.map((value) => -value * std),
      std: [std, std, std],
      channelOrder: "rgb",
    },
  });
}

const byName = (values: readonly number[]) =>
  handMade((image, pixel) => values[image * side * side + pixel]!);
const methods = {
  first: byName(reference.maps.first),
  second: byName(reference.maps.second),
};

for (const fill of ["black", "zeroNormalized", "mean"] as const) {
  for (const output of ["logit", "probability"] as const) {
    Deno.test(`removing pixels, ${fill}, ${output}: every image as in torch`, async () => {
      const result = await pixelPerturbation(network(), images, {
        methods,
        controls: {},
        fractions,
        fill: fill satisfies FillName,
        output: output satisfies OutputKind,
        repeats: 1,
      });
      const found = reference.results.filter((each) =>
        each.fill === fill && each.output === output
      );
      assertEquals(found.length, 2);
      for (const { map, images } of found) {
        const values = (measure: string) => result.values(map, measure);
        for (const [i, image] of images.entries()) {
          const close = (a: number | null, b: number) =>
            assertAlmostEquals(a!, b, 2e-5 * Math.max(1, Math.abs(b)));
          for (const [point] of fractions.entries()) {
            close(values("f(x)")[point]![i]!, image.before);
            for (const order of ["least", "most"] as const) {
              const name = `${order} salient first`;
              const after = image[order][point]!;
              close(values(`${name}, output`)[point]![i]!, after);
              close(values(name)[point]![i]!, image.change[order][point]!);
            }
            close(
              values("SRG")[point]![i]!,
              image.least[point]! - image.most[point]!,
            );
          }
        }
        const area = images.reduce((sum, { srgArea }) => sum + srgArea, 0);
        assertAlmostEquals(
          result.interval(map, "SRG").mean,
          area / images.length,
          1e-5,
        );
      }
    });
  }
}

Deno.test("R-OMS of one pixel is, over many draws, the mean over all pixels in torch", async () => {
  const repeats = 400;
  const result = await pixelPerturbation(network(), images, {
    methods: { first: methods.first },
    controls: {},
    fractions: [0, 1 / (side * side)],
    repeats,
  });
  const [none, one] = result.values("first", "R-OMS");
  const [unchanged] = (await pixelPerturbation(network(), images, {
    methods: { first: methods.first },
    controls: {},
    fractions: [0],
    output: "probability",
  })).values("first", "f(x)");
  for (const [i, { mean, std }] of reference.scope.entries()) {
    assertAlmostEquals(none![i]!, unchanged![i]!, 1e-6);
    // Five standard errors: one draw of a million is farther.
    const far = Math.abs(one![i]! - mean);
    assert(far < 5 * std / Math.sqrt(repeats), `${far}`);
  }
});
