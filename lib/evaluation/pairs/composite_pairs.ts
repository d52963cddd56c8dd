import { toImages } from "../../image/mod.ts";
import { asModel, type ModelInput } from "../../model/mod.ts";
import { contestants, runningOptions } from "../comparison/mod.ts";
import type { CompositeSet } from "./composite_set.ts";
import { keptExamples, type PairOptions } from "./pair_options.ts";
import { PairScores } from "./pair_scores.ts";
import { scorePairs } from "./score_pairs.ts";

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
export interface CompositeTest {
  readonly title: string;
  readonly measure: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether every map is divided by its Σ |map| first. */
  readonly normalizes: boolean;
  readonly limits: readonly string[];
  readonly score: (sums: RegionSums) => number;
}

/** A number for the pair of maps, one for each object's class, of every image. */
export async function compositePairs(
  modelInput: ModelInput,
  { images: input, labels, regions }: CompositeSet,
  options: PairOptions,
  test: CompositeTest,
): Promise<PairScores> {
  const model = asModel(modelInput);
  const images = await toImages(input, model);
  const [count, height, width] = images.shape;
  checkSet(labels, regions, images.shape);
  const examples = keptExamples(options, count);
  const running = runningOptions(options);
  const targets = [0, 1].map((k) => labels.map((pair) => pair[k]!));
  const size = height * width;
  const methods = await scorePairs({
    label: test.title,
    images,
    contestants: contestants(options, model),
    examples,
    first: ({ method }) =>
      method(model, images, { target: targets[0], ...running }),
    second: ({ method }) =>
      method(model, images, { target: targets[1], ...running }),
    score: ([first, second]) => ({
      [test.measure]: labels.map((_, i) =>
        test.score(regionSums(
          [first.at(i), second.at(i)],
          regions.subarray(2 * i * size, 2 * (i + 1) * size),
          test.normalizes,
        ))
      ),
    }),
  }, options);
  const nameOf = (index: number) =>
    model.classNames?.[index] ?? `class ${index}`;
  return new PairScores({
    title: test.title,
    pair: ["first object", "second object"],
    model,
    images,
    captions: labels.map(([a, b]) => [nameOf(a), nameOf(b)]),
    methods,
    measures: [test.measure],
    settings: test.settings,
    examples,
    limits: test.limits,
  });
}

function checkSet(
  labels: CompositeSet["labels"],
  regions: Uint8Array,
  [count, height, width]: readonly number[],
): void {
  const expected = count! * 2 * height! * width!;
  if (labels.length === count && regions.length === expected) return;
  throw new TypeError(
    `Cannot use the composites as ${count} images must have ${count} labels and ${expected} values of regions: current numbers are ${labels.length} and ${regions.length}`,
  );
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
