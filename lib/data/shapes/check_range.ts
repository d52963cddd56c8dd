import type { RenderOptions } from "./render_shapes.ts";

/** Throws a `RangeError` unless the options choose images that there are. */
export function checkRange(options: RenderOptions): void {
  const { seed, count, start = 0 } = options;
  checkInteger("seed", seed, 0, 2 ** 32 - 1);
  checkInteger("start", start, 0, 2 ** 32 - 1);
  checkInteger("count", count, 1, 2 ** 32 - start);
}

function checkInteger(
  name: string,
  value: number,
  low: number,
  high: number,
): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new RangeError(
    `Cannot render shapes as ${name} must be an integer in ${low}…${high}: ` +
      `current value is ${value}`,
  );
}
