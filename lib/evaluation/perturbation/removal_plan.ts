import type { Measure } from "../result/mod.ts";
import type { UnitResult } from "../run/mod.ts";
import type { FillName } from "./fill.ts";
import type { ImageBlock } from "./image_block.ts";
import type { OutputKind, Removal } from "./perturbed_outputs.ts";
import {
  ascendingOrders,
  type RemovalOrder,
  removedCount,
  removedSet,
} from "./removal_order.ts";

/** What is said of an output f(x) and the output f(x′) of the changed image. */
export type ChangeMeasure = "change" | "drop" | "output";

/** A way to remove pixels step by step. */
export interface RemovalPlan {
  /** Words for figures and tables, such as `least salient first`. */
  readonly name: string;
  /** Which pixels go first. */
  readonly order: RemovalOrder;
  /** What takes their place. */
  readonly fill: FillName;
  /** The share of the pixels that is removed at each point, 0…1. */
  readonly removed: readonly number[];
  /** What the points are, for the axis of a figure. */
  readonly axis: string;
  /** Whether a curve that is low or one that is high speaks for a method. */
  readonly better: "lower" | "higher";
  /** What the plan is judged by; the others are in the table beside it. */
  readonly measure: ChangeMeasure;
}

const MEANINGS: { readonly [K in ChangeMeasure]: string } = {
  change: "|f(x) − f(x′)| / |f(x)|",
  drop: "(f(x) − f(x′)) / |f(x)|",
  output: "f(x′)",
};

/** What the measure that has no plan is called. */
const BEFORE = "f(x)";

/**
 * Three numbers a plan: the first, which has the plan's name, judges methods.
 * And the output of the unchanged image.
 */
export function measuresOf(
  plans: readonly RemovalPlan[],
  output: OutputKind,
): readonly Measure[] {
  return [
    ...plans.flatMap(({ name, fill, axis, better, measure }) =>
      changesOf(measure).map((change, i): Measure => ({
        name: i === 0 ? name : `${name}, ${change}`,
        meaning: `${MEANINGS[change]}, ${output}`,
        note: `filled with ${fill}`,
        axis,
        ...(i === 0 && { better }),
      }))
    ),
    { name: BEFORE, meaning: `f(x), ${output} of the unchanged image` },
  ];
}

/** The measures of a plan, the one that judges first. */
function changesOf(measure: ChangeMeasure): readonly ChangeMeasure[] {
  const all = Object.keys(MEANINGS) as ChangeMeasure[];
  return [measure, ...all.filter((other) => other !== measure)];
}

/** A number for an output before and after; `null` for a division by 0. */
function changed(
  measure: ChangeMeasure,
  before: number,
  after: number,
): number | null {
  if (measure === "output") return after;
  const difference = measure === "change"
    ? Math.abs(before - after)
    : before - after;
  // An output that was 0 and stays it has not changed.
  if (difference === 0) return 0;
  return before === 0 ? null : difference / Math.abs(before);
}

/** The numbers of a block's images with pixels removed by their saliency. */
export async function removeFromBlock(
  block: ImageBlock,
  maps: readonly Float32Array[],
  plans: readonly RemovalPlan[],
  { repeats, seed }: { readonly repeats: number; readonly seed: number },
): Promise<UnitResult> {
  const count = block.images.shape[0];
  const orders = maps.map((map, i) =>
    ascendingOrders(map, { image: block.start + i, repeats, seed })
  );
  const values: (number | null)[] = [];
  for (const plan of plans) {
    const outputs = await block.outputs(plan.fill).of(removalsOf(plan, orders));
    for (const measure of changesOf(plan.measure)) {
      for (const point of plan.removed.keys()) {
        for (let i = 0; i < count; i++) {
          for (let repeat = 0; repeat < repeats; repeat++) {
            const at = (repeat * plan.removed.length + point) * count + i;
            values.push(changed(measure, block.before[i]!, outputs[at]!));
          }
        }
      }
    }
  }
  const points = plans[0]!.removed.length;
  for (let point = 0; point < points; point++) {
    for (const before of block.before) {
      for (let repeat = 0; repeat < repeats; repeat++) values.push(before);
    }
  }
  return { values, notes: zeroNotes(block) };
}

/** Of which images no change can be a share. */
function zeroNotes({ images, before }: ImageBlock): readonly string[] {
  return images.names.filter((_, i) => before[i] === 0).map((name) =>
    `The output f(x) of ${name} is 0, and its changes cannot be divided by it: it has no number, but for the output itself.`
  );
}

/** By repeat, point and image. */
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
  order: RemovalOrder,
  fraction: number,
): Uint8Array {
  const count = removedCount(fraction, ascending.length);
  if (order === "least") return removedSet(ascending, count);
  // The most salient ones are those that are left by the others.
  return removedSet(ascending, ascending.length - count)
    .map((gone) => 1 - gone);
}
