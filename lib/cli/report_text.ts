import type { SaliencyMap } from "../aggregation/mod.ts";
import type { StartedBackend } from "../backend/mod.ts";
import type { BiasGradients, LayerTerm } from "../decomposition/mod.ts";
import { formatNumber } from "../display/mod.ts";

/** The numbers of an explanation, for a person. */
export function reportText(
  map: SaliencyMap,
  { layers, completeness, target, logits }: BiasGradients,
  backend: StartedBackend,
): string {
  const { inputTerm, biasTerm, residual, relativeToTerms } = completeness[0]!;
  const width = Math.max(...layers.map(({ site }) => site.name.length), 5);
  const notes = map.notes.map((note) => `note          ${note}\n`).join("");
  return `\
model         ${map.model.name}, input ${
    map.images.shape.slice(1).join("×")
  }, ${logits.shape.at(-1)} classes
image         ${map.images.names[0]}
backend       ${backend.reason}
class         ${target.names[0] ?? "–"}
${target.label.padEnd(12)}  ${formatNumber(target.values[0]!)}
completeness  input ${formatNumber(inputTerm)} + biases ${
    formatNumber(biasTerm)
  }, residual ${residual.toExponential(1)} = ${
    relativeToTerms.toExponential(1)
  } of Σ |terms|
${notes}
${"layer".padEnd(width)}  share of ${target.label}  share of Σ |terms|
${layers.map((layer) => line(layer, width, target.label.length)).join("\n")}`;
}

function line(
  { site, shareOfOutput, shareOfTerms }: LayerTerm,
  width: number,
  label: number,
) {
  return `${site.name.padEnd(width)}  ${
    percent(shareOfOutput[0]!, true).padStart(9 + label)
  }  ${percent(shareOfTerms[0]!, false).padStart(18)}`;
}

function percent(share: number, sign: boolean): string {
  const text = `${(100 * share).toFixed(2)} %`;
  return sign && share > 0 ? `+${text}` : text;
}
