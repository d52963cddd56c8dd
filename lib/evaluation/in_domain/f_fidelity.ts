import type { ModelInput } from "../../model/mod.ts";
import {
  type OptionRequirements,
  positiveInteger,
  within,
} from "../../options/mod.ts";
import {
  classProbabilities,
  type Explained,
  explainOutputs,
} from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import { checkEvaluationOptions } from "../comparison/mod.ts";
import { randomPixels } from "../faithfulness/mod.ts";
import {
  growingFractions,
  removalOrder,
  removedCount,
  removedSet,
} from "../perturbation/mod.ts";
import {
  type Evaluation,
  limitsOf,
  type Measure,
  measure,
} from "../result/mod.ts";
import type { RetrainingData } from "../retraining/mod.ts";
import { imageBatches, withoutPixels } from "./image_batches.ts";
import {
  IN_DOMAIN_OPTIONS,
  type InDomainOptions,
} from "./in_domain_options.ts";
import { runInDomain, type TestBlock } from "./run_in_domain.ts";

/** The options of {@linkcode fFidelity}. */
export interface FFidelityOptions extends InDomainOptions {
  /**
   * The sizes of the explanation, as shares of the pixels, growing within (0, 1].
   *
   * @default {[0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9]}
   */
  readonly fractions?: readonly number[];
  /**
   * The share β of an image's pixels that fine-tuning removes; no more are
   * removed on average afterwards.
   *
   * @default {0.1}
   */
  readonly removedShare?: number;
  /**
   * The most that is removed of the pixels of an explanation, α.
   *
   * @default {0.5}
   */
  readonly explanationShare?: number;
  /**
   * How many random subsets of every explanation are removed.
   *
   * @default {50}
   */
  readonly samples?: number;
}

const FRACTIONS = [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9];

/**
 * How much more often a network is wrong when random pixels of what a map calls
 * most salient are removed, and of what it calls least salient, by a network that
 * was fine-tuned on images without random pixels (F-Fidelity).
 *
 * Fine-tuning removes a random share β of the pixels of every image, anew in
 * every epoch, and knows no explanation. Then of the s most salient pixels of N
 * each is removed with probability `min(α, β N / s)`, so that no more are gone
 * than in fine-tuning. With y the label:
 *
 * `FFid+ = 1[f(x) = y] − mean 1[f(x′) = y]`, most salient pixels, higher is
 * better; `FFid−` the same of the least salient ones, lower is better. Beside
 * them are the drops of the probability of y. Removed pixels are 0 after
 * normalization. The formulas, α and β are those of the authors' code.
 *
 * Beside {@linkcode removeAndRetrain}, whose retraining sees the explanation's
 * mask, it is one fine-tuning for all methods. The maps are of the network as it
 * was given, for the label. The weights are put back when it ends. With `folder`,
 * the fine-tuned weights and every finished unit are kept: a run that was killed
 * goes on. (A fine-tuning that was killed starts again.)
 *
 * Source: Zheng et al., "F-Fidelity: A Robust Framework for Faithfulness
 * Evaluation of Explainable AI", ICLR 2025. Known limits: the fine-tuned network
 * is judged, the given one explained; above s = β N / α fewer of an explanation's
 * pixels are removed, so that sizes are not alike; right or wrong is a coarse
 * number of one image.
 *
 * @param model A trained network; its weights are put back.
 * @param data Images to fine-tune on, and images to be judged on, with labels.
 * @param options The methods, the sizes, the fine-tuning, where results go.
 * @returns The numbers, by method, measure, size and image.
 * @throws {RangeError} If an option is not valid or a set is empty.
 * @throws {TypeError} If the sets do not fit each other or the network, or an
 * option does not exist or has another type.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { fFidelity, fineTuner } from "fullgrad/evaluation";
 * import { assert } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const result = await fFidelity(model, {
 *   training: shapesDataset({ seed: 1, size: 8 }),
 *   test: shapesDataset({ seed: 2, size: 2 }),
 * }, {
 *   methods: { FullGrad: fullGrad },
 *   controls: {},
 *   fractions: [0.1, 0.5],
 *   samples: 2,
 *   tuner: fineTuner({ epochs: 1 }),
 * });
 * assert(Math.abs(result.interval("FullGrad", "FFid+").mean) <= 1);
 * ```
 */
export async function fFidelity(
  model: ModelInput,
  data: RetrainingData,
  options: FFidelityOptions,
): Promise<Evaluation> {
  checkEvaluationOptions("remove random pixels", options, OPTIONS);
  const {
    fractions = FRACTIONS,
    removedShare = 0.1,
    explanationShare = 0.5,
    samples = 50,
    seed = 0,
  } = options;
  return await runInDomain(model, data, options, {
    experiment: "F-Fidelity",
    call: "fFidelity",
    axis: {
      name: "fraction",
      meaning: "size of the explanation",
      values: fractions,
      scale: "linear",
      shares: true,
    },
    measures: MEASURES,
    settings: { removedShare, explanationShare, samples },
    limits: limitsOf(MEASURES),
    explains: "original",
    deletion: ([height, width]) => {
      const pixels = height * width;
      const count = removedCount(removedShare, pixels);
      return (random) => randomPixels(pixels, count, random);
    },
    score: async (block) => ({
      values: await fidelities(block, {
        fractions,
        removedShare,
        explanationShare,
        samples,
        seed,
      }),
    }),
  });
}

