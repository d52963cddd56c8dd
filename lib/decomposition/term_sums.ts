import type * as tf from "@tensorflow/tfjs";
import type { LayerGraph } from "../model/mod.ts";
import type { NumericArray } from "../propagation/mod.ts";
import { INPUT_SITE, type TermSum } from "./completeness.ts";
import { TARGET_SITE } from "./decompose.ts";
import { siteKey } from "./site_key.ts";
import { sitesOf } from "./sites.ts";
import type { TermSummary } from "./summarize_term.ts";

/** The sums of a term, by name: for {@linkcode termSums} to find again. */
export function sumsOfTerm(
  site: TermSum["site"],
  { sum, absolute }: TermSummary,
): Record<string, tf.Tensor> {
  return {
    [`sum/${siteKey(site)}`]: sum,
    [`absolute/${siteKey(site)}`]: absolute,
  };
}

/** The sums that {@linkcode sumsOfTerm} left in `arrays`, in forward order. */
export function termSums(
  graph: LayerGraph,
  arrays: Readonly<Record<string, NumericArray>>,
): readonly TermSum[] {
  const ranks = new Map(
    graph.nodes.map(({ name, shape }) => [name, shape.length]),
  );
  const sites = [INPUT_SITE, ...sitesOf(graph), TARGET_SITE];
  return sites.flatMap((site) => {
    const sums = arrays[`sum/${siteKey(site)}`];
    if (sums === undefined) return [];
    return [{
      site,
      sums: [...sums.values],
      absolute: [...arrays[`absolute/${siteKey(site)}`]!.values],
      spatial: site.kind === "input" ||
        (site.kind !== "other" && site.kind !== "target" &&
          ranks.get(site.name) === 4),
    }];
  });
}
