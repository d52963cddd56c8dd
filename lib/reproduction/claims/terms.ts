import {
  absolute,
  chain,
  noRescale,
  ofChannelSum,
  positive,
  type Psi,
  rescale,
  signed,
} from "../../aggregation/mod.ts";
import { sitesOf, type TermSite } from "../../decomposition/mod.ts";
import {
  type Evaluation,
  type FillName,
  type MethodInput,
  randomLogit,
} from "../../evaluation/mod.ts";
import {
  type AttributionMethod,
  fullGrad,
  sayMadeOf,
} from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Claim, Finding, Series } from "../claim.ts";
import { imageRanges } from "../image_ranges.ts";
import { comparisonSection, intervalCell, standings } from "../page_parts.ts";
import {
  imagesOf,
  REMOVAL_MEASURES,
  removalSeries,
  type Subject,
  SUBJECTS,
} from "./removal_series.ts";

/** FullGrad with a ψ of its own. */
function by(psi: Psi): MethodInput {
  return { run: fullGrad, options: { psi } };
}

/** The default, and what differs from it in one thing or two. */
const PSI: Readonly<Record<string, MethodInput>> = {
  "FullGrad": fullGrad,
  "|·| raw": by(chain(absolute, noRescale)),
  "|Σ| raw": by(chain(ofChannelSum(absolute), noRescale)),
  "+ layer": by(chain(positive, rescale("layer"))),
  "± raw": by(chain(signed, noRescale)),
};

const TASKS: readonly (readonly [Subject, FillName])[] = [
  [SUBJECTS.resnet20, "black"],
  [SUBJECTS.resnet20, "road"],
  [SUBJECTS.mobilenet, "black"],
];

/** How alike the maps for the predicted and another class are. */
function otherClass(subject: Subject): Series {
  const { network, title, images, whole, size } = subject;
  return {
    name: `${network}-other_class`,
    about: `${title}, the map for another class`,
    needs: [network, images],
    unit: "images",
    whole,
    measures: ["Spearman", "Spearman of |map|"],
    slices: async (data, scale) => {
      const model = await data.network(network);
      return imageRanges(scale, size).map(({ name, start, end }) => ({
        name,
        run: async (options) =>
          await randomLogit(
            model,
            await imagesOf(data, images, model, start, end),
            { methods: PSI, seed: start, ...options },
          ),
      }));
    },
  };
}

/** Which post-processing for which task, on real networks. */
export const PSI_BY_TASK: Claim = {
  name: "psi_by_task",
  title: "ψ is chosen by the task",
  paper:
    "Srinivas & Fleuret (NeurIPS 2019, section 4) have no best ψ: the rescaled magnitude is taken for natural images, signed terms without rescaling to tell evidence for one class from that for another.",
  code: "lib/reproduction/claims/terms.ts",
  series: [
    ...TASKS.map(([subject, fill]) => removalSeries(subject, fill, () => PSI)),
    otherClass(SUBJECTS.resnet20),
    otherClass(SUBJECTS.mobilenet),
  ],
  protocol:
    "The same full-gradients, five ψ: `FullGrad` is the default (magnitude, each layer rescaled), `raw` is not rescaled, `|Σ|` sums channels before it takes the magnitude, `+` takes positive terms, `±` signed ones. Tasks: pixels removed as in [the left figure](../left_figure/README.md), and how alike (Spearman) the maps for the predicted class and for another one, drawn at random, are.",
  limits: [
    "Without rescaling the layers with the largest terms decide: in another network these may be others.",
    "A map that is less alike for another class is not by that the better map: 0 is not the goal, both classes look at the same object.",
    "The tasks share their images.",
  ],
  finding: (evaluations) => findingOf(PSI_BY_TASK, evaluations),
};

/** The FullGrad of some of the terms. */
function ofTerms(
  name: string,
  isIn: (site: TermSite) => boolean,
): AttributionMethod {
  const method: AttributionMethod = (model, images, options) =>
    fullGrad(model, images, { ...options, terms: isIn });
  return sayMadeOf(method, { by: "termsOfFullGrad", of: [name] });
}

/** All terms, and parts of them. */
function ablations({ graph }: Model): Readonly<Record<string, MethodInput>> {
  const names = sitesOf(graph).map(({ name }) => name);
  const early = new Set(names.slice(0, Math.ceil(names.length / 2)));
  const isBias = ({ kind }: TermSite) => kind !== "input";
  return {
    "FullGrad": fullGrad,
    "Input term": ofTerms("input", (site) => !isBias(site)),
    "Bias terms": ofTerms("bias", isBias),
    "Bias terms, first half": ofTerms(
      "bias, first half",
      (site) => isBias(site) && early.has(site.name),
    ),
    "Bias terms, second half": ofTerms(
      "bias, second half",
      (site) => isBias(site) && !early.has(site.name),
    ),
  };
}

/** What of FullGrad's map its bias terms are worth. */
export const BIAS_ABLATION: Claim = {
  name: "bias_ablation",
  title: "What the bias terms are worth",
  paper:
    "The full-gradient has an input term and the bias terms of all layers (Srinivas & Fleuret, NeurIPS 2019, equation 2); the paper does not take them apart, later papers ask how much biases matter.",
  code: "lib/reproduction/claims/terms.ts",
  series: TASKS.map(([subject, fill]) =>
    removalSeries(subject, fill, ablations)
  ),
  protocol:
    "FullGrad's map of all terms, of the input term alone, of the bias terms alone, and of those of the first or second half of the layers with biases, in forward order. Pixels are removed as in [the left figure](../left_figure/README.md).",
  limits: [
    "An area says what a map's ranking of pixels does to the output under one fill: not that a term is evidence.",
    "A map of late layers is smoother than one of early layers: what smoothness alone gains is not taken away here.",
  ],
  finding: (evaluations) => findingOf(BIAS_ABLATION, evaluations),
};

/** How alike the maps of two classes are, for which neither end is better. */
function alikeWords(
  { series: { about, measures }, evaluation }: {
    readonly series: Series;
    readonly evaluation: Evaluation;
  },
): string {
  const measure = measures[0]!;
  const means = evaluation.data.methods.map(({ name }) =>
    `${name} ${intervalCell(evaluation.interval(name, measure))}`
  );
  return `${about}, ${measure}, n = ${evaluation.data.images.names.length}: ${
    means.join("; ")
  }.`;
}

function findingOf(
  claim: Claim,
  evaluations: ReadonlyMap<string, Evaluation>,
): Finding {
  const parts = claim.series.flatMap((series) => {
    const evaluation = evaluations.get(series.name);
    return evaluation === undefined ? [] : [{ series, evaluation }];
  });
  const isRemoval = ({ series }: typeof parts[number]) =>
    series.measures === REMOVAL_MEASURES;
  return {
    summary: [
      standings(
        "FullGrad",
        parts.filter(isRemoval).flatMap(({ series, evaluation }) =>
          REMOVAL_MEASURES.map((measure) => ({
            title: `${series.about}, ${measure}`,
            evaluation,
            measure,
          }))
        ),
      ),
      ...parts.filter((part) => !isRemoval(part)).map(alikeWords),
    ].join("\n\n"),
    body: parts.map(({ series, evaluation }) =>
      comparisonSection(series.about, evaluation, series.measures)
    ).join("\n\n"),
    figures: {},
  };
}
