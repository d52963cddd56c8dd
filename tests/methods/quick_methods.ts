import {
  type AttributionMethod,
  inputGradient,
  METHODS,
  smoothGrad,
  smoothGradSquared,
} from "../../lib/methods/mod.ts";

/** Options with which methods take less time, or show more on small networks. */
const OPTIONS: Readonly<Record<string, object>> = {
  guidedIntegratedGradients: { steps: 3 },
  integratedGradients: { steps: 3 },
  rectGrad: { threshold: { percentile: 70 } },
  rise: { masks: 5 },
  smoothFullGrad: { samples: 3, seed: 4 },
};

const WRAPPED: Readonly<Record<string, AttributionMethod>> = {
  smoothGrad: smoothGrad(inputGradient, { samples: 2 }),
  smoothGradSquared: smoothGradSquared(inputGradient, { samples: 2 }),
};

/**
 * Every method of the table that takes a network of convolutions, as tests run it:
 * a new one enters by itself.
 */
export const QUICK_METHODS: Readonly<Record<string, AttributionMethod>> = Object
  .fromEntries(
    Object.entries(METHODS)
      .filter(([, { needs }]) => !needs.includes("attention"))
      .map(([name, { run }]): [string, AttributionMethod] => [
        name,
        WRAPPED[name] ??
          ((model, images, options) =>
            run(model, images, { ...OPTIONS[name], ...options })),
      ]),
  );
