import { SaliencyMap } from "../aggregation/mod.ts";
import { toImages } from "../image/mod.ts";
import { asModel } from "../model/mod.ts";
import {
  callback,
  checkNamed,
  checkOptions,
  oneOf,
  type OptionRequirements,
} from "../options/mod.ts";
import { asTarget, EXPLAIN_OPTIONS } from "../propagation/mod.ts";
import type { AttributionMethod } from "./attribution_method.ts";
import { sayMadeOf } from "./made_of.ts";

/** The options of {@linkcode ensemble}. */
export interface EnsembleOptions {
  /**
   * What every map of every image is divided by before the mean: its greatest
   * absolute value (`max`), the sum of its absolute values (`sum`), or nothing.
   *
   * @default {"max"}
   */
  readonly scale?: "max" | "sum" | "none";
}

const SCALES = {
  max: (map: Float32Array) =>
    map.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  sum: (map: Float32Array) =>
    map.reduce((sum, value) => sum + Math.abs(value), 0),
  none: () => 1,
} as const;

const ENSEMBLE_OPTIONS: OptionRequirements<EnsembleOptions> = {
  scale: oneOf(Object.keys(SCALES)),
};

/**
 * The method that averages the maps of others, each scaled so that none
 * outweighs the rest.
 *
 * The mean of methods that fail in the same way fails so too.
 *
 * @param methods The methods, by the names that the result shows.
 * @param options How maps are scaled.
 * @returns A method that takes the options that every method takes.
 * @throws {TypeError} If a method is no function.
 * @throws {RangeError} If there is no method, or no such scale.
 *
 * @example
 * ```ts
 * import { ensemble, fullGrad, gradCam, loadModel } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const both = ensemble({ fullGrad, gradCam });
 * const map = await both(model, new Float32Array(64 * 64 * 3).fill(0.5));
 * assertEquals(map.method, "Ensemble of fullGrad, gradCam");
 * ```
 */
export function ensemble(
  methods: Readonly<Record<string, AttributionMethod>>,
  options: EnsembleOptions = {},
): AttributionMethod {
  checkNamed("average methods", "methods", methods, callback);
  checkOptions("average methods", options, ENSEMBLE_OPTIONS);
  const { scale = "max" } = options;
  const names = Object.keys(methods);
  const sizeOf = SCALES[scale];
  const averaged: AttributionMethod = async (model, images, options = {}) => {
    checkOptions("run an ensemble", options, EXPLAIN_OPTIONS);
    const { signal } = options;
    const target = asTarget(options.target);
    const batch = await toImages(images, asModel(model), { signal });
    const maps: SaliencyMap[] = [];
    for (const [position, name] of names.entries()) {
      maps.push(
        await methods[name]!(model, batch, {
          ...options,
          target,
          onProgress: (done, total) =>
            options.onProgress?.(
              (position + done / total) * batch.shape[0],
              names.length * batch.shape[0],
            ),
        }),
      );
    }
    const first = maps[0]!;
    const sum = new Float64Array(first.values.length);
    maps.forEach((map) => addScaled(sum, map, sizeOf));
    return new SaliencyMap({
      model: first.model,
      images: first.images,
      target: first.target,
      logits: first.logits,
      backend: first.backend,
      notes: [...new Set(maps.flatMap(({ notes }) => notes))],
      whyEmpty: "those of its methods are, or cancel",
      method: `Ensemble of ${names.join(", ")}`,
      values: Float32Array.from(sum, (value) => value / maps.length),
      signed: maps.some(({ signed }) => signed),
      settings: {
        scale,
        methods: Object.fromEntries(
          maps.map(({ settings }, i) => [names[i], settings]),
        ),
      },
    });
  };
  return sayMadeOf(averaged, { by: "ensemble", of: [methods, scale] });
}

function addScaled(
  sum: Float64Array,
  map: SaliencyMap,
  sizeOf: (map: Float32Array) => number,
): void {
  const [count, height, width] = map.shape;
  for (let i = 0; i < count; i++) {
    const values = map.at(i);
    // A map of zeros stays one.
    const size = sizeOf(values) || 1;
    values.forEach((value, j) => sum[i * height * width + j]! += value / size);
  }
}
