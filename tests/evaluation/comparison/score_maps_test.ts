/** Which maps experiments that ask each map once have in common. */
import { assertEquals } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  type AttributionMethod,
  compareMeasures,
  inputGradient,
  logit,
  probability,
  startBackend,
} from "fullgrad";
import {
  complexity,
  type ComplexityOptions,
  consistency,
  localization,
  type MeasureExperiment,
  MEASURES,
} from "fullgrad/evaluation";
import { inFolder } from "../run/in_folder.ts";
import { tinyImages, tinyNetwork } from "../tiny_network.ts";

await startBackend("cpu");
const model = tinyNetwork();
const COUNT = 4;
const images = tinyImages(COUNT);
const masks = new Uint8Array(COUNT * 16 * 16).fill(1);

const EXPERIMENTS: readonly MeasureExperiment[] = [
  complexity,
  consistency,
  (model, images, options) => localization(model, { images, masks }, options),
  MEASURES.pixelPerturbation.run,
];

/** A method whose maps can be kept, and how many it was asked for. */
function counted() {
  let maps = 0;
  const run: AttributionMethod = async (model, images, options) => {
    const map = await inputGradient(model, images, options);
    maps += map.shape[0];
    return map;
  };
  return {
    own: {
      methods: { own: { run, name: "counted", options: {} } },
      controls: {},
    },
    count: () => maps,
  };
}

Deno.test("experiments on the same logits share their maps, and say the same as alone", () =>
  inFolder(async (parent) => {
    for (const [i, target] of [undefined, 1, [0, 1, 2, 3]].entries()) {
      const chosen = target === undefined ? {} : { target };
      const { count, own } = counted();
      for (const [k, run] of EXPERIMENTS.entries()) {
        const mapFolder = `${parent}/${i}`;
        const options = { ...own, ...chosen, mapFolder };
        const { data } = await run(model, images, options);
        // Each asks for one map more, which says what the method is.
        assertEquals(count(), COUNT + k + 1);
        const alone = { ...counted().own, ...chosen };
        assertEquals(
          data.values,
          (await run(model, images, alone)).data.values,
        );
      }
    }
  }));

Deno.test("maps of another target are kept apart, those of a function of the user's nowhere", () =>
  inFolder(async (mapFolder) => {
    const computed = async (
      target: NonNullable<ComplexityOptions["target"]>,
    ) => {
      const { count, own } = counted();
      const options = { ...own, target };
      const { data } = await complexity(model, images, {
        ...options,
        mapFolder,
      });
      const maps = count() - 1;
      assertEquals(
        data.values,
        (await complexity(model, images, options)).data.values,
      );
      return maps;
    };
    const kept = [logit(2), probability(2), probability(1)];
    for (const target of kept) assertEquals(await computed(target), COUNT);
    for (const target of [2, ...kept]) assertEquals(await computed(target), 0);
    const sum = (output: tf.Tensor): tf.Tensor1D => tf.sum(output, 1);
    for (const target of [sum, sum]) {
      assertEquals(await computed(target), COUNT);
    }
  }));

Deno.test("compareMeasures() with a folder computes the maps of the images once", () =>
  inFolder(async (folder) => {
    const { count, own } = counted();
    const { complexity, consistency, pixelPerturbation } = MEASURES;
    const measures = { complexity, consistency, pixelPerturbation };
    await compareMeasures(model, images, { ...own, measures, masks, folder });
    // With localization() four say what the method is.
    assertEquals(count(), COUNT + 4);
  }));
