import type { TermCase } from "./reference.ts";

const PLAIN: TermCase = {
  images: 2,
  size: [5, 7],
  channels: 16,
  factor: "channel",
  magnitude: "absolute",
  rescale: "layer",
};

/** Every option of the term, and channels around the four lanes. */
export const TERM_CASES: readonly TermCase[] = [
  ...[1, 2, 3, 4, 5, 7, 8, 9, 64, 67].map((channels) => ({
    ...PLAIN,
    channels,
  })),
  ...(["scalar", "channel", "neuron"] as const).map((factor) => ({
    ...PLAIN,
    factor,
    channels: 6,
  })),
  ...(["none", "layer", "batch", "channel", "max"] as const)
    .flatMap((rescale) =>
      (["absolute", "positive", "negative", "square"] as const)
        .map((magnitude) => ({
          ...PLAIN,
          channels: 7,
          rescale,
          magnitude,
        }))
    ),
  { ...PLAIN, magnitude: "signed", rescale: "none" },
  { ...PLAIN, magnitude: "signed", rescale: "max", channels: 5 },
  // More pixels than a unit has: channels that leave it few, and an odd rest.
  { ...PLAIN, channels: 4099, size: [3, 3] },
  { ...PLAIN, channels: 4099, size: [3, 3], rescale: "channel" },
  { ...PLAIN, images: 1, size: [1, 1], channels: 1 },
];
