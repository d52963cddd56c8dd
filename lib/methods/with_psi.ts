import type { AggregationPreset, Psi } from "../aggregation/mod.ts";

/**
 * The preset with another psi in its place, where one is given.
 *
 * @throws {TypeError} If `psi` is not made by `chain`.
 */
export function withPsi(
  preset: AggregationPreset,
  psi: Psi | undefined,
): AggregationPreset {
  if (psi === undefined) return preset;
  if (psi !== null && typeof psi === "object" && "magnitude" in psi) {
    return {
      ...preset,
      psi,
      sumsSamples: false,
    };
  }
  throw new TypeError(
    `Cannot aggregate as psi must be made by chain(): current value is ${
      JSON.stringify(psi)
    }`,
  );
}
