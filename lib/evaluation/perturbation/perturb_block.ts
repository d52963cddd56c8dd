import type { Columns } from "../units/mod.ts";
import { ascendingOrders } from "./ascending_orders.ts";
import type { ImageBlock } from "./image_block.ts";
import type { Removal } from "./perturbed_outputs.ts";
import type { RemovalPlan } from "./removal_plan.ts";
import { removedCount, removedSet } from "./removed_set.ts";

/**
 * The outputs of a block's images with pixels removed by their saliency: a row
 * for every plan, repeat, point and image.
 *
 * @param maps The map of every image.
 */
export async function perturbBlock(
  block: ImageBlock,
  maps: readonly Float32Array[],
  plans: readonly RemovalPlan[],
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): Promise<Columns> {
  const count = block.images.shape[0];
  const orders = Array.from(
    { length: count },
    (_, i) =>
      ascendingOrders(maps[i]!, { image: block.start + i, repeats, seed }),
  );
  const rows: (readonly [string, number, number, number, number, number])[] =
    [];
  for (const plan of plans) {
    const removals = removalsOf(plan, orders);
    const outputs = await block.outputs(plan.fill).of(removals);
    let row = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (const fraction of plan.fractions) {
        for (let i = 0; i < count; i++) {
          rows.push([
            plan.name,
            repeat,
            fraction,
            block.start + i,
            block.before[i]!,
            outputs[row++]!,
          ]);
        }
      }
    }
  }
  return {
    test: rows.map(([test]) => test),
    repeat: rows.map((row) => row[1]),
    fraction: rows.map((row) => row[2]),
    image: rows.map((row) => row[3]),
    before: rows.map((row) => row[4]),
    after: rows.map((row) => row[5]),
  };
}

/** By repeat, point and image, as the rows. */
function* removalsOf(
  { order, removed: fractions }: RemovalPlan,
  orders: readonly (readonly Uint32Array[])[],
): Generator<Removal> {
  const [first] = orders;
  for (const repeat of first!.keys()) {
    for (const fraction of fractions) {
      for (const [image, ascending] of orders.entries()) {
        yield {
          image,
          repeat,
          removed: removalAt(ascending[repeat]!, order, fraction),
        };
      }
    }
  }
}

function removalAt(
  ascending: Uint32Array,
  order: RemovalPlan["order"],
  fraction: number,
): Uint8Array {
  const count = removedCount(fraction, ascending.length);
  if (order === "least") return removedSet(ascending, count);
  // The most salient ones are those that are left by the others.
  return removedSet(ascending, ascending.length - count)
    .map((gone) => 1 - gone);
}
