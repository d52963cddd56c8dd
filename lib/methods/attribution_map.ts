import * as tf from "@tensorflow/tfjs";
import {
  type Magnitude,
  type SaliencyData,
  SaliencyMap,
} from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import {
  type Chunk,
  type ChunkResult,
  type Explained,
  explainInChunks,
  type ExplainOptions,
  type NumericArray,
  type ReadBack,
  type RuleOptions,
} from "../propagation/mod.ts";
import { passSettings } from "./pass_settings.ts";

/** What is attributed to the values of a chunk. */
type Attributed<More> = ChunkResult<More> & {
  readonly attributions: tf.Tensor;
};

/** What a method that attributes to every input value is made of. */
export interface Attributor<More> {
  /** Its name for figures and tables. */
  readonly method: string;
  /** What is taken of the attributions before channels are summed. */
  readonly magnitude: Magnitude;
  /** Every option that changes the values. */
  readonly settings: Readonly<Record<string, unknown>>;
  /**
   * The attributions of a chunk, `[n, H, W, C]`, with what `about` needs to know;
   * runs inside `tf.tidy`, or each of its passes does.
   */
  readonly attribute: (
    chunk: Chunk,
  ) => Attributed<More> | Generator<readonly unknown[], Attributed<More>>;
  /**
   * How many passes an image takes.
   *
   * @default {1}
   */
  readonly passes?: number;
  /** Why a map may be 0 everywhere. */
  readonly whyEmpty?: string;
  /** What is known of the attributions once they are read. */
  readonly about?: (
    explained: Explained,
    attributions: NumericArray,
    more: ReadBack<More>,
  ) => Partial<Pick<SaliencyData, "completeness" | "conserved" | "notes">>;
}

/** The map of a method that attributes to every input value. */
export async function attributionMap<More>(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions & RuleOptions,
  { method, magnitude, settings, attribute, passes, about, whyEmpty }:
    Attributor<More>,
): Promise<SaliencyMap> {
  const summed = (
    { attributions, tensors: more, ...rest }: Attributed<More>,
  ) => {
    const map = tf.sum(magnitude.of(attributions as tf.Tensor4D), 3);
    return { ...rest, tensors: { map, attributions, more } };
  };
  const later = function* (
    passes: Generator<readonly unknown[], Attributed<More>>,
  ) {
    return summed(yield* passes);
  };
  const { arrays, explained } = await explainInChunks(
    model,
    images,
    options,
    (chunk) => {
      const attributed = attribute(chunk);
      return "next" in attributed ? later(attributed) : summed(attributed);
    },
    passes,
  );
  const { map, attributions, more } = arrays;
  const known = about?.(explained, attributions, more);
  return new SaliencyMap({
    ...explained,
    method,
    values: map.values,
    signed: magnitude.signed,
    settings: {
      magnitude: magnitude.name,
      ...settings,
      ...passSettings(options),
    },
    attributions: { ...attributions, magnitude },
    ...(whyEmpty && { whyEmpty }),
    ...known,
    notes: [...explained.notes, ...known?.notes ?? []],
  });
}
