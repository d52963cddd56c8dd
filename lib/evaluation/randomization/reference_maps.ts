import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  type Comparison,
  comparisonWith,
  type Contestant,
} from "../comparison/mod.ts";
import {
  fingerprint,
  imagesFingerprint,
  modelFingerprint,
} from "../units/mod.ts";
import type { Similarity } from "../similarity/mod.ts";
import type { RandomizationSettings } from "./randomization_settings.ts";

/** A method with its maps of the original network. */
export interface Reference extends Contestant {
  readonly map: SaliencyMap;
  /** How alike other maps are to these. */
  readonly compare: Comparison;
  /** The same for the same network, images, method and options only. */
  readonly key: string;
}

/** A function from a method's maps of the original network to its reference. */
export async function referencesOf(
  model: Model,
  images: Images,
  settings: RandomizationSettings,
  similarities: readonly Similarity[],
): Promise<(contestant: Contestant, map: SaliencyMap) => Promise<Reference>> {
  const run = [
    await modelFingerprint(model),
    await imagesFingerprint(images),
    settings,
    similarities.map(({ name, settings }) => ({ name, settings })),
  ];
  return async (contestant, map) => {
    // What an option changes and no setting tells shows in the maps.
    const values = new Uint8Array(map.values.slice().buffer);
    const key = await fingerprint(JSON.stringify([
      run,
      contestant.name,
      String(contestant.method),
      map.method,
      map.settings,
      await fingerprint(values),
    ]));
    return {
      ...contestant,
      map,
      compare: comparisonWith(map, similarities),
      key,
    };
  };
}
