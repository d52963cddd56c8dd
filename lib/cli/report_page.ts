import type { SaliencyMap } from "../aggregation/mod.ts";
import type { BiasGradients } from "../decomposition/mod.ts";
import { formatNumber, htmlPage } from "../display/mod.ts";

/** A page with all figures of an explanation, which opens offline. */
export function reportPage(
  map: SaliencyMap,
  layers: BiasGradients,
): Promise<string> {
  const { inputTerm, biasTerm, residual, relativeToTerms } = layers
    .completeness[0]!;
  return htmlPage(`${map.method} of ${map.images.names[0]}`, [
    { figure: map.figure(), text: map.notes },
    {
      heading: "Layer by layer",
      text: [
        "What every layer's biases add to the output, in their place: red speaks for it, blue against it. The slider steps through the layers.",
      ],
      figure: layers.figure(),
    },
    { heading: "All layers", figure: layers.multiples() },
    {
      heading: "Shares of the output",
      text: [
        `The terms add up to the output: input ${
          formatNumber(inputTerm)
        } + biases ${formatNumber(biasTerm)}, with a residual of ${
          residual.toExponential(1)
        } (${
          relativeToTerms.toExponential(1)
        } of Σ |terms|, the rounding of 32-bit floats).`,
      ],
      figure: layers.shares(),
    },
    {
      heading: "How to read it",
      text: [
        "The terms are exact; the map is a choice. It takes magnitudes and rescales every layer, so that its values do not add up to the output and do not tell for from against.",
        "A map that looks right is no proof that it explains: magnitudes can make maps insensitive to the class and to the weights (Khakzar, Baselizadeh & Navab 2020).",
      ],
    },
  ]);
}
