import type * as tf from "@tensorflow/tfjs";
import type { FullgradBackend } from "../../engine/mod.ts";
import { packFilterArgs } from "./args.ts";
import type { AxisTaps } from "./taps.ts";

/** Taps of a filter along one axis. */
export type FilterAxis = Pick<AxisTaps, "tap" | "tapStep" | "taps">;

/** Taps of a filter, in the order in which a job reads them. */
export interface FilterTaps {
  /** Taps from top to bottom. */
  readonly y: FilterAxis;
  /** Taps from left to right. */
  readonly x: FilterAxis;
  /** Whether the job sums over filters rather than channels. */
  readonly isTransposed: boolean;
  /** Number of groups. */
  readonly groups: number;
  /** Number of channels, or filters, of a group that are summed over. */
  readonly run: number;
  /** Number of the others of a group. */
  readonly columns: number;
  /** Rows of a packed panel. */
  readonly depth: number;
}

/**
 * Address of the packed taps, which are kept as long as the filter.
 *
 * @param factors Factors of the filters, where taps are transposed.
 */
export function packFilter(
  backend: FullgradBackend,
  filter: tf.TensorInfo,
  taps: FilterTaps,
  factors?: tf.TensorInfo,
): number {
  const { y, x, isTransposed, groups, run, columns, depth } = taps;
  const [, width = 0, channels = 0, filters = 0] = filter.shape;
  const units = groups * Math.ceil(columns / 8);
  const packing = {
    width,
    channels,
    filters,
    isTransposed,
    y: y.tap,
    x: x.tap,
    stepY: y.tapStep,
    stepX: x.tapStep,
    tapsY: y.taps,
    tapsX: x.taps,
    run,
    columns,
    depth,
  };
  return backend.packed(
    filter,
    `conv2d ${factors !== undefined} ${groups} ${
      Object.values(packing).join(" ")
    }`,
    units * depth * 32,
    (target) =>
      backend.launch({
        operation: "conv2d",
        function: "packFilter",
        args: packFilterArgs.pack({
          filter: backend.address(filter),
          target,
          ...packing,
          factors: factors ? backend.address(factors) : 0,
        }),
        units,
      }),
    factors,
  );
}
