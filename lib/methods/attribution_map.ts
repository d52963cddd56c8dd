import * as tf from "@tensorflow/tfjs";
import {
  type Magnitude,
  SaliencyMap,
  type SaliencyParts,
} from "../aggregation/mod.ts";
import type { ImageInput } from "../image/mod.ts";
import type { ModelInput } from "../model/mod.ts";
import {
  type Chunk,
  type ChunkResult,
  type Collected,
  explainInChunks,
  type ExplainOptions,
} from "../propagation/mod.ts";

/** What a method that attributes to every input value is made of. */
export interface Attributor {
  /** Its name for figures and tables. */
  readonly method: string;
  /** What is taken of the attributions before channels are summed. */
  readonly magnitude: Magnitude;
  /** Every option that changes the values. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The attributions of a chunk, `[n, H, W, C]`; runs inside `tf.tidy`. */
  readonly attribute: (
    chunk: Chunk,
  ) => Pick<ChunkResult, "logits" | "value"> & {
    readonly attributions: tf.Tensor;
    /** What `completeness` needs beside them, by name. */
    readonly more?: Readonly<Record<string, tf.Tensor>>;
  };
  /** Why a map may be 0 everywhere. */
  readonly whyEmpty?: string;
  /** How nearly the attributions add up to the output, where they should. */
  readonly completeness?: (
    collected: Collected,
  ) => NonNullable<SaliencyParts["completeness"]>;
}

/** The map of a method that attributes to every input value. */
export async function attributionMap(
  model: ModelInput,
  images: ImageInput,
  options: ExplainOptions,
  { method, magnitude, settings, attribute, completeness, whyEmpty }:
    Attributor,
): Promise<SaliencyMap> {
  const collected = await explainInChunks(
    model,
    images,
    options,
    (chunk) => {
      const { logits, value, attributions, more } = attribute(chunk);
      const map = tf.sum(magnitude.of(attributions as tf.Tensor4D), 3);
      return { logits, value, tensors: { ...more, map, attributions } };
    },
  );
  const { arrays, ...explained } = collected;
  return new SaliencyMap({
    ...explained,
    method,
    values: arrays["map"]!.values,
    signed: magnitude.signed,
    settings: { magnitude: magnitude.name, ...settings },
    attributions: { ...arrays["attributions"]!, magnitude },
    ...(whyEmpty && { whyEmpty }),
    ...(completeness && { completeness: completeness(collected) }),
  });
}
