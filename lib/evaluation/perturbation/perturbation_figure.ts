import { curveFigure, type Figure } from "../../display/mod.ts";
import { changeMeasure } from "./change_measure.ts";
import { axisOf, fractionPlaces, placeOf } from "./fraction_axis.ts";
import type { CurveChoice, PerturbationCurves } from "./perturbation_curves.ts";

/** The most texts that fit below a figure. */
const MOST_PLACES = 12;

/** The curves of all methods in one test. */
export function perturbationFigure(
  curves: PerturbationCurves,
  choice: CurveChoice,
): Figure {
  const { name, fractions, fill, axis: what, better } = curves.test(
    choice.test,
  );
  const axis = axisOf(fractions);
  const { meaning } = changeMeasure(choice.measure ?? curves.measure);
  const every = Math.ceil(fractions.length / MOST_PLACES);
  return curveFigure(
    curves.curves(choice).map((curve) => ({
      ...curve,
      x: curve.x.map((fraction) => placeOf(fraction, axis)),
    })),
    {
      title: `${curves.title}: ${name}`,
      subtitle: `${better} is better; filled with ${fill}; dashed: controls`,
      x: `${what}${axis === "log" ? ", logarithmic" : ""}`,
      y: `${meaning}, ${curves.output}`,
      places: fractionPlaces(
        fractions.filter((_, i) => i % every === 0),
        axis,
      ),
      interval: `95 % bootstrap interval over ${curves.images.shape[0]} images`,
    },
  );
}
