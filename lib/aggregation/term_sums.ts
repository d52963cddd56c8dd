import {
  INPUT_SITE,
  sitesOf,
  TARGET_SITE,
  type TermSum,
} from "../decomposition/mod.ts";
import type { LayerGraph } from "../model/mod.ts";
import type { NumericArray } from "../propagation/mod.ts";
import type { TermSite } from "./aggregate.ts";

/** The sums that {@linkcode aggregationPass} left in `arrays`, in forward order. */
export function termSums(
  graph: LayerGraph,
  arrays: Readonly<Record<string, NumericArray>>,
): readonly TermSum[] {
  const ranks = new Map(
    graph.nodes.map(({ name, shape }) => [name, shape.length]),
  );
  return [INPUT_SITE, ...sitesOf(graph), TARGET_SITE].flatMap(
    (site: TermSite) => {
      const key = site === INPUT_SITE || site === TARGET_SITE
        ? site.kind
        : `bias/${site.name}`;
      const sums = arrays[`sum/${key}`];
      if (sums === undefined) return [];
      return [{
        site,
        sums: [...sums.values],
        absolute: [...arrays[`absolute/${key}`]!.values],
        spatial: site.kind === "input" ||
          (site.kind !== "other" && ranks.get(site.name) === 4),
      }];
    },
  );
}
