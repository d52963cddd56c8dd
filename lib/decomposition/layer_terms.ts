import type { Table } from "../display/mod.ts";
import { objectWith, type Requirement } from "../options/mod.ts";
import {
  anyListOf,
  EXPLAINED,
  type Explained,
  NUMERIC_ARRAY,
  type NumericArray,
  optional,
  readSaved,
} from "../propagation/mod.ts";
import { isBookkeeping } from "./term_notes.ts";
import { TERM_SUM, type TermSum } from "./completeness.ts";

/** The sums and the maps of one term: the input's or a site's. */
export interface LayerMaps extends TermSum {
  /** The signed term summed over channels, `[N, h, w]`; none without a place. */
  readonly signed?: NumericArray | undefined;
  /** The absolute term summed over channels, `[N, h, w]`. */
  readonly magnitude?: NumericArray | undefined;
}

/** One term of the decomposition, layer by layer, with its shares. */
export interface LayerTerm extends LayerMaps {
  /** The term's part of f(x) per image: signed, and all add up to 1 − δ/f. */
  readonly shareOfOutput: readonly number[];
  /** The term's part of Σ |terms| per image, neuron by neuron: 0…1. */
  readonly shareOfTerms: readonly number[];
  /**
   * Whether it lies where the arithmetic puts it and is no evidence, as terms of
   * normalizations, attention, softmax and products.
   */
  readonly bookkeeping: boolean;
}

/** Every layer's bias-gradients, as plain data. */
export interface BiasGradientsData extends Explained {
  /** The input term, then the term of every site in forward order. */
  readonly layers: readonly LayerMaps[];
}

/** The layers' terms with their shares. */
export function layerTerms(
  { layers, target: { values } }: BiasGradientsData,
): readonly LayerTerm[] {
  const totals = values.map((_, i) =>
    layers.reduce((total, { absolute }) => total + absolute[i]!, 0)
  );
  return layers.map((layer) => ({
    ...layer,
    shareOfOutput: layer.sums.map((sum, i) => share(sum, values[i]!)),
    shareOfTerms: layer.absolute.map((sum, i) => share(sum, totals[i]!)),
    bookkeeping: isBookkeeping(layer.site),
  }));
}

/** Every term and its shares, a row an image and layer. */
export function layerTable(data: BiasGradientsData): Table {
  const terms = layerTerms(data);
  return {
    columns: [
      { name: "image", meaning: "position of the image, from 1" },
      { name: "image_name", meaning: "name of the image" },
      { name: "target", meaning: "what is explained" },
      { name: "value", meaning: "its value f(x)" },
      { name: "layer", meaning: "where the term comes from" },
      { name: "kind", meaning: "kind of the layer" },
      { name: "bias", meaning: "explicit or implicit; empty for the input" },
      { name: "sum", meaning: "the term's part of f(x)" },
      { name: "absolute", meaning: "sum of its absolute values" },
      { name: "share_of_output", meaning: "sum / f(x)" },
      { name: "share_of_terms", meaning: "absolute / that of all terms" },
      { name: "spatial", meaning: "whether it has a place in the image" },
      { name: "bookkeeping", meaning: "whether it is no evidence" },
    ],
    rows: data.images.names.flatMap((name, image) =>
      terms.map((term) => [
        image + 1,
        name,
        data.target.descriptions[image]!,
        data.target.values[image]!,
        term.site.name,
        term.site.kind,
        "bias" in term.site ? term.site.bias : null,
        term.sums[image]!,
        term.absolute[image]!,
        term.shareOfOutput[image]!,
        term.shareOfTerms[image]!,
        term.spatial,
        term.bookkeeping,
      ])
    ),
  };
}

/** Nothing is no share, of nothing as well. */
function share(part: number, whole: number): number {
  return part === 0 ? 0 : part / whole;
}

/** What saved bias-gradients call their form. */
export const BIAS_FORMAT = "fullgrad bias-gradients 1";

const FIELDS: Readonly<Record<keyof BiasGradientsData, Requirement>> = {
  ...EXPLAINED,
  layers: anyListOf(TERM_SUM),
};

const MAPS = objectWith("maps", {
  signed: optional(NUMERIC_ARRAY),
  magnitude: optional(NUMERIC_ARRAY),
});

/**
 * The data in a text or in parsed JSON, every field of it checked.
 *
 * @throws {SyntaxError} If it is not of this form.
 */
export function readBiasGradients(json: string | object): BiasGradientsData {
  const what = "bias-gradients";
  const saved = readSaved(json, what, BIAS_FORMAT, FIELDS);
  const data = saved as unknown as BiasGradientsData;
  const [count] = data.images.shape;
  const fits = data.layers.every((layer) =>
    layer.sums.length === count && layer.absolute.length === count &&
    MAPS.isType(layer) &&
    [layer.signed, layer.magnitude].every((map) =>
      map === undefined || (map.shape.length === 3 && map.shape[0] === count)
    )
  );
  if (fits && data.target.values.length === count) return data;
  throw new SyntaxError(
    `Cannot read ${what} as target and layers must have a value for each of ${count} images, and maps [${count}, h, w]`,
  );
}
