import * as tf from "@tensorflow/tfjs";
import {
  constantTerm,
  decompose,
  NO_MAPS,
  placementOfTerm,
  sitesOfNode,
  type SiteTerm,
  summarizeTerm,
  type SumTensors,
  type TermSite,
} from "../decomposition/mod.ts";
import {
  type AnyNode,
  type LayerGraph,
  type NodeKind,
  usersOf,
} from "../model/mod.ts";
import type { Chunk, ChunkResult, RuleTable } from "../propagation/mod.ts";
import { MapAccumulator, rescaleMap } from "./map_accumulator.ts";
import type { AggregationPreset } from "./presets.ts";

/** Which terms enter a map: all of those that it says true for. */
export type TermFilter = (site: TermSite) => boolean;

/** A map, and the sums of all terms of its decomposition, to be read back. */
export interface MapTensors {
  /** `[n, H, W]`. */
  readonly map: tf.Tensor;
  /** The input's sums, then those of the sites in forward order. */
  readonly terms: readonly SumTensors[];
}

/** A pass over a chunk that adds up the maps of its full-gradient's terms. */
export function aggregationPass(
  preset: AggregationPreset,
  enters: TermFilter,
): (chunk: Chunk) => ChunkResult<MapTensors> {
  return (chunk) => {
    const [count, height, width] = chunk.image.shape;
    const maps = new MapAccumulator(preset.psi, [height, width]);
    const sums: SumTensors[] = [];
    const show = (term: SiteTerm) => {
      const { site, spatial } = term;
      const { maps: _, inputGradient, ...own } = enters(site)
        ? maps.add(term)
        : summarizeTerm(term, NO_MAPS);
      sums.push({ site, spatial, ...own });
      return inputGradient;
    };
    const pass = decompose(
      chunk,
      preset.fusesBatchNorm
        ? fusing(fusedSites(chunk.graph, chunk.rules), show)
        : show,
    );
    const map = maps.map(count);
    return {
      ...pass,
      tensors: {
        map: preset.rescalesMap ? rescaleMap(map) : map,
        terms: sums.toReversed(),
      },
    };
  };
}

/**
 * Adds the term of a normalization's bias to that of the layer before it, which
 * comes later; what a rule of its own leaves at either stays a term by itself.
 */
function fusing(
  pairs: ReadonlyMap<string, string>,
  show: (term: SiteTerm) => tf.Tensor | undefined,
): (term: SiteTerm) => tf.Tensor | undefined {
  const waiting = new Map<string, tf.Tensor>();
  return (term) => {
    const { site, product } = term;
    if (!isExplicit(site)) return show(term);
    const before = pairs.get(site.name);
    if (before !== undefined) {
      waiting.set(before, product());
      return undefined;
    }
    const later = waiting.get(site.name);
    if (later === undefined) return show(term);
    const sum = tf.tidy(() => tf.add(product(), later));
    show({ site, ...constantTerm(sum, placementOfTerm(term)) });
    [sum, later].forEach((tensor) => tensor.dispose());
    return undefined;
  };
}

const LINEAR: ReadonlySet<NodeKind> = new Set([
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
  "dense",
]);

function isExplicit(site: TermSite): boolean {
  return site.kind !== "input" && site.bias === "explicit";
}

/**
 * The batch normalizations that are one affine operation with the biased layer
 * before them: name of the normalization to name of that layer.
 *
 * The fused bias is γ (b − μ) / sqrt(var + ε) + β, and its term is the sum of the
 * two separate ones, neuron by neuron.
 */
export function fusedSites(
  graph: LayerGraph,
  rules?: RuleTable,
): ReadonlyMap<string, string> {
  const { nodes } = graph;
  const users = usersOf(graph);
  const hasBias = (node: AnyNode) => sitesOfNode(node, rules).some(isExplicit);
  return new Map(nodes.flatMap((node) => {
    const before = nodes[node.inputs[0] ?? -1];
    return node.kind === "batchNorm" && before !== undefined &&
        LINEAR.has(before.kind) &&
        users[before.id]!.length === 1 && hasBias(before) && hasBias(node)
      ? [[node.name, before.name]]
      : [];
  }));
}
