import {
  type Figure,
  matrixFigure,
  RESULT_FIGURE,
  type ResultFigureOptions,
  type Table,
} from "../display/mod.ts";
import {
  checkIndex,
  checkOptions,
  nonNegativeInteger,
  objectWith,
  type OptionRequirements,
  positiveInteger,
  text,
} from "../options/mod.ts";
import {
  anyListOf,
  EXPLAINED,
  type Explained,
  NUMERIC_ARRAY,
  type NumericArray,
  readSaved,
} from "../propagation/mod.ts";
import type { TermSite } from "./term.ts";

/** One term of the decomposition, for every class at once. */
export interface ClassTerm {
  /** Where the term comes from. */
  readonly site: TermSite;
  /** The term's part of every logit, per image, `[N, K]`. */
  readonly parts: NumericArray;
}

/**
 * The terms of all classes, as plain data; of a single sigmoid, `logits` has two
 * columns, −f of class 0 and f of class 1.
 */
export interface ClassSharesData extends Explained {
  /** The input term, then the term of every site in forward order. */
  readonly terms: readonly ClassTerm[];
}

/** What saved class shares call their form. */
export const CLASS_FORMAT = "fullgrad class shares 1";

/** The options of the figure of {@linkcode ClassShares}. */
export interface ClassFigureOptions extends ResultFigureOptions {
  /**
   * Which image of the batch.
   *
   * @default {0}
   */
  readonly image?: number;
  /**
   * How many classes are drawn, those with the greatest logits.
   *
   * @default {10}
   */
  readonly classes?: number;
}

const FIGURE_OPTIONS: OptionRequirements<ClassFigureOptions> = {
  ...RESULT_FIGURE,
  image: nonNegativeInteger,
  classes: positiveInteger,
};

/** The parts of the classes with the greatest logits, a row a layer. */
export function classFigure(
  data: ClassSharesData,
  options: ClassFigureOptions,
): Figure {
  checkOptions("draw class shares", options, FIGURE_OPTIONS);
  const { image = 0, classes = 10, ...drawn } = options;
  const { logits, terms, images } = data;
  checkIndex(`draw image ${image}`, image, images.names.length);
  const outputs = rowsOf(logits)[image]!;
  const shown = [...outputs.keys()]
    .sort((a, b) => outputs[b]! - outputs[a]!)
    .slice(0, classes);
  return matrixFigure(
    terms.map(({ parts }) => {
      const row = rowsOf(parts)[image]!;
      return shown.map((index) => row[index]!);
    }),
    {
      title: `${images.names[image]}: what every layer gives to each class`,
      subtitle: shown.length < outputs.length
        ? `${shown.length} of ${outputs.length} classes, those with the greatest logits; a column adds up to the logit`
        : "a column adds up to the logit",
      rows: terms.map(({ site }) => site.name),
      columns: shown.map((index) => nameOf(data, index)),
      meaning: "part of the logit",
      ...drawn,
    },
  );
}

/** Every part and its share of the logit, a row an image, class and layer. */
export function classTable(data: ClassSharesData): Table {
  const { logits, terms, images } = data;
  const parts = terms.map((term) => rowsOf(term.parts));
  return {
    columns: [
      { name: "image", meaning: "position of the image, from 1" },
      { name: "image_name", meaning: "name of the image" },
      { name: "class", meaning: "index of the class" },
      { name: "class_name", meaning: "name of the class" },
      { name: "logit", meaning: "output before softmax or sigmoid" },
      { name: "layer", meaning: "where the term comes from" },
      { name: "kind", meaning: "kind of the layer" },
      { name: "bias", meaning: "explicit or implicit; empty for the input" },
      { name: "part", meaning: "the term's part of the logit" },
      { name: "share", meaning: "part / logit; empty where that is 0" },
    ],
    rows: rowsOf(logits).flatMap((outputs, image) =>
      [...outputs].flatMap((logit, index) =>
        terms.map(({ site }, i) => {
          const part = parts[i]![image]![index]!;
          return [
            image + 1,
            images.names[image]!,
            index,
            nameOf(data, index),
            logit,
            site.name,
            site.kind,
            "bias" in site ? site.bias : null,
            part,
            logit === 0 ? null : part / logit,
          ];
        })
      )
    ),
  };
}

function nameOf({ model }: ClassSharesData, index: number): string {
  return model.classNames?.[index] ?? `class ${index}`;
}

/** The numbers `[N, K]` of every image. */
export function rowsOf(
  { values, shape }: NumericArray,
): readonly Float32Array[] {
  const [count, size] = shape as [number, number];
  return Array.from(
    { length: count },
    (_, i) => values.subarray(i * size, (i + 1) * size),
  );
}

/**
 * The data in a text or in parsed JSON, every field of it checked.
 *
 * @throws {SyntaxError} If it is not of this form.
 */
export function readClassShares(json: string | object): ClassSharesData {
  const what = "class shares";
  const saved = readSaved(json, what, CLASS_FORMAT, {
    ...EXPLAINED,
    terms: anyListOf(objectWith("a term", {
      site: objectWith("a site", { name: text, kind: text }),
      parts: NUMERIC_ARRAY,
    })),
  });
  const data = saved as unknown as ClassSharesData;
  const { shape } = data.logits;
  const fits = shape[0] === data.images.shape[0] && shape.length === 2 &&
    data.terms.every(({ parts }) => String(parts.shape) === String(shape));
  if (fits) return data;
  throw new SyntaxError(
    `Cannot read ${what} as logits and terms must have a value for each image and class: current shapes are ${
      JSON.stringify([shape, ...data.terms.map(({ parts }) => parts.shape)])
    }`,
  );
}
