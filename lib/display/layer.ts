import type { Heatmap } from "./data/heatmap.ts";

/** A layer's map and its part of the whole. */
export interface Layer {
  /** Its map; the map's name is the layer's. */
  readonly map: Heatmap;
  /** Its share of the whole, 1 for all of it; may be negative. */
  readonly share?: number | undefined;
  /** More to say, in plain text. */
  readonly note?: string | undefined;
}
