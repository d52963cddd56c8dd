import { type Images, toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { checkValue, describeValue, objectOf } from "../../options/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import { type Evaluation, limitsOf, measure } from "../result/mod.ts";
import { holdModels, methodMaps } from "../run/mod.ts";
import type { CompositeSet } from "./composite_set.ts";
import { type PairOptions, type PairTest, runPairs } from "./run_pairs.ts";

/** Σ of the magnitudes of both maps of an image, by region. */
export interface RegionSums {
  /** `own[k]`: of map k over the region of its own object. */
  readonly own: readonly [number, number];
  /** `other[k]`: of map k over the region of the other object. */
  readonly other: readonly [number, number];
  /** `common[k]`: of the smaller of both maps over the region of object k. */
  readonly common: readonly [number, number];
}

/** What is made of the sums. */
export interface CompositeTest
  extends Pick<PairTest, "experiment" | "call" | "settings"> {
  /** What the number is called. */
  readonly measure: string;
  /** Whether every map is divided by its Σ |map| first. */
  readonly normalizes: boolean;
  readonly score: (sums: RegionSums) => number;
}

/**
 * A number for the pair of maps, one for each object's class, of every image;
 * lower is better.
 */
export async function compositePairs(
  modelInput: ModelInput,
  composites: CompositeSet,
  options: PairOptions,
  { measure: name, normalizes, score, ...test }: CompositeTest,
): Promise<Evaluation> {
  const model = asModel(modelInput);
  const expected = "an object with images, labels and regions";
  checkValue("compare maps", "composites", composites, objectOf(expected));
  const images = await toImages(composites.images, model, {
    signal: options.signal,
  });
  const { labels, regions } = composites;
  const [, height, width] = images.shape;
  checkSet(composites, images);
  const targets = [0, 1].map((k) => labels.map((pair) => pair[k]!));
  const size = height * width;
  const nameOf = (index: number) =>
    model.classNames?.[index] ?? `class ${index}`;
  const known = measure(name);
  const identity = [labels, await sha256(regions.slice())];
  const action = `compare the maps of "${model.name}"`;
  return await holdModels(
    [model],
    "read",
    action,
    options,
    ([held], options) =>
      runPairs(held, images, options, {
        ...test,
        pair: ["first object", "second object"],
        captions: (i) => [nameOf(labels[i]![0]), nameOf(labels[i]![1])],
        measures: [known],
        limits: limitsOf([known]),
        identity,
        seeds: [],
        maps: async (method, cache) => {
          const mapsFor = (targets: readonly number[]) =>
            methodMaps(cache, method, { model: held, images, targets });
          return [await mapsFor(targets[0]!), await mapsFor(targets[1]!)];
        },
        score: ([first, second]) => [
          labels.map((_, i) =>
            score(regionSums(
              [first[i]!, second[i]!],
              regions.subarray(2 * i * size, 2 * (i + 1) * size),
              normalizes,
            ))
          ),
        ],
      }),
  );
}

/**
 * @throws {TypeError} If labels or regions do not fit the images.
 * @throws {RangeError} If both labels of an image are one class, or an object has no
 * region.
 */
function checkSet(
  { labels, regions }: CompositeSet,
  { names, shape: [count, height, width] }: Images,
): void {
  const size = height * width;
  const expected = count * 2 * size;
  const fits = Array.isArray(labels) && labels.length === count &&
    regions instanceof Uint8Array && regions.length === expected;
  if (!fits) {
    throw new TypeError(
      `Cannot use the composites as ${count} images must have ${count} pairs of labels and ${expected} bytes of regions: current values are ${
        describeValue(labels)
      } and ${describeValue(regions)}`,
    );
  }
  names.forEach((name, i) => {
    const pair: unknown = labels[i];
    if (!isPair(pair)) {
      throw new TypeError(
        `Cannot use the composites as the labels of ${name} must be two classes: current value is ${
          describeValue(pair)
        }`,
      );
    }
    if (pair[0] === pair[1]) {
      throw new RangeError(
        `Cannot use the composites as the two objects of ${name} must be of two classes: both are of class ${
          pair[0]
        }`,
      );
    }
    ["first", "second"].forEach((object, k) => {
      const start = (2 * i + k) * size;
      if (regions.subarray(start, start + size).some((inside) => inside)) {
        return;
      }
      throw new RangeError(
        `Cannot use the composites as the region of the ${object} object of ${name} must have at least one pixel: current number is 0`,
      );
    });
  });
}

function isPair(value: unknown): value is readonly [number, number] {
  return Array.isArray(value) && value.length === 2 &&
    value.every(Number.isInteger);
}

function regionSums(
  maps: readonly [Float32Array, Float32Array],
  regions: Uint8Array,
  normalizes: boolean,
): RegionSums {
  const size = maps[0].length;
  const scales = maps.map((map) => {
    const total = map.reduce((sum, x) => sum + Math.abs(x), 0);
    return normalizes && total > 0 ? 1 / total : 1;
  });
  const own: [number, number] = [0, 0];
  const other: [number, number] = [0, 0];
  const common: [number, number] = [0, 0];
  for (let i = 0; i < size; i++) {
    const a = scales[0]! * Math.abs(maps[0][i]!);
    const b = scales[1]! * Math.abs(maps[1][i]!);
    if (regions[i]) {
      own[0] += a;
      other[1] += b;
      common[0] += Math.min(a, b);
    }
    if (regions[size + i]) {
      own[1] += b;
      other[0] += a;
      common[1] += Math.min(a, b);
    }
  }
  return { own, other, common };
}
