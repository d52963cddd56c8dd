import type { SaliencyMap } from "../aggregation/mod.ts";
import type { StartedBackend } from "../backend/mod.ts";
import type { BiasGradients, LayerTerm } from "../decomposition/mod.ts";
import { formatNumber, htmlPage } from "../display/mod.ts";
import { mostProbable } from "../propagation/mod.ts";

/** The numbers of an explanation, for a person. */
export function reportText(
  map: SaliencyMap,
  layerMaps: BiasGradients,
  backend: StartedBackend,
): string {
  const { layers, completeness, target, logits } = layerMaps;
  const { inputTerm, biasTerm, residual, relativeToTerms } = completeness[0]!;
  const width = Math.max(...layers.map(({ site }) => site.name.length), 5);
  const outputs = logits.shape.at(-1)!;
  const { name } = targetClass(map, layerMaps);
  const isNumber = isRegressor(map) && target.label === "logit";
  const lines = [
    `model         ${map.model.name}, input ${
      map.images.shape.slice(1).join("×")
    }, ${outputs === 1 ? "1 output" : `${outputs} classes`}`,
    `image         ${map.images.names[0]}`,
    `backend       ${backend.reason}`,
    ...mostProbable(map, 0).map(({ name, probability }, i) =>
      `${i === 0 ? "predicted" : ""}`.padEnd(14) +
      `${percent(probability, false).padStart(8)}  ${name}`
    ),
    ...(name === null ? [] : [`class         ${name}`]),
    `${(isNumber ? "output" : target.label).padEnd(12)}  ${
      formatNumber(target.values[0]!)
    }`,
    `completeness  input ${formatNumber(inputTerm)} + biases ${
      formatNumber(biasTerm)
    }, residual ${residual.toExponential(1)} = ${
      relativeToTerms.toExponential(1)
    } of Σ |terms|`,
    ...map.notes.map((note) => `note          ${note}`),
    "",
    `${"layer".padEnd(width)}  share of ${target.label}  share of Σ |terms|`,
    ...layers.map((layer) => layerLine(layer, width, target.label.length)),
  ];
  return lines.join("\n");
}

/** The numbers of an explanation, for other programs. */
export function reportJson(
  map: SaliencyMap,
  layers: BiasGradients,
): Record<string, unknown> {
  const { target } = layers;
  return {
    model: map.model.name,
    image: map.images.names[0],
    backend: map.backend,
    target: {
      label: target.label,
      ...targetClass(map, layers),
      value: target.values[0],
    },
    predictions: mostProbable(map, 0),
    logits: [...layers.logits.values],
    terms: layers.layers.map((
      {
        site,
        sums,
        absolute,
        shareOfOutput,
        shareOfTerms,
        spatial,
        bookkeeping,
      },
    ) => ({
      site: site.name,
      kind: site.kind,
      ...("bias" in site && { bias: site.bias }),
      sum: sums[0],
      absolute: absolute[0],
      shareOfOutput: shareOfOutput[0],
      shareOfTerms: shareOfTerms[0],
      spatial,
      bookkeeping,
    })),
    completeness: layers.completeness[0],
    map: {
      method: map.method,
      settings: map.settings,
      shape: map.shape.slice(1),
      values: [...map.at(0)],
    },
    notes: map.notes,
  };
}

/** The class that a target is about; a regressor's number is of none. */
function targetClass(
  map: SaliencyMap,
  { target }: BiasGradients,
): Record<string, unknown> {
  if (isRegressor(map)) return { class: null, name: null };
  return { class: target.classes[0] ?? null, name: target.names[0] ?? null };
}

/** Whether the only output is a number, and no class's. */
function isRegressor({ model, logits }: SaliencyMap): boolean {
  return logits.shape.at(-1) === 1 && model.head === undefined;
}

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

function layerLine(
  { site, shareOfOutput, shareOfTerms }: LayerTerm,
  width: number,
  label: number,
): string {
  return `${site.name.padEnd(width)}  ${
    percent(shareOfOutput[0]!, true).padStart(9 + label)
  }  ${percent(shareOfTerms[0]!, false).padStart(18)}`;
}

function percent(share: number, sign: boolean): string {
  const text = `${(100 * share).toFixed(2)} %`;
  return sign && share > 0 ? `+${text}` : text;
}
