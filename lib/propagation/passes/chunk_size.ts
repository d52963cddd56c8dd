import type { LayerGraph } from "../../model/mod.ts";

const BYTES_IN_FLIGHT = 500e6;
const BYTES_PER_FLOAT = 4;

/** How many images can go through a network at once in a bounded memory. */
export function chunkSizeFor(
  graph: LayerGraph,
  [height, width]: readonly [height: number, width: number],
): number {
  const known = graph.nodes.reduce(
    (sum, { shape }) => sum + sizeOf(shape, height, width),
    0,
  );
  return Math.max(1, Math.floor(BYTES_IN_FLIGHT / (known * BYTES_PER_FLOAT)));
}

/** Elements per image; a side that is not known counts as the image's. */
function sizeOf(
  shape: readonly (number | null)[],
  height: number,
  width: number,
): number {
  return shape.slice(1).reduce<number>(
    (product, size, axis) => product * (size ?? (axis === 0 ? height : width)),
    1,
  );
}
