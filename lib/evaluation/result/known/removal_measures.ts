import type { KnownMeasures } from "./known_measure.ts";

const OUT_OF_DOMAIN =
  "Changed images are like none that the network was trained on, and how it answers them depends on the fill: compare fills, and read a method only against the random control (Hooker et al. 2019).";

const REMOVAL = {
  limit: "changed images are out of domain, and the fill decides much",
  limits: [OUT_OF_DOMAIN],
} as const;

const SINGLE_DELETION = {
  better: "higher",
  source: "Hesse et al. 2024",
  limit: "other network than the one given; single deletions only",
  limits: [
    "The fine-tuned network is judged and explained, which is another one than was given: how much fine-tuning changed it is not measured here.",
    "Patches are deleted one at a time, so that what two of them say together, or say twice, is not seen (Hesse et al. 2024); correlations of few patches are noisy, and only many images tell methods apart.",
  ],
} as const;

const F_FIDELITY = {
  source: "Zheng et al. 2025",
  limit: "the tuned network is judged, not the one explained",
  limits: [
    "The fine-tuned network is judged and the given one explained: they agree as far as fine-tuning left the network as it was (Zheng et al. 2025).",
    "Of large explanations a smaller share of the pixels is removed, so that no image leaves the domain: points of the axis are not alike.",
  ],
} as const;

const ORDERS =
  "A method can be good at the one order and bad at the other: they ask for the pixels that do not matter, and for those that do.";

/** Of what removing pixels does. */
export const REMOVAL_MEASURES: KnownMeasures = {
  "faithfulness estimate": {
    ...REMOVAL,
    better: "higher",
    meaning:
      "correlation of a group's sum and the drop of the output without it",
    source: "Alvarez-Melis & Jaakkola 2018",
  },
  "monotonicity correlation": {
    ...REMOVAL,
    better: "higher",
    meaning:
      "rank correlation of a group's |map| and the squared change without it",
    source: "Nguyen & Rodríguez Martínez 2020",
  },
  monotonicity: {
    ...REMOVAL,
    better: "higher",
    meaning:
      "share of steps in which the output does not fall as groups come back",
    source: "Arya et al. 2019",
    limits: [
      ...REMOVAL.limits,
      "Where pixels speak against the class, no order of absolute values is monotonic, not even that of the terms of a linear network.",
    ],
  },
  correlation: {
    ...REMOVAL,
    better: "higher",
    meaning: "correlation of sums and changes of the output",
    source: "Ancona et al. 2018",
    limit: "random pixels are out of domain, and few sets are noisy",
    limits: [
      "Random sets of single pixels are like nothing in an image, and correlations from few sets are noisy: read a method against the controls.",
    ],
  },
  infidelity: {
    better: "lower",
    meaning: "share of the output's change that is not explained",
    source: "Yeh et al. 2019",
    limit: "smooth maps are favored whatever they say",
    limits: [
      "Smooth maps are favored whatever they say: read a method against the controls.",
    ],
  },
  IROF: {
    ...REMOVAL,
    better: "higher",
    meaning: "area over the curve as superpixels go, the most salient first",
    source: "Rieger & Hansen 2020",
    limits: [
      ...REMOVAL.limits,
      "Superpixels are cut from the image alone: what a map knows below their size is lost, and another segmentation is another number.",
    ],
  },
  SRG: {
    ...REMOVAL,
    better: "higher",
    meaning: "f(x′), least − most salient first",
    source: "Blücher et al. 2024",
    limits: [
      ...REMOVAL.limits,
      "SRG of probabilities over the whole range ranks methods alike across fills, yet where R-OMS is low it ranks answers to images that the network does not know (Blücher et al. 2024); of logits and small shares the fill decides much of its order; it adds up both orders, and hides which of them a method is good at.",
    ],
  },
  "least salient first": {
    ...REMOVAL,
    better: "lower",
    meaning: "|f(x) − f(x′)| / |f(x)|",
    source: "Srinivas & Fleuret 2019",
    limits: [...REMOVAL.limits, ORDERS],
  },
  "most salient first": {
    ...REMOVAL,
    better: "higher",
    meaning: "|f(x) − f(x′)| / |f(x)|",
    source: "Samek et al. 2017",
    limits: [...REMOVAL.limits, ORDERS],
  },
  deletion: {
    ...REMOVAL,
    better: "lower",
    meaning: "f(x′)",
    source: "Petsiuk et al. 2018",
    limits: [
      ...REMOVAL.limits,
      "Deletion rewards pixels that destroy an output without being evidence for it; a random order is the measure of that.",
    ],
  },
  insertion: {
    ...REMOVAL,
    better: "higher",
    meaning: "f(x′)",
    source: "Petsiuk et al. 2018",
    limits: [
      ...REMOVAL.limits,
      "Insertion begins at what the fill leaves of the image, of which a coarse object may be recognized already.",
    ],
  },
  IDSDS: {
    ...SINGLE_DELETION,
    meaning: "Spearman over patches, map as it is",
  },
  "IDSDS, absolute": {
    ...SINGLE_DELETION,
    meaning: "Spearman over patches, |map|",
  },
  "FFid+": {
    ...F_FIDELITY,
    better: "higher",
    meaning: "1[f(x) = y] − mean 1[f(x′) = y], most salient",
  },
  "FFid−": {
    ...F_FIDELITY,
    better: "lower",
    meaning: "1[f(x) = y] − mean 1[f(x′) = y], least salient",
  },
  accuracy: {
    meaning: "accuracy after retraining",
    source: "Hooker et al. 2019",
    limit: "blur alone improves it: compare with the blurred random control",
    limits: [
      "Blurring a map improves its curve whatever the map knows (arXiv 2304.13836): only what beats the blurred random control says something.",
      "The retrained network sees which pixels are gone, and the form of what was removed can tell the class (Rong et al. 2022): it is another network than the one that was explained.",
    ],
  },
};
