import { barFigure, type Figure, formatNumber } from "../../display/mod.ts";
import { changeMeasure } from "./change_measure.ts";
import type { CurveChoice, PerturbationCurves } from "./perturbation_curves.ts";

/** The areas under the curves of one test, the best method first. */
export function areasFigure(
  curves: PerturbationCurves,
  choice: CurveChoice,
): Figure {
  const { name, better } = curves.test(choice.test);
  const { meaning } = changeMeasure(choice.measure ?? curves.measure);
  const bars = curves.methods.map(({ name, control }) => {
    const { mean, low, high } = curves.area(name, choice);
    const interval = `${rounded(low)} to ${rounded(high)}`;
    return {
      name: `${name}${control ? "*" : ""}, ${interval}`,
      value: mean,
      detail: `95 % bootstrap interval ${interval}`,
    };
  }).sort((a, b) => better === "lower" ? a.value - b.value : b.value - a.value);
  return barFigure(bars, {
    title: `${curves.title}, area under the curve: ${name}`,
    subtitle: `${better} is better; means over ${
      curves.images.shape[0]
    } images, with 95 % intervals; * control`,
    meaning: `mean height: ${meaning}`,
    format: "number",
  });
}

/** Three digits: names of bars are short. */
function rounded(value: number): string {
  return formatNumber(Number(value.toPrecision(3)));
}
