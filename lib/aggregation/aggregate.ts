import * as tf from "@tensorflow/tfjs";
import {
  type BiasTerm,
  decompose,
  INPUT_SITE,
  type Site,
  sumsOfTerm,
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
    const show = (site: TermSite, product: tf.Tensor) => {
      Object.assign(sums, sumsOfTerm(site, product));
      if (enters(site)) maps.add(product);
      product.dispose();
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
    show(INPUT_SITE, tf.mul(inputGradient, image));
    const map = maps.map(count);
    return {
      logits,
      value,
      tensors: { ...sums, map: preset.rescalesMap ? rescaleMap(map) : map },
    };
  };
}

type Show = (site: TermSite, product: tf.Tensor) => void;

function eager(show: Show): (term: BiasTerm) => void {
  return ({ site, product }) => show(site, product());
}

/** Adds the term of a normalization to that of the layer before it, which comes later. */
function fusing(
  pairs: ReadonlyMap<string, string>,
  show: Show,
): (term: BiasTerm) => void {
  const waiting = new Map<string, tf.Tensor>();
  return ({ site, product }) => {
    const before = pairs.get(site.name);
    if (site.kind === "batchNorm" && before !== undefined) {
      waiting.set(before, product());
      return;
    }
    const later = waiting.get(site.name);
    show(site, later ? tf.tidy(() => tf.add(product(), later)) : product());
    later?.dispose();
  };
}
