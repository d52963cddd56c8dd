import { formatNumber } from "../../display/mod.ts";
import { axisOf } from "./fraction_axis.ts";
import type { PerturbationCurves } from "./perturbation_curves.ts";

/** The options, the areas, the notes and the limits in words. */
export function perturbationText(
  curves: PerturbationCurves,
): readonly string[] {
  const settings = Object.entries(curves.settings).map(([name, value]) =>
    `${name} ${value}`
  );
  return [
    `${curves.model.name}, ${curves.images.shape[0]} images. ${
      settings.join(" · ")
    }. Dashed: controls. Bands: 95 % bootstrap intervals over images.`,
    ...curves.tests.map(({ name, better }) => areasOf(curves, name, better)),
    ...curves.notes,
    ...curves.limits,
  ];
}

function areasOf(
  curves: PerturbationCurves,
  test: string,
  better: "lower" | "higher",
): string {
  const areas = curves.methods
    .map(({ name }) => ({ name, ...curves.area(name, { test }) }))
    .sort((a, b) => better === "lower" ? a.mean - b.mean : b.mean - a.mean)
    .map(({ name, mean, low, high }) =>
      `${name} ${formatNumber(mean)} (${formatNumber(low)} to ${
        formatNumber(high)
      })`
    );
  const axis = axisOf(curves.test(test).fractions);
  return `Area under the curve, ${test}, on the ${
    axis === "log" ? "logarithmic" : "linear"
  } axis, ${better} is better: ${areas.join(" · ")}.`;
}
