import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  type Contestant,
  contestants,
  runningOptions,
} from "../comparison/mod.ts";
import { type CachedMethod, methodSettings } from "../map_cache/mod.ts";
import { fingerprint, modelFingerprint } from "../units/mod.ts";
import { imagesBetween } from "./image_block.ts";
import type { PerturbationOptions } from "./perturbation_options.ts";
import { removalControls } from "./random_removal.ts";

/** A method or control, with what its maps say of themselves. */
export interface Entrant extends Contestant, CachedMethod {
  /** What its maps call it. */
  readonly title: string;
  /** Whether its maps have negative values. */
  readonly signed: boolean;
  /** Its own options, as its maps state them. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** The methods and controls, each asked for a map of the first image. */
export async function introduced(
  model: Model,
  images: Images,
  options: PerturbationOptions,
): Promise<readonly Entrant[]> {
  const first = imagesBetween(images, 0, 1);
  const network = await modelFingerprint(model);
  const running = runningOptions(options);
  const list = contestants(
    { ...options, controls: options.controls ?? removalControls(model) },
    model,
  );
  const entrants: Entrant[] = [];
  for (const contestant of list) {
    const explain = contestant.method;
    const map = await explain(model, first, running);
    const { method: title, signed, settings } = map;
    entrants.push({
      ...contestant,
      title,
      signed,
      settings,
      key: await fingerprint(JSON.stringify([
        network,
        await methodSettings(() => Promise.resolve(map), model, first),
        String(explain),
      ])),
      explain: async ({ images, targets }) => {
        const { values } = await explain(model, images, {
          ...(targets && { target: targets }),
          ...running,
        });
        return values;
      },
    });
  }
  return entrants;
}
