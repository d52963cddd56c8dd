import type { Images } from "../../image/mod.ts";
import { fingerprint } from "../units/mod.ts";
import type { MapCache } from "./map_cache.ts";

/** A method whose maps are kept. */
export interface CachedMethod {
  /** The same for the same model, method and options only. */
  readonly key: string;
  /** The maps `[N, H, W]` of a batch. */
  readonly explain: (batch: MapBatch) => Promise<Float32Array>;
}

/** Images, and what else decides their maps. */
export interface MapBatch {
  /** The images. */
  readonly images: Images;
  /**
   * The place of every image in the batch that it is explained in: noise is
   * drawn by place.
   */
  readonly places: readonly number[];
  /** The class to explain of every image; `undefined` for the model's own. */
  readonly targets: readonly number[] | undefined;
}

/** The map of every image of a batch that is kept, else `undefined`. */
export async function keptMaps(
  cache: MapCache,
  { key }: Pick<CachedMethod, "key">,
  batch: MapBatch,
): Promise<readonly (Float32Array | undefined)[]> {
  const [, height, width] = batch.images.shape;
  const keys = await mapKeys(key, batch);
  const maps = await Promise.all(keys.map((key) => cache.read(key)));
  return maps.map((map) => map?.length === height * width ? map : undefined);
}

/** The maps of a whole batch, computed and kept. */
export async function explainedMaps(
  cache: MapCache,
  { key, explain }: CachedMethod,
  batch: MapBatch,
): Promise<readonly Float32Array[]> {
  const [, height, width] = batch.images.shape;
  const size = height * width;
  const values = await explain(batch);
  const keys = await mapKeys(key, batch);
  const maps = keys.map((_, i) => values.slice(i * size, (i + 1) * size));
  await Promise.all(keys.map((key, i) => cache.write(key, maps[i]!)));
  return maps;
}

function mapKeys(
  key: string,
  { images: { values, shape: [count, ...shape] }, places, targets }: MapBatch,
): Promise<readonly string[]> {
  const size = values.length / count;
  return Promise.all(places.map(async (place, i) => {
    const pixels = values.slice(i * size, (i + 1) * size);
    const image = await fingerprint(new Uint8Array(pixels.buffer));
    const target = targets?.[i] ?? null;
    return fingerprint(JSON.stringify([key, shape, image, place, target]));
  }));
}
