import {
  type PoolShape,
  poolWindows,
} from "../../../propagation/float64/mod.ts";

/** What a window gives to its elements. */
export type PoolKind = "max" | "tied" | "inside" | "whole";

/** The pool of every window, by plain loops in float64. */
export function poolForward(
  shape: PoolShape,
  kind: "max" | "ties" | "mean",
  x: Float32Array,
): Float64Array {
  return Float64Array.from(poolWindows(shape), (window) => {
    const values = window.map((at) => x[at]!);
    if (kind === "mean") {
      return values.reduce((a, b) => a + b, 0) / values.length;
    }
    const greatest = values.reduce((a, b) => b > a ? b : a, -Infinity);
    return kind === "max"
      ? greatest
      : values.filter((value) => value === greatest).length;
  });
}

/** Its gradient by the input. */
export function poolGradient(
  shape: PoolShape,
  kind: PoolKind,
  x: Float32Array,
  dy: Float32Array,
): Float64Array {
  const dx = new Float64Array(x.length);
  const whole = shape.filter[0] * shape.filter[1];
  poolWindows(shape).forEach((window, i) => {
    if (kind === "tied") {
      const greatest = window.reduce((a, at) => Math.max(a, x[at]!), -Infinity);
      window.filter((at) => x[at] === greatest)
        .forEach((at) => dx[at]! += dy[i]!);
      return;
    }
    if (kind === "max") {
      let first: number | undefined;
      for (const at of window) {
        if (first === undefined || x[at]! > x[first]!) first = at;
      }
      if (first !== undefined) dx[first]! += dy[i]!;
      return;
    }
    for (const at of window) {
      dx[at]! += dy[i]! / (kind === "whole" ? whole : window.length);
    }
  });
  return dx;
}
