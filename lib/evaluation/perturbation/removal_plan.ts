import { Random } from "../../random/mod.ts";
import { type Measure, measure } from "../result/mod.ts";
import type { UnitResult } from "../run/mod.ts";
import type { FillName } from "./fill.ts";
import type { ImageBlock } from "./image_block.ts";
import type { OutputKind, Removal } from "./perturbed_outputs.ts";
import {
  ascendingOrders,
  type RemovalOrder,
  removalOrder,
  removedCount,
  removedSet,
} from "./removal_order.ts";

/** What is said of an output f(x) and the output f(x′) of the changed image. */
export type ChangeMeasure = "change" | "drop" | "output";

/** A way to remove pixels step by step. */
export interface RemovalPlan {
  /** Its measure, of the table of those that are known. */
  readonly name:
    | "least salient first"
    | "most salient first"
    | "deletion"
    | "insertion";
  /** Which pixels go first. */
  readonly order: RemovalOrder;
  /** What takes their place. */
  readonly fill: FillName;
  /** The share of the pixels that is removed at each point, 0…1. */
  readonly removed: readonly number[];
  /** What the points are, for the axis of a figure. */
  readonly axis: string;
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
 * Symmetric relevance gain, of the two plans that differ in their order alone;
 * `undefined` where there is only one.
 */
function srgOf(
  plans: readonly RemovalPlan[],
  output: OutputKind,
): Measure | undefined {
  const [least, most] = symmetricPair(plans) ?? [];
  if (least === undefined || most === undefined) return undefined;
  return measure("SRG", {
    meaning: `f(x′), least − most salient first, ${output}`,
    note: `filled with ${least.fill}; a random order has 0`,
    axis: least.axis,
  });
}

/** The plans by which both orders remove the same shares, filled alike. */
function symmetricPair(
  plans: readonly RemovalPlan[],
): readonly [least: RemovalPlan, most: RemovalPlan] | undefined {
  const [least, most] = (["least", "most"] as const).map((order) =>
    plans.find((plan) => plan.order === order)
  );
  const alike = least !== undefined && most !== undefined &&
    least.fill === most.fill &&
    least.removed.every((share, i) => share === most.removed[i]);
  return alike ? [least, most] : undefined;
}

/** How far a fill takes images out of what the network knows. */
function scopeOf({ fill, axis }: RemovalPlan): Measure {
  return {
    name: "R-OMS",
    meaning: `probability of the predicted class, random pixels ${fill}`,
    ofAll: true,
    note: "the same for all methods: low where the fill is out of scope",
    axis,
  };
}

/**
 * Three numbers a plan: the first, which has the plan's name, judges methods.
 * Where two plans are each other's reverse, their gain before them and the scope
 * of the fill behind them. And the output of the unchanged image.
 */
export function measuresOf(
  plans: readonly RemovalPlan[],
  output: OutputKind,
): readonly Measure[] {
  const srg = srgOf(plans, output);
  return [
    ...(srg ? [srg] : []),
    ...plans.flatMap(({ name, fill, axis, measure: judged }) =>
      changesOf(judged).map((change, i): Measure => {
        const own = {
          meaning: `${MEANINGS[change]}, ${output}`,
          note: `filled with ${fill}`,
          axis,
        };
        return i === 0
          ? measure(name, own)
          : { name: `${name}, ${change}`, ...own };
      })
    ),
    ...(srg ? [scopeOf(plans[0]!)] : []),
    {
      name: BEFORE,
      meaning: `f(x), ${output} of the unchanged image`,
      ofAll: true,
    },
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
  { repeats, seed }: RemovalSettings,
): Promise<UnitResult> {
  const orders = maps.map((map, i) =>
    ascendingOrders(map, { image: block.start + i, repeats, seed })
  );
  const places = placesOf(block, plans[0]!, repeats);
  const after: (readonly number[])[] = [];
  for (const plan of plans) {
    after.push(await block.outputs(plan.fill).of(removalsOf(plan, orders)));
  }
  const pair = symmetricPair(plans)?.map((plan) => after[plans.indexOf(plan)]!);
  const scope = pair && await scopeIn(block, plans[0]!, { repeats, seed });
  return {
    values: [
      ...(pair ? places.map(({ at }) => pair[0]![at]! - pair[1]![at]!) : []),
      ...plans.flatMap(({ measure }, i) =>
        changesOf(measure).flatMap((measure) =>
          places.map(({ image, at }) =>
            changed(measure, block.before[image]!, after[i]![at]!)
          )
        )
      ),
      ...(scope ? places.map(({ at }) => scope[at]!) : []),
      ...places.map(({ image }) => block.before[image]!),
    ],
    notes: zeroNotes(block),
  };
}

interface RemovalSettings {
  readonly repeats: number;
  readonly seed: number;
}

/**
 * Where the output of a point, image and repeat is among those of a plan, in the
 * order of a record: points, images, repeats.
 */
function placesOf(
  { images: { shape: [count] } }: ImageBlock,
  { removed }: RemovalPlan,
  repeats: number,
): readonly { readonly image: number; readonly at: number }[] {
  const places = [];
  for (const point of removed.keys()) {
    for (let image = 0; image < count; image++) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const at = (repeat * removed.length + point) * count + image;
        places.push({ image, at });
      }
    }
  }
  return places;
}

/** The streams of pixels for the scope of a fill. */
const SCOPE_STREAM = 1 << 18;

/** The probability of the predicted class without random pixels. */
function scopeIn(
  block: ImageBlock,
  plan: RemovalPlan,
  { repeats, seed }: RemovalSettings,
): Promise<readonly number[]> {
  const [count, height, width] = block.images.shape;
  const constant = new Float32Array(height * width);
  const orders = Array.from(
    { length: count },
    (_, i) =>
      Array.from({ length: repeats }, (_, repeat) =>
        removalOrder(
          constant,
          "least",
          new Random(seed, block.start + i, SCOPE_STREAM + repeat),
        )),
  );
  return block.predicted(plan.fill).of(
    removalsOf({ ...plan, order: "least" }, orders),
  );
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
