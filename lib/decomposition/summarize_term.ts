import * as tf from "@tensorflow/tfjs";
import { runFused } from "../backend/mod.ts";
import type { TokenGrid } from "../model/mod.ts";
import type { FunctionAt, ReadBack } from "../propagation/mod.ts";
import type { TermSum } from "./completeness.ts";
import { sumPerImage } from "./sum_per_image.ts";
import { productTerm, type SiteTerm, type Term } from "./term.ts";
import { placelessTokens, tokenMaps } from "./token_maps.ts";

/** The maps that are wanted of a term. */
export interface TermMaps {
  /**
   * The maps in words of the backend's fused pass, where it knows them: the
   * magnitudes of the elements, and how they are rescaled before the sum over
   * channels.
   */
  readonly fused?: {
    readonly maps: readonly MagnitudeName[];
    readonly rescale: RescaleName;
    readonly epsilon: number;
  } | undefined;
  /** The same maps, each `[N, h, w]`, of the term itself, `[N, h, w, C]`. */
  readonly of: (product: tf.Tensor4D) => readonly tf.Tensor3D[];
}

/** The magnitudes that the fused pass knows. */
export type MagnitudeName =
  | "absolute"
  | "positive"
  | "negative"
  | "signed"
  | "square";

/** The rescalings that the fused pass knows; `max` is by the greatest |value|. */
export type RescaleName = "none" | "channel" | "layer" | "batch" | "max";

/** What a term comes to. */
export interface TermSummary {
  /** Σ over its elements, per image, `[N]`. */
  readonly sum: tf.Tensor;
  /** Σ of the absolute values, per image, `[N]`. */
  readonly absolute: tf.Tensor;
  /** The maps, `[N, h, w]` each; none of a term without a place in the image. */
  readonly maps: readonly tf.Tensor3D[];
  /** Of tokens: the sums over those that have no place, where there are some. */
  readonly placeless?: PlacelessSums | undefined;
  /** The gradient by the input of the term's function, where it has one. */
  readonly inputGradient?: tf.Tensor | undefined;
}

/** The sums over tokens without a place, per image, `[N]`. */
export interface PlacelessSums extends tf.TensorContainerObject {
  readonly sum: tf.Tensor;
  readonly absolute: tf.Tensor;
}

/** No map. */
export const NO_MAPS: TermMaps = {
  fused: { maps: [], rescale: "none", epsilon: 0 },
  of: () => [],
};

/**
 * Sums a term and draws maps of it. Where the backend can, it is one pass over
 * the gradient, and the term itself is never stored; of a function's term the
 * same pass gives the gradient that goes on.
 */
export function summarizeTerm(term: Term, maps: TermMaps): TermSummary {
  return tf.tidy(() => {
    const compose = () => composeSummary(term, maps);
    const { gradient: g, spatial, grid } = term;
    if (grid !== undefined) return summarizeTokens(term, grid, maps);
    if (maps.fused === undefined || !spatial) return toSummary(compose());
    if (term.function !== undefined && maps.fused.rescale !== "channel") {
      return summarizeFunction(term, term.function, maps);
    }
    const factor = term.factor?.();
    if (factor === undefined || !isPassable(factor, g)) {
      return toSummary(compose());
    }
    const { fused } = maps;
    return toSummary(
      runFused("FullGradBiasTerm", { g, factor }, fused, compose),
    );
  });
}

/** The same of a function's term, with the gradient by the function's input. */
function summarizeFunction(
  term: Term,
  { x, attributes, gradient }: FunctionAt,
  maps: TermMaps,
): TermSummary & tf.TensorContainerObject {
  const { gradient: g } = term;
  const [sum, absolute, inputGradient, ...drawn] = runFused(
    "FullGradActivationTerm",
    { g, x },
    { ...attributes, ...maps.fused },
    () => {
      const { function: _, ...plain } = term;
      const summary = summarizeTerm(plain, maps);
      return [summary.sum, summary.absolute, gradient(g), ...summary.maps];
    },
  );
  return Object.assign(toSummary([sum!, absolute!, ...drawn]), {
    inputGradient,
  });
}

/** The sums of one site's term, to be read back. */
export interface SumTensors extends Pick<SiteTerm, "site" | "spatial"> {
  readonly sum: tf.Tensor;
  readonly absolute: tf.Tensor;
  readonly placeless?: PlacelessSums | undefined;
}

/** The sums of a site's term that were read back. */
export function termSum(
  { site, spatial, sum, absolute, placeless }: ReadBack<SumTensors>,
): TermSum {
  return {
    site,
    spatial,
    sums: [...sum.values],
    absolute: [...absolute.values],
    ...placeless && {
      placeless: {
        sums: [...placeless.sum.values],
        absolute: [...placeless.absolute.values],
      },
    },
  };
}

/** The sums of all tokens, and maps of those that have a place. */
function summarizeTokens(
  term: Term,
  grid: TokenGrid,
  maps: TermMaps,
): TermSummary & tf.TensorContainerObject {
  const { gradient, factor = tf.scalar(1) } = tokenFactors(term, grid);
  const ofTokens = (pick: (values: tf.Tensor) => tf.Tensor4D): Term =>
    productTerm(pick(gradient), () => factor, "maps");
  const placed = summarizeTerm(
    ofTokens((values) => tokenMaps(values, grid)),
    maps,
  );
  if (grid.placeless.length === 0) return { ...placed, maps: [...placed.maps] };
  const { sum, absolute } = summarizeTerm(
    ofTokens((values) => placelessTokens(values, grid)),
    NO_MAPS,
  );
  return {
    sum: tf.add(placed.sum, sum),
    absolute: tf.add(placed.absolute, absolute),
    maps: [...placed.maps],
    placeless: { sum, absolute },
  };
}

/**
 * A term of tokens as gradient and factor, where that is a number or one per
 * channel: such tokens are picked before they are multiplied.
 */
function tokenFactors(
  { gradient, factor, product }: Term,
  { height, width, index }: TokenGrid,
): { readonly gradient: tf.Tensor; readonly factor?: tf.Tensor } {
  if (factor === undefined) return { gradient: product() };
  const values = factor();
  if (values.size === 1) return { gradient, factor: tf.reshape(values, []) };
  const channels = gradient.shape.at(-1)!;
  const isPerChannel = values.size === channels &&
    values.shape.at(-1) === channels && gradient.rank === 3 &&
    index.length === height * width;
  return isPerChannel
    ? { gradient, factor: tf.reshape(values, [channels]) }
    : { gradient: tf.mul(gradient, values) };
}

function composeSummary(term: Term, maps: TermMaps): readonly tf.Tensor[] {
  const product = term.product();
  return [
    sumPerImage(product),
    sumPerImage(tf.abs(product)),
    ...(term.spatial ? maps.of(product as tf.Tensor4D) : []),
  ];
}

function toSummary(
  [sum, absolute, ...maps]: readonly tf.Tensor[],
): TermSummary & tf.TensorContainerObject {
  return {
    sum: sum!,
    absolute: absolute!,
    maps: maps as tf.Tensor3D[],
  };
}

/** A factor that the fused pass takes: one number, one per channel, or all. */
function isPassable(factor: tf.Tensor, { shape }: tf.Tensor): boolean {
  return factor.rank === 0 ||
    (factor.rank === 1 && factor.size === shape.at(-1)) ||
    (factor.rank === shape.length &&
      factor.shape.every((length, i) => length === shape[i]));
}
