import { explainedMaps, keptMaps, type MapCache } from "../map_cache/mod.ts";
import type { Entrant } from "./entrant.ts";
import type { ImageBlock } from "./image_block.ts";

/** The maps of a block's images, read where all are kept, else computed. */
export async function blockMaps(
  cache: MapCache,
  method: Entrant,
  { images, classes }: ImageBlock,
): Promise<readonly Float32Array[]> {
  const batch = {
    images,
    places: images.names.map((_, i) => i),
    targets: classes,
  };
  const kept = await keptMaps(cache, method, batch);
  return kept.every((map) => map !== undefined)
    ? kept
    : await explainedMaps(cache, method, batch);
}
