import type { FillName } from "./fill.ts";
import type { RemovalOrder } from "./removal_order.ts";

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
  /** The share at each point as figures show it: removed, or inserted. */
  readonly fractions: readonly number[];
  /** What these shares are, for the axis of a figure. */
  readonly axis: string;
  /** Whether a curve that is low or one that is high speaks for a method. */
  readonly better: "lower" | "higher";
}
