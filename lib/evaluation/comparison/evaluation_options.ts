import type { AttributionMethod } from "../../methods/mod.ts";
import type { Similarity } from "../similarity/mod.ts";

/** The options of everything that runs several methods. */
export interface EvaluationOptions {
  /** The methods, by the name that figures and tables show. */
  readonly methods: Readonly<Record<string, AttributionMethod>>;
  /**
   * Methods that cannot explain, to tell what a number means: dashed lines.
   *
   * @default {CONTROLS}
   */
  readonly controls?: Readonly<Record<string, AttributionMethod>>;
  /**
   * How many images go through the network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
  /** Stops the work between two chunks. */
  readonly signal?: AbortSignal;
  /** Told after every method how many parts of the work are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The options of everything that compares maps. */
export interface ComparisonOptions extends EvaluationOptions {
  /**
   * How maps are compared.
   *
   * @default {SIMILARITIES}
   */
  readonly similarities?: readonly Similarity[];
}
