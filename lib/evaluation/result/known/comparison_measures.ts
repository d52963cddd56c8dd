import type { KnownMeasures } from "./known_measure.ts";

const LOCALIZATION = {
  better: "higher",
  limit: "a map can be right and beside the object",
  limits: [
    "Where a network looks and where the object is are two things: a map can be right and beside the object, and an edge detector on it.",
  ],
} as const;

const PARTS = {
  better: "higher",
  source: "Hesse et al. 2023",
  limit: "read beside the random map, whose sums are the parts' sizes",
  limits: [
    "An object without a part is like none of the training images: what a part is worth is what the network makes of that.",
    "Where large parts are worth more, any positive map does well: the random map, whose sums are the sizes, says how well (after Hesse et al. 2023).",
  ],
} as const;

/** Of maps beside what is known, and beside other maps. */
export const COMPARISON_MEASURES: KnownMeasures = {
  "pointing game": {
    ...LOCALIZATION,
    meaning: "share of maps whose maximum is on the object",
    source: "Zhang et al. 2018",
    limits: [
      ...LOCALIZATION.limits,
      "One pixel decides, and the larger the object, the more often a random one hits it.",
    ],
  },
  "relevance mass": {
    ...LOCALIZATION,
    meaning: "share of the positive relevance that is on the object",
    source: "Arras et al. 2022",
  },
  "relevance rank": {
    ...LOCALIZATION,
    meaning: "share of the object among as many most relevant pixels",
    source: "Arras et al. 2022",
  },
  "share that both maps have in common": {
    better: "lower",
    meaning: "share that both maps have in common",
    source: "Khakzar et al. 2022",
    limit: "1: the map knows no class; coarse maps overlap more than fine ones",
    limits: [
      "1 is a map that does not depend on the class. Coarse maps overlap more than fine ones, whatever they explain.",
    ],
  },
  "Σ |map| of the other object over its own": {
    better: "lower",
    meaning: "Σ |map| of the other object over its own",
    source: "Khakzar et al. 2022",
    limit: "1: no preference; the other object may be evidence against a class",
    limits: [
      "1 is a map without a preference. The network may well use the other object, as evidence against a class.",
    ],
  },
  parts: { ...PARTS, meaning: "Spearman over parts, map as it is" },
  "parts, absolute": { ...PARTS, meaning: "Spearman over parts, |map|" },
  "greatest part": {
    ...PARTS,
    meaning: "share of images whose greatest part is worth most",
  },
  "relative rise of the entropy": {
    better: "higher",
    meaning: "(E′ − E) / E, E the entropy of the map's histogram",
    source: "Hedström et al. 2024",
    limit: "not a ranking of methods; noisy maps have no entropy left to gain",
    limits: [
      "That a faithful map becomes more complex as the network forgets is an assumption; a map that is noise before has no entropy left to gain.",
    ],
  },
  Spearman: {
    meaning: "rank correlation of the maps as they are",
    source: "Adebayo et al. 2018",
    limit: "sees order alone",
    limits: [
      "Spearman's correlation sees the order of pixels alone, and the many near 0 count as much as the few that matter.",
    ],
  },
  "Spearman of |map|": {
    meaning: "rank correlation of the magnitudes",
    source: "Adebayo et al. 2018",
    limit: "magnitudes of unrelated maps go together",
    limits: [
      "Magnitudes of unrelated maps go together, as where the image has edges: the correlation of |map| is above that of the maps as they are, and both belong side by side.",
    ],
  },
  SSIM: {
    meaning: "structural similarity",
    source: "Wang et al. 2004",
    limit: "depends on window and range",
    limits: [
      "SSIM depends on its window and on how maps are scaled; large empty parts of two maps are alike and raise it.",
    ],
  },
  HOG: {
    meaning: "correlation of histograms of oriented gradients",
    source: "Dalal & Triggs 2005",
    limit: "depends on the cells",
    limits: [
      "HOG sees edges alone, and maps that follow the image's edges are alike in it whatever they explain.",
    ],
  },
};
