import { type Dataset, subset } from "../../data/mod.ts";
import {
  type Evaluation,
  fFidelity,
  fineTuner,
  inDomainDeletion,
  type InDomainOptions,
  type RetrainingData,
} from "../../evaluation/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Claim, Finding, Series } from "../claim.ts";
import type { NetworkName } from "../data_folder.ts";
import { imageRanges } from "../image_ranges.ts";
import { comparisonSection, standings } from "../page_parts.ts";
import { RANKING_METHODS } from "./methods.ts";

/** Images that the fine-tuning sees: the authors' has 30 epochs of all. */
const TUNING = 2000;

const EPOCHS = 3;

/** Test images of a slice. */
const SIZE = 100;

interface Test {
  readonly name: string;
  readonly title: string;
  readonly measures: readonly string[];
  readonly run: (
    model: Model,
    data: RetrainingData,
    options: InDomainOptions,
  ) => Promise<Evaluation>;
}

const IDSDS: Test = {
  name: "idsds",
  title: "IDSDS",
  measures: ["IDSDS"],
  run: inDomainDeletion,
};

export const F_FIDELITY: Test = {
  name: "f_fidelity",
  title: "F-Fidelity",
  measures: ["FFid+", "FFid−"],
  run: (model, data, options) =>
    fFidelity(model, data, {
      ...options,
      fractions: [0.1, 0.3, 0.5],
      samples: 20,
    }),
};

const TESTS = [IDSDS, F_FIDELITY];

const NETWORKS: readonly (readonly [NetworkName, string])[] = [
  ["cifarVgg9", "VGG-9, an eighth"],
  ["resnet20", "ResNet-20"],
];

function seriesOf(
  [network, title]: (typeof NETWORKS)[number],
  test: Test,
): Series {
  return {
    name: `${network}-${test.name}`,
    about: `${test.title} of ${title}`,
    needs: [network, "cifarTraining", "cifarTest"],
    unit: "images",
    whole: 2000,
    measures: test.measures,
    slices: async (data, scale) => {
      const model = await data.network(network);
      const training = part(await data.cifar("cifarTraining"), 0, TUNING);
      const images = await data.cifar("cifarTest");
      return imageRanges(scale, SIZE).map(({ name, start, end }) => ({
        name,
        start,
        run: (options) =>
          test.run(model, { training, test: part(images, start, end) }, {
            methods: RANKING_METHODS,
            tuner: fineTuner({
              epochs: EPOCHS,
              schedule: { kind: "cosine", rate: 1e-3 },
            }),
            // What is removed is drawn anew in every slice, the network is one.
            seed: start,
            tuningSeed: 0,
            ...options,
          }),
      }));
    },
  };
}

function part(dataset: Dataset, start: number, end: number): Dataset {
  return subset(
    dataset,
    Array.from({ length: end - start }, (_, i) => start + i),
  );
}

/** Removal by networks that know what removal looks like: no FullGrad row is published. */
export const IN_DOMAIN: Claim = {
  name: "in_domain",
  title: "FullGrad where removal is in the network's domain",
  paper:
    "Neither the paper of IDSDS (Hesse et al., NeurIPS 2024) nor that of F-Fidelity (Zheng et al., ICLR 2025) has a row of FullGrad. These are first ones.",
  code: "lib/reproduction/claims/in_domain.ts",
  series: NETWORKS.flatMap((network) =>
    TESTS.map((test) => seriesOf(network, test))
  ),
  protocol:
    `Each network is fine-tuned for ${EPOCHS} epochs on the first ${TUNING} training images (SGD from 1e-3 along a cosine, momentum 0.9, weight decay 1e-4), seed 0: for IDSDS with one of 16 patches deleted in half of the images, for F-Fidelity without a random 10 % of the pixels. IDSDS explains the fine-tuned network for the label's logit: Spearman over the patches between the map's sum and the drop when that patch alone is deleted; maps are summed as they are. F-Fidelity explains the network as it was, judges by the fine-tuned one: the area over sizes of 10, 30 and 50 % of how much more often it is wrong without random pixels of the most salient ones (FFid+, higher is better) and of the least salient ones (FFid−, lower is better), 20 draws.`,
  limits: [
    "The authors fine-tune on all of ImageNet for 30 epochs: these fine-tunings are short, and how far a deletion is in the domain after them is not measured.",
    "Maps are magnitudes, as is their default, but for the signed FullGrad (signed terms, not rescaled): a magnitude cannot rank patches that speak against the class.",
    "Of sixteen patches of 8×8 pixels, one image says little.",
  ],
  finding,
};

function finding(evaluations: ReadonlyMap<string, Evaluation>): Finding {
  const parts = NETWORKS.flatMap(([network, title]) =>
    TESTS.flatMap((test) => {
      const evaluation = evaluations.get(`${network}-${test.name}`);
      return evaluation === undefined ? [] : [{ title, test, evaluation }];
    })
  );
  return {
    summary: standings(
      "FullGrad",
      parts.flatMap(({ title, test, evaluation }) =>
        test.measures.map((measure) => ({
          title: `${title}, ${measure}`,
          evaluation,
          measure,
        }))
      ),
    ),
    body: parts.map(({ title, test, evaluation }) =>
      comparisonSection(
        `${test.title} of ${title}`,
        evaluation,
        test.measures,
      )
    ).join("\n\n"),
    figures: {},
  };
}
