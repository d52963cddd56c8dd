import type { SaliencyMap } from "../aggregation/mod.ts";
import type { StartedBackend } from "../backend/mod.ts";
import type {
  BiasGradients,
  Completeness,
  LayerTerm,
} from "../decomposition/mod.ts";
import { formatNumber, htmlPage } from "../display/mod.ts";
import { mostProbable } from "../propagation/mod.ts";
import { inFlags } from "./in_flags.ts";

/** The numbers of an explanation, for a person. */
export function reportText(
  map: SaliencyMap,
  layerMaps: BiasGradients,
  backend: StartedBackend,
): string {
  const { layers, target, logits } = layerMaps;
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
    `map           ${map.method}`,
    ...ownSum(map).map((sum) => `completeness  ${sum}`),
    ...map.notes.map((note) => `note          ${inFlags(note)}`),
    "",
    isFullGrad(map)
      ? "The full-gradient's terms:"
      : `The full-gradient's terms, whatever the map: ${termSum(layerMaps)}`,
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
    preprocessing: map.images.preprocessing,
    backend: map.backend,
    target: {
      label: target.label,
      ...targetClass(map, layers),
      value: target.values[0],
    },
    predictions: mostProbable(map, 0),
    logits: [...layers.logits.values],
    fullGradient: {
      completeness: layers.completeness[0],
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
    },
    map: {
      method: map.method,
      settings: map.settings,
      shape: map.shape.slice(1),
      values: [...map.at(0)],
      completeness: map.completeness?.[0],
      conserved: map.conserved?.[0],
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

/** Whether the map is made of the very terms that are reported. */
function isFullGrad({ method }: SaliencyMap): boolean {
  return method === "FullGrad";
}

/** The sum of the full-gradient's terms, in words. */
function termSum({ completeness }: BiasGradients): string {
  const { inputTerm, biasTerm } = completeness[0]!;
  return `input ${formatNumber(inputTerm)} + biases ${
    formatNumber(biasTerm)
  }, ${residualOf(completeness[0]!)}`;
}

/** What the map itself adds up to, in words, where its method has a sum. */
function ownSum(
  { completeness, conserved, terms, target }: SaliencyMap,
): readonly string[] {
  const own = completeness?.[0];
  const [first, second] = terms === undefined
    ? ["attributions", `${target.label} of the baseline`]
    : ["input", "biases"];
  return [
    ...(own === undefined ? [] : [
      `${first} ${formatNumber(own.inputTerm)} + ${second} ${
        formatNumber(own.biasTerm)
      }, ${residualOf(own)}`,
    ]),
    ...(conserved === undefined ? [] : [
      `${percent(conserved[0]!, false)} of the output arrives at the pixels`,
    ]),
  ];
}

function residualOf({ residual, relativeToTerms }: Completeness): string {
  return `residual ${formatNumber(residual)} = ${
    formatNumber(relativeToTerms)
  } of Σ |terms|`;
}

/** A page with all figures of an explanation, which opens offline. */
export function reportPage(
  map: SaliencyMap,
  layers: BiasGradients,
): Promise<string> {
  const own = isFullGrad(map)
    ? []
    : ownSum(map).map((sum) => `Completeness of the map: ${sum}.`);
  return htmlPage(`${map.method} of ${map.images.names[0]}`, [
    { figure: map.figure(), text: [...own, ...map.notes] },
    {
      heading: "The full-gradient, layer by layer",
      text: [
        "What every layer's biases add to the output, in their place: red speaks for it, blue against it. The slider steps through the layers.",
        ...(isFullGrad(map) ? [] : [
          `These terms are the same whatever the map: that of ${map.method} is not made of them.`,
        ]),
      ],
      figure: layers.figure(),
    },
    { heading: "The full-gradient, all layers", figure: layers.multiples() },
    {
      heading: "The full-gradient, shares of the output",
      text: [
        `Its terms add up to the output but for the rounding of 32-bit floats: ${
          termSum(layers)
        }.`,
      ],
      figure: layers.shares(),
    },
    { heading: "How to read it", text: howToRead(map) },
  ]);
}

/** What a reader should beware of, as far as it is true of the method. */
function howToRead({ method, settings, signed }: SaliencyMap): string[] {
  const noProof = "A map that looks right is no proof that it explains";
  if (typeof settings.psi !== "string") {
    return [
      `The full-gradient's terms are exact; the map is ${method}'s and not made of them.`,
      `${noProof}.`,
    ];
  }
  const exact = "The full-gradient's terms are exact; the map is a choice.";
  if (signed) return [exact, `${noProof}.`];
  const rescales = settings.psi.includes("rescale(");
  return [
    `${exact} It takes magnitudes${
      rescales ? " and rescales them" : ""
    }, so that its values do not add up to the output and do not tell for from against.`,
    `${noProof}: magnitudes can make maps insensitive to the class and to the weights (Khakzar, Baselizadeh & Navab 2020).`,
  ];
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
  const text = `${(100 * share).toFixed(2).replace("-", "−")} %`;
  return sign && share > 0 ? `+${text}` : text;
}
