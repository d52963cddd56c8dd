import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Images } from "../../image/mod.ts";
import {
  constantMaps,
  type Contestant,
  type EvaluationOptions,
  Work,
} from "../comparison/mod.ts";
import type { MethodScore } from "./pair_scores.ts";

/** Both maps of every image, by one method. */
export type MapPair = readonly [first: SaliencyMap, second: SaliencyMap];

/** How the pairs of a test are made and judged. */
export interface PairTest {
  /** Words for the progress bar. */
  readonly label: string;
  readonly images: Images;
  readonly contestants: readonly Contestant[];
  /** Of how many images the maps are kept. */
  readonly examples: number;
  /** The first maps of all images. */
  readonly first: (contestant: Contestant) => Promise<SaliencyMap>;
  /** The second maps of all images. */
  readonly second: (contestant: Contestant) => Promise<SaliencyMap>;
  /** The numbers of a pair, by measure and image. */
  readonly score: (maps: MapPair) => Record<string, number[]>;
}

/** Runs every method on every image twice, and judges the pairs. */
export async function scorePairs(
  { label, images, contestants, examples, first, second, score }: PairTest,
  options: Pick<EvaluationOptions, "signal" | "onProgress">,
): Promise<readonly MethodScore[]> {
  const [, height, width] = images.shape;
  const kept = ({ values }: SaliencyMap) =>
    values.slice(0, examples * height * width);
  using work = new Work(label, 2 * contestants.length, options);
  const before: SaliencyMap[] = [];
  for (const contestant of contestants) {
    before.push(await first(contestant));
    await work.advance();
  }
  const scores: MethodScore[] = [];
  for (const [i, contestant] of contestants.entries()) {
    const pair = [before[i]!, await second(contestant)] as const;
    scores.push({
      name: contestant.name,
      control: contestant.control,
      method: pair[0].method,
      signed: pair[0].signed,
      settings: pair[0].settings,
      values: score(pair),
      examples: [kept(pair[0]), kept(pair[1])],
      constantMaps: [constantMaps(pair[0]), constantMaps(pair[1])],
    });
    await work.advance();
  }
  return scores;
}
