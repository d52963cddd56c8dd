import type { SaliencyMap } from "../../aggregation/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { AttributionMethod } from "../../methods/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Json } from "../../display/mod.ts";

/** Cells of the grid on a side, and steps of a cell's value. */
const [CELLS, STEPS] = [4, 8];

/**
 * What makes a method's maps what they are, as far as it can be told from
 * outside: its source, the settings that its map of a test image states, and
 * that map itself on a coarse grid, which tells apart what closures hide and
 * machines agree on.
 *
 * @param image One image.
 */
export async function methodSettings(
  method: AttributionMethod,
  model: Model,
  image: Images,
): Promise<Json> {
  const map = await method(model, image);
  return {
    source: String(method),
    method: map.method,
    settings: map.settings as Json,
    coarse: coarse(map),
  };
}

/** The means of a grid's cells in eighths of the largest one. */
function coarse(map: SaliencyMap): readonly number[] {
  const [, height, width] = map.shape;
  const sums = new Float64Array(CELLS * CELLS);
  map.at(0).forEach((value, i) => {
    const row = Math.floor(Math.floor(i / width) * CELLS / height);
    const column = Math.floor((i % width) * CELLS / width);
    sums[row * CELLS + column]! += value;
  });
  const largest = Math.max(...sums.map(Math.abs)) || 1;
  return Array.from(sums, (sum) => Math.round(STEPS * sum / largest) + 0);
}
