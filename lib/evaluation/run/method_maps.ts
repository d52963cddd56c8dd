import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import { sha256 } from "../../platform/mod.ts";
import type { MapCache } from "./map_cache.ts";
import type { EvaluatedMethod } from "./prepare_methods.ts";

/** Images, and what else decides their maps. */
export interface MapBatch {
  /** The network that the method was prepared with. */
  readonly model: Model;
  readonly images: Images;
  /**
   * The place of every image in the batch that it is explained in: noise is
   * drawn by place.
   *
   * @default 0, 1, 2, …
   */
  readonly places?: readonly number[];
  /** The class to explain of every image; `undefined` for the model's own. */
  readonly targets: readonly number[] | undefined;
}

type CachedMethod = Pick<EvaluatedMethod, "key" | "run">;

/** The maps of a batch, read where all are kept, else computed and kept. */
export async function methodMaps(
  cache: MapCache,
  method: CachedMethod,
  batch: MapBatch,
): Promise<readonly Float32Array[]> {
  const kept = await keptMaps(cache, method, batch);
  return kept.every((map) => map !== undefined)
    ? kept
    : await explainedMaps(cache, method, batch);
}

/** The map of every image of a batch that is kept, else `undefined`. */
export async function keptMaps(
  cache: MapCache,
  { key }: Pick<CachedMethod, "key">,
  batch: MapBatch,
): Promise<readonly (Float32Array | undefined)[]> {
  const [count, height, width] = batch.images.shape;
  if (key === undefined || !cache.isOpen) {
    return new Array(count).fill(undefined);
  }
  const keys = await mapKeys(key, batch);
  const maps = await Promise.all(keys.map((key) => cache.read(key)));
  return maps.map((map) => map?.length === height * width ? map : undefined);
}

/** The maps of a whole batch, computed, and kept where the method has a key. */
export async function explainedMaps(
  cache: MapCache,
  { key, run }: CachedMethod,
  batch: MapBatch,
): Promise<readonly Float32Array[]> {
  const { model, images, targets } = batch;
  const map = await run(model, images, targets ? { target: targets } : {});
  const maps = images.names.map((_, i) => map.at(i).slice());
  if (key === undefined || !cache.isOpen) return maps;
  const keys = await mapKeys(key, batch);
  await Promise.all(keys.map((key, i) => cache.write(key, maps[i]!)));
  return maps;
}

function mapKeys(
  key: string,
  {
    images: { values, shape: [count, ...shape] },
    places = Array.from({ length: count }, (_, i) => i),
    targets,
  }: MapBatch,
): Promise<readonly string[]> {
  const size = values.length / count;
  return Promise.all(places.map(async (place, i) => {
    const pixels = values.slice(i * size, (i + 1) * size);
    const image = await sha256(new Uint8Array(pixels.buffer));
    const target = targets?.[i] ?? null;
    return sha256(JSON.stringify([key, shape, image, place, target]));
  }));
}
