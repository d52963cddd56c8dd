import type { KnownMeasures } from "./known_measure.ts";

const ROBUSTNESS = {
  better: "lower",
  limit: "a map that says nothing is the most robust",
  limits: [
    "A map that says nothing is the most robust, and smoothing makes any map more so; where the network itself reacts to the change, a map is right to move: read methods beside the controls and a measure of faithfulness.",
  ],
} as const;

const MOST =
  "The greatest of some neighbors is a lower bound of what it estimates, and grows with their number.";

const RELATIVE = {
  ...ROBUSTNESS,
  source: "Agarwal et al. 2022",
  limit:
    `${ROBUSTNESS.limit}, and division by values near 0 decides the number`,
  limits: [
    ...ROBUSTNESS.limits,
    MOST,
    "Relative stability divides by every single value of the map, the image or the layers, of which a few near 0 (and each 0, where 1e-6 is put) are most of the number.",
  ],
} as const;

const COMPLEXITY = {
  limit: "simple is not faithful: nothing here asks the network",
  limits: [
    "Simple is not faithful: a single pixel drawn at random has the best scores. Read them beside a measure that asks the network.",
  ],
} as const;

/** Of what a map itself is, and how it moves. */
export const MAP_MEASURES: KnownMeasures = {
  "local Lipschitz estimate": {
    ...ROBUSTNESS,
    meaning: "most that a map moves, over how far the image does",
    source: "Alvarez-Melis & Jaakkola 2018",
    limits: [...ROBUSTNESS.limits, MOST],
  },
  "max-sensitivity": {
    ...ROBUSTNESS,
    meaning: "most that a map moves, over its size",
    source: "Yeh et al. 2019",
    limits: [...ROBUSTNESS.limits, MOST],
  },
  "avg-sensitivity": {
    ...ROBUSTNESS,
    meaning: "mean that a map moves, over its size",
    source: "Yeh et al. 2019",
  },
  "relative input stability": {
    ...RELATIVE,
    meaning: "most that a map moves, over how far the image does, in shares",
  },
  "relative output stability": {
    ...RELATIVE,
    meaning: "most that a map moves, in shares, over how far the logits do",
  },
  "relative representation stability": {
    ...RELATIVE,
    meaning: "most that a map moves, over how far the layers do, in shares",
  },
  continuity: {
    ...ROBUSTNESS,
    meaning: "most that a map moves, over how far a translated image does",
    source: "Montavon et al. 2018",
    limits: [
      ...ROBUSTNESS.limits,
      "A map that follows the object as it is translated moves and is right to; what is beyond the edge of a translated image is not in any photo.",
    ],
  },
  consistency: {
    better: "higher",
    meaning: "share of the images explained alike that have the same class",
    source: "Dasgupta et al. 2022",
    limit: "of few images, or few classes, it is mostly chance",
    limits: [
      "What counts as the same explanation is a choice; where all images are explained alike it is the share of the class, which a control has too.",
      "Of few images most have no other that is explained alike, and no number.",
    ],
  },
  sparseness: {
    ...COMPLEXITY,
    better: "higher",
    meaning: "Gini index of the absolute values",
    source: "Chalasani et al. 2020",
  },
  complexity: {
    ...COMPLEXITY,
    better: "lower",
    meaning: "entropy of the absolute values, nats",
    source: "Bhatt et al. 2020",
  },
  "effective complexity": {
    ...COMPLEXITY,
    better: "lower",
    meaning: "pixels above epsilon × the greatest absolute value",
    source: "Nguyen & Rodríguez Martínez 2020",
  },
};
