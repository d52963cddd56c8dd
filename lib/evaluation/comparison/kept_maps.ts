import { toBase64 } from "../../platform/mod.ts";
import type { Images } from "../../image/mod.ts";
import { encodeFloats, type MapPanels } from "../result/mod.ts";

/** The option of everything that keeps some of its maps. */
export interface KeptMapsOptions {
  /**
   * Of how many images, the first ones, the maps are kept for figures.
   *
   * @default {1}
   */
  readonly examples?: number;
}

/**
 * The pictures beside which kept maps are drawn; `undefined` where none are
 * kept.
 *
 * @param columns What the maps are of.
 * @param captions What is said below the maps of image i, by column.
 */
export function mapPanels(
  { rgb, names, shape: [count, height, width] }: Images,
  examples: number,
  columns: readonly string[],
  captions?: (image: number) => readonly string[],
): MapPanels | undefined {
  const kept = Math.min(examples, count);
  if (kept === 0) return undefined;
  const size = height * width * 3;
  return {
    columns,
    pictures: names.slice(0, kept).map((name, i) => ({
      name,
      rgb: toBase64(
        Uint8Array.from(rgb.subarray(i * size, (i + 1) * size)),
      ),
      ...(captions && { captions: captions(i) }),
    })),
    height,
    width,
  };
}

/** The maps of the first images, as a record keeps them. */
export function encodedMaps(
  maps: readonly Float32Array[],
  examples: number,
): string {
  const kept = maps.slice(0, examples);
  const size = kept[0]?.length ?? 0;
  const all = new Float32Array(kept.length * size);
  kept.forEach((map, i) => all.set(map, i * size));
  return encodeFloats(all);
}
