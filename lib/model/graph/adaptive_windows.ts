import type { Resampling } from "./graph_node.ts";

/**
 * The part of `from` values that the `index`-th of `to` windows holds, as
 * PyTorch and Keras divide an axis: windows overlap where it does not go up.
 */
export function adaptiveWindow(
  index: number,
  from: number,
  to: number,
): readonly [start: number, end: number] {
  return [Math.floor(index * from / to), Math.ceil((index + 1) * from / to)];
}

/** The means over these windows, along one axis. */
export function adaptiveAverage(from: number, to: number): Resampling {
  const matrix = new Float32Array(to * from);
  for (let i = 0; i < to; i++) {
    const [start, end] = adaptiveWindow(i, from, to);
    matrix.fill(1 / (end - start), i * from + start, i * from + end);
  }
  return { from, to, matrix };
}
