/** A pool's lengths. */
export interface PoolShape {
  readonly batch: number;
  readonly size: readonly [height: number, width: number];
  readonly channels: number;
  readonly filter: readonly [height: number, width: number];
  readonly strides: readonly [height: number, width: number];
  readonly pad: readonly [
    top: number,
    bottom: number,
    left: number,
    right: number,
  ];
}

/** What a window gives to its elements. */
export type PoolKind = "max" | "tied" | "inside" | "whole";

/** Height and width of the output. */
export function outSize(
  { size, filter, strides, pad }: PoolShape,
): [number, number] {
  const [height, width] = [0, 1].map((axis) =>
    Math.floor(
      (size[axis]! + pad[2 * axis]! + pad[2 * axis + 1]! - filter[axis]!) /
        strides[axis]!,
    ) + 1
  );
  return [height!, width!];
}

/** The pool of every window, by plain loops in float64. */
export function poolForward(
  shape: PoolShape,
  kind: "max" | "ties" | "mean",
  x: Float32Array,
): Float64Array {
  return Float64Array.from(windows(shape), (window) => {
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
  windows(shape).forEach((window, i) => {
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

/** The positions in every window that lie inside, row by row. */
function windows(shape: PoolShape): number[][] {
  const { batch, size: [height, width], channels, filter, strides, pad } =
    shape;
  const [outHeight, outWidth] = outSize(shape);
  const all: number[][] = [];
  for (let n = 0; n < batch; n++) {
    for (let i = 0; i < outHeight; i++) {
      for (let j = 0; j < outWidth; j++) {
        for (let c = 0; c < channels; c++) {
          const window: number[] = [];
          for (let r = 0; r < filter[0]; r++) {
            for (let s = 0; s < filter[1]; s++) {
              const row = i * strides[0] - pad[0] + r;
              const column = j * strides[1] - pad[2] + s;
              if (row < 0 || row >= height) continue;
              if (column < 0 || column >= width) continue;
              window.push(((n * height + row) * width + column) * channels + c);
            }
          }
          all.push(window);
        }
      }
    }
  }
  return all;
}
