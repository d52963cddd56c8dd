import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  nonNegativeInteger,
  type OptionRequirements,
} from "../../options/mod.ts";
import {
  comparisonWith,
  constantMaps,
  controlsOf,
  encodedMaps,
  EVALUATION_OPTIONS,
  type EvaluationOptions,
  type KeptMapsOptions,
  mapPanels,
} from "../comparison/mod.ts";
import {
  type Evaluation,
  type EvaluationFrame,
  MEASURE_LIMITS,
} from "../result/mod.ts";
import {
  callText,
  type EvaluatedMethod,
  type ExperimentUnit,
  type MapCache,
  prepareMethods,
  RUN_OPTIONS,
  runExperiment,
  type RunOptions,
  runOptionsOf,
  settingsJson,
} from "../run/mod.ts";
import { type Similarity, similarityIdentity } from "../similarity/mod.ts";

/** What every test of pairs of maps takes. */
export interface PairOptions
  extends EvaluationOptions, KeptMapsOptions, RunOptions {}

/** What {@linkcode PairOptions} must be. */
export const PAIR_OPTIONS: OptionRequirements<PairOptions> = {
  ...EVALUATION_OPTIONS,
  ...RUN_OPTIONS,
  examples: nonNegativeInteger,
};

/** Both maps of every image, by one method. */
export type MapPair = readonly [
  first: readonly Float32Array[],
  second: readonly Float32Array[],
];

/** How the pairs of a test are made and judged. */
export interface PairTest
  extends Pick<EvaluationFrame, "experiment" | "measures" | "limits"> {
  /** The function that users call. */
  readonly call: string;
  /** What the first and the second map of a pair are of. */
  readonly pair: readonly [string, string];
  /** What is said below the maps of an image. */
  readonly captions?: (image: number) => readonly [string, string];
  /** Every option that changes the numbers, for texts. */
  readonly settings: EvaluationFrame["settings"];
  /**
   * Whatever else changes the numbers; `undefined` where it cannot be known, and
   * results are not kept.
   */
  readonly identity: unknown;
  /** What chose all that is random. */
  readonly seeds: readonly number[];
  /** What a reader should know, whatever the method. */
  readonly notes?: readonly string[];
  /** Both maps of all images. */
  readonly maps: (method: EvaluatedMethod, cache: MapCache) => Promise<MapPair>;
  /** The numbers of all pairs, by measure and image. */
  readonly score: (pair: MapPair) => readonly (readonly number[])[];
}

/** A method, with both maps of every image. */
interface PairUnit extends ExperimentUnit {
  readonly method: EvaluatedMethod;
}

/** Runs every method on every image twice, and judges the pairs. */
export async function runPairs(
  model: Model,
  images: Images,
  options: PairOptions,
  test: PairTest,
): Promise<Evaluation> {
  const { experiment, call, pair, measures, settings, limits, seeds } = test;
  const { examples = 1 } = options;
  const { methods, backend, subject } = await prepareMethods(model, images, {
    ...options,
    controls: options.controls ?? controlsOf,
  });
  const panels = mapPanels(images, examples, pair, test.captions);
  return await runExperiment<PairUnit>({
    frame: {
      experiment,
      ...subject,
      measures,
      repeats: { count: 1, name: "repeat" },
      settings,
      limits,
      ...(panels && { panels }),
    },
    settings: settingsJson([
      experiment,
      subject.images.fingerprint,
      measures.map(({ name }) => name),
      settings,
      test.identity,
      panels?.pictures.length ?? 0,
    ]),
    origin: { call: callText(call, subject, settings), backend, seeds },
    units: methods.map((method, m): PairUnit => ({
      labels: { method: method.name },
      key: test.identity === undefined ? undefined : method.key,
      block: { methods: [m, m + 1], ...(panels && { columns: [0, 2] }) },
      method,
    })),
    compute: async ({ method }, { cache }) => {
      const maps = await test.maps(method, cache);
      return {
        values: test.score(maps).flat(),
        ...(panels && {
          maps: maps.map((half) => encodedMaps(half, examples)),
        }),
        notes: [...test.notes ?? [], ...constantNotes(method, maps, pair)],
      };
    },
  }, runOptionsOf(options));
}

/** Which maps are constant, so that their numbers follow from a definition. */
function constantNotes(
  { name }: EvaluatedMethod,
  maps: MapPair,
  pair: PairTest["pair"],
): readonly string[] {
  const where = maps.flatMap((half, i) => {
    const count = constantMaps(half);
    return count === 0 ? [] : [`${count} for the ${pair[i]}`];
  });
  return where.length === 0 ? [] : [
    `Maps of ${name} are constant, so that there is nothing in them to compare: of ${
      maps[0].length
    }, ${where.join(", ")}.`,
  ];
}

/** How pairs are judged by how alike their maps are. */
export function similarityTest(
  similarities: readonly Similarity[],
  { shape: [, height, width] }: Images,
): Pick<PairTest, "measures" | "identity" | "score"> {
  const identities = similarities.map(similarityIdentity);
  return {
    measures: similarities.map(({ name }) => ({
      name,
      meaning: `${name}, of both maps`,
      ...(MEASURE_LIMITS[name] && { note: MEASURE_LIMITS[name].limit }),
    })),
    identity: identities.includes(undefined) ? undefined : identities,
    score: ([first, second]) =>
      comparisonWith(first, [height, width], similarities)(second),
  };
}
