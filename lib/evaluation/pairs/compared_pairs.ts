import type { Images } from "../../image/mod.ts";
import { comparisonWith } from "../comparison/mod.ts";
import { type Similarity, similarityIdentity } from "../similarity/mod.ts";
import type { PairTest } from "./run_pairs.ts";

/** How pairs are judged by how alike their maps are. */
export function similarityTest(
  similarities: readonly Similarity[],
  { shape: [, height, width] }: Images,
): Pick<PairTest, "measures" | "identity" | "score"> {
  const identities = similarities.map(similarityIdentity);
  return {
    measures: similarities.map(({ name }) => ({
      name,
      meaning: `${name}, of both maps`,
    })),
    identity: identities.includes(undefined) ? undefined : identities,
    score: ([first, second]) =>
      comparisonWith(first, [height, width], similarities)(second),
  };
}