const OPTIONS: OptionRequirements<FFidelityOptions> = {
  ...IN_DOMAIN_OPTIONS,
  fractions: {
    ...growingFractions,
    expected: "one or more numbers that grow within (0, 1]",
    isValue: (fractions: readonly number[]) =>
      growingFractions.isValue!(fractions as never) && fractions[0]! > 0,
  },
  removedShare: within(0, 1),
  explanationShare: within(0, 1),
  samples: positiveInteger,
};

/** By order, then judged and not. */
const MEASURES: readonly Measure[] = [
  measure("FFid+"),
  measure("FFid−"),
  { name: "drop+", meaning: "drop of the probability of y, most salient" },
  { name: "drop−", meaning: "drop of the probability of y, least salient" },
];

interface FidelitySettings {
  readonly fractions: readonly number[];
  readonly removedShare: number;
  readonly explanationShare: number;
  readonly samples: number;
  readonly seed: number;
}

/** The streams: of ties and of the pixels that are removed. */
const STREAMS = { ties: 1 << 16, removal: 1 << 17 };

const ORDERS = ["most", "least"] as const;

/** The numbers of a block, by measure, size and image. */
async function fidelities(
  block: TestBlock,
  settings: FidelitySettings,
): Promise<readonly number[]> {
  const { fractions } = settings;
  const { images: { shape: [count] } } = block;
  const found: Outcome[][] = [];
  for (let i = 0; i < count; i++) {
    found.push(await ofImage(block, i, settings));
  }
  // Of every image: by order and size.
  return (["wrong", "drop"] as const).flatMap((number) =>
    ORDERS.flatMap((_, order) =>
      fractions.flatMap((_, point) =>
        found.map((outcomes) =>
          outcomes[order * fractions.length + point]![number]
        )
      )
    )
  );
}

/** What removing some pixels of an explanation does. */
interface Outcome {
  readonly wrong: number;
  readonly drop: number;
}

async function ofImage(
  { model, images, labels, maps, start, running }: TestBlock,
  i: number,
  { fractions, removedShare, explanationShare, samples, seed }:
    FidelitySettings,
): Promise<Outcome[]> {
  const [, height, width, channels] = images.shape;
  const [pixels, label] = [height * width, labels[i]!];
  const image = images.values.subarray(
    i * pixels * channels,
    (i + 1) * pixels * channels,
  );
  // All methods, sizes and orders meet the same numbers: they differ by maps.
  const draws = Array.from({ length: samples }, (_, sample) => {
    const random = new Random(seed, start + i, STREAMS.removal + sample);
    return Float64Array.from({ length: pixels }, () => random.between(0, 1));
  });
  const random = new Random(seed, start + i, STREAMS.ties);
  const ascending = removalOrder(maps[i]!, "least", random);
  function* variants(): Generator<Float32Array> {
    yield image;
    for (const order of ORDERS) {
      const ranking = order === "least" ? ascending : ascending.toReversed();
      for (const fraction of fractions) {
        const size = Math.max(1, removedCount(fraction, pixels));
        const explanation = removedSet(ranking, size);
        const share = Math.min(explanationShare, removedShare * pixels / size);
        for (const draw of draws) {
          const removed = explanation.map((inside, pixel) =>
            draw[pixel]! < share ? inside : 0
          );
          yield withoutPixels(image, removed);
        }
      }
    }
  }
  const answers: Answer[] = [];
  for (const batch of imageBatches(variants(), [height, width, channels])) {
    const explained = await explainOutputs(model, batch, running);
    batch.names.forEach((_, k) => answers.push(answerOf(explained, k, label)));
  }
  const [whole, ...changed] = answers;
  return Array.from(
    { length: ORDERS.length * fractions.length },
    (_, k) => {
      const part = changed.slice(k * samples, (k + 1) * samples);
      const mean = (of: (outcome: Answer) => number) =>
        part.reduce((sum, outcome) => sum + of(outcome), 0) / samples;
      return {
        wrong: whole!.right - mean(({ right }) => right),
        drop: whole!.probability - mean(({ probability }) => probability),
      };
    },
  );
}

/** What a network says of an image with a label. */
interface Answer {
  readonly right: number;
  readonly probability: number;
}

function answerOf(explained: Explained, k: number, label: number): Answer {
  const { logits, probabilities } = classProbabilities(explained, k);
  const probability = probabilities[label];
  if (probability === undefined) {
    throw new RangeError(
      `Cannot compute F-Fidelity as the network must tell the classes of the test set apart: it has ${
        logits.length || "none"
      }, and a label is ${label}`,
    );
  }
  const right = logits.indexOf(Math.max(...logits)) === label;
  return { right: right ? 1 : 0, probability };
}
