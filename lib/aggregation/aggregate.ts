import * as tf from "@tensorflow/tfjs";
import {
  type BiasTerm,
  decompose,
  factorTerm,
  INPUT_SITE,
  NO_MAPS,
  plainTerm,
  type Site,
  summarizeTerm,
  sumsOfTerm,
  type Term,
} from "../decomposition/mod.ts";
import type { Chunk, ChunkResult } from "../propagation/mod.ts";
import { fusedSites } from "./fused_sites.ts";
import { MapAccumulator, rescaleMap } from "./map_accumulator.ts";
import type { AggregationPreset } from "./presets.ts";

/** A site of a term: a bias's, or the input's. */
export type TermSite = Site | typeof INPUT_SITE;

/** Which terms enter a map: all of those that it says true for. */
export type TermFilter = (site: TermSite) => boolean;

/** A pass over a chunk that adds up the maps of its full-gradient's terms. */
export function aggregationPass(
  preset: AggregationPreset,
  enters: TermFilter,
): (chunk: Chunk) => ChunkResult {
  return ({ model: { graph }, image, target, classes }) => {
    const [count, height, width] = image.shape;
    const maps = new MapAccumulator(preset.psi, [height, width]);
    const sums: Record<string, tf.Tensor> = {};
    const show = (site: TermSite, term: Term) => {
      const summary = enters(site)
        ? maps.add(term)
        : summarizeTerm(term, NO_MAPS);
      Object.assign(sums, sumsOfTerm(site, summary));
    };
    const visit = preset.fusesBatchNorm
      ? fusing(fusedSites(graph), show)
      : eager(show);
    const { logits, value, inputGradient } = decompose(
      graph,
      image,
      target,
      classes,
      visit,
    );
    show(INPUT_SITE, factorTerm(inputGradient, () => tf.clone(image)));
    const map = maps.map(count);
    return {
      logits,
      value,
      tensors: { ...sums, map: preset.rescalesMap ? rescaleMap(map) : map },
    };
  };
}

type Show = (site: TermSite, term: Term) => void;

function eager(show: Show): (term: BiasTerm) => void {
  return (term) => show(term.site, term);
}

/** Adds the term of a normalization to that of the layer before it, which comes later. */
function fusing(
  pairs: ReadonlyMap<string, string>,
  show: Show,
): (term: BiasTerm) => void {
  const waiting = new Map<string, tf.Tensor>();
  return (term) => {
    const { site, product } = term;
    const before = pairs.get(site.name);
    if (site.kind === "batchNorm" && before !== undefined) {
      waiting.set(before, product());
      return;
    }
    const later = waiting.get(site.name);
    if (later === undefined) return show(site, term);
    const sum = tf.tidy(() => tf.add(product(), later));
    show(site, plainTerm(sum));
    [sum, later].forEach((tensor) => tensor.dispose());
  };
}
