import {
  type Completeness,
  TERM_SUM,
  type TermSum,
} from "../decomposition/mod.ts";
import {
  either,
  finite,
  flag,
  isRecord,
  number,
  objectWith,
  type Requirement,
  text,
} from "../options/mod.ts";
import {
  anyListOf,
  EXPLAINED,
  type Explained,
  NUMERIC_ARRAY,
  type NumericArray,
  optional,
  readSaved,
} from "../propagation/mod.ts";
import {
  absolute,
  type Magnitude,
  negative,
  positive,
  signed,
  square,
} from "./magnitude.ts";

/** What a map is made of, where a method attributes to every input value. */
export interface Attributions extends NumericArray {
  /** The map is the sum over channels of this of `values`, `[N, H, W, C]`. */
  readonly magnitude: Magnitude;
}

/** Everything that a method found, as plain data. */
export interface SaliencyData extends Explained {
  /** Name of the method, such as `FullGrad`. */
  readonly method: string;
  /** The maps, `[N, H, W]`. */
  readonly values: Float32Array;
  /** Whether values can be negative: for and against the output. */
  readonly signed: boolean;
  /** Every option that changes the values, as it was used. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The sums of the terms behind the map, where the method decomposes. */
  readonly terms?: readonly TermSum[] | undefined;
  /** How nearly these terms add up to the output, per image. */
  readonly completeness?: readonly Completeness[] | undefined;
  /** What every value of the input got, with its sign. */
  readonly attributions?: Attributions | undefined;
  /** The map in the size of the layer that it is of, before resizing, `[N, h, w]`. */
  readonly layerMap?: NumericArray | undefined;
  /**
   * What share of the output's relevance arrives at the pixels, per image, where
   * a method hands relevance on.
   */
  readonly conserved?: readonly number[] | undefined;
  /** Why a map may be 0 everywhere: one reason, or one per image. */
  readonly whyEmpty?: string | readonly string[] | undefined;
}

/** What saved maps call their form. */
export const SALIENCY_FORMAT = "fullgrad saliency map 1";

/**
 * The data in a text or in parsed JSON, every field of it checked.
 *
 * @throws {SyntaxError} If it is not of this form.
 */
export function readSaliencyData(json: string | object): SaliencyData {
  const what = "a saliency map";
  const saved = readSaved(json, what, SALIENCY_FORMAT, FIELDS);
  const data = saved as unknown as SaliencyData;
  const [count, height, width, channels] = data.images.shape;
  const perImage: readonly (readonly [string, ArrayLike<unknown>, number])[] = [
    ["values", data.values, count * height * width],
    ["target.values", data.target.values, count],
    ...(data.terms ?? []).flatMap(({ sums, absolute }) => [
      ["terms", sums, count] as const,
      ["terms", absolute, count] as const,
    ]),
    ...[
      ["completeness", data.completeness] as const,
      ["conserved", data.conserved] as const,
    ].flatMap(([name, list]) => list ? [[name, list, count] as const] : []),
    ...data.attributions
      ? [
        [
          "attributions",
          data.attributions.values,
          count * height * width * channels,
        ] as const,
      ]
      : [],
  ];
  for (const [name, list, length] of perImage) {
    if (list.length === length) continue;
    throw new SyntaxError(
      `Cannot read ${what} as ${name} must have ${length} entries for ${count} images: current number is ${list.length}`,
    );
  }
  const { attributions, ...rest } = data;
  return attributions === undefined
    ? rest
    : { ...rest, attributions: withMagnitude(attributions) };
}

/** Attributions whose magnitude was saved as its name. */
function withMagnitude(saved: Attributions): Attributions {
  const { name, signed: isSigned } = saved.magnitude;
  const known = [absolute, positive, negative, signed, square]
    .find((magnitude) => magnitude.name === name);
  const magnitude: Magnitude = known ?? {
    stage: "magnitude",
    name,
    signed: isSigned,
    of: () => {
      throw new TypeError(
        `Cannot take the magnitude "${name}" as its function must be at hand: it was read from a file, which has its name only`,
      );
    },
  };
  return { ...saved, magnitude };
}

const anyNumber = number("a number", () => true);

const COMPLETENESS = objectWith("completeness", {
  output: finite,
  inputTerm: finite,
  biasTerm: finite,
  residual: finite,
  relativeToOutput: anyNumber,
  relativeToTerms: anyNumber,
  implicitTerm: anyNumber,
  explicitResidual: anyNumber,
  explicitRelativeToTerms: anyNumber,
});

const FIELDS: Readonly<Record<keyof SaliencyData, Requirement>> = {
  ...EXPLAINED,
  method: text,
  values: {
    expected: "a Float32Array",
    isType: (value) => value instanceof Float32Array,
  },
  signed: flag,
  settings: { expected: "an object", isType: isRecord },
  terms: optional(anyListOf(TERM_SUM)),
  completeness: optional(anyListOf(COMPLETENESS)),
  attributions: optional({
    expected: "numbers with their shape and magnitude",
    isType: (value) =>
      NUMERIC_ARRAY.isType(value) &&
      objectWith("", {
        magnitude: objectWith("", { name: text, signed: flag }),
      }).isType(value),
  }),
  layerMap: optional(NUMERIC_ARRAY),
  conserved: optional(anyListOf(anyNumber)),
  whyEmpty: optional(either(text, anyListOf(text))),
};
