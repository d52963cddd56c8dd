import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Contestant } from "../comparison/mod.ts";
import { type CachedMethod, methodSettings } from "../map_cache/mod.ts";
import type { Json } from "../../display/mod.ts";
import { fingerprint, modelFingerprint } from "../units/mod.ts";
import type { RetrainingOptions } from "./retraining_options.ts";

/** A method or control, and how its maps are computed and kept. */
export interface MethodRanking {
  readonly name: string;
  readonly control: boolean;
  /** What makes its maps what they are. */
  readonly settings: Json;
  readonly method: CachedMethod;
}

/**
 * How the maps of methods and controls are computed and kept.
 *
 * @param image One image, to ask every method for its settings.
 */
export async function methodRankings(
  entrants: readonly Contestant[],
  model: Model,
  image: Images,
  { chunkSize, signal }: Pick<RetrainingOptions, "chunkSize" | "signal">,
): Promise<readonly MethodRanking[]> {
  const network = await modelFingerprint(model);
  const rankings: MethodRanking[] = [];
  for (const { name, control, method } of entrants) {
    signal?.throwIfAborted();
    const settings = await methodSettings(method, model, image);
    rankings.push({
      name,
      control,
      settings,
      method: {
        key: await fingerprint(JSON.stringify([network, settings])),
        explain: async ({ images, targets }) => {
          const map = await method(model, images, {
            ...(targets && { target: targets }),
            ...(chunkSize !== undefined && { chunkSize }),
            ...(signal && { signal }),
          });
          return map.values;
        },
      },
    });
  }
  return rankings;
}
