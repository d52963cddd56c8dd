/** A resizing's lengths and its way. */
export interface ResizeShape {
  readonly images: number;
  readonly from: readonly [height: number, width: number];
  readonly to: readonly [height: number, width: number];
  readonly channels: number;
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** Which positions a position is made of, and their shares. */
type Sources = readonly (readonly [position: number, share: number])[];

/** A resizing, by plain loops in float64. */
export function resize(
  shape: ResizeShape,
  kind: "linear" | "nearest",
  x: Float32Array,
): Float64Array {
  const y = new Float64Array(
    shape.images * shape.to[0] * shape.to[1] * shape.channels,
  );
  eachPair(shape, kind, (from, to, share) => y[to]! += share * x[from]!);
  return y;
}

/** Its gradient by what is resized. */
export function resizeGradient(
  shape: ResizeShape,
  kind: "linear" | "nearest",
  dy: Float32Array,
): Float64Array {
  const dx = new Float64Array(
    shape.images * shape.from[0] * shape.from[1] * shape.channels,
  );
  eachPair(shape, kind, (from, to, share) => dx[from]! += share * dy[to]!);
  return dx;
}

function eachPair(
  shape: ResizeShape,
  kind: "linear" | "nearest",
  visit: (from: number, to: number, share: number) => void,
): void {
  const { images, from, to, channels } = shape;
  const sources = kind === "linear" ? linearSources : nearestSources;
  for (let n = 0; n < images; n++) {
    for (let i = 0; i < to[0]; i++) {
      for (let j = 0; j < to[1]; j++) {
        for (const [row, down] of sources(shape, 0, i)) {
          for (const [column, across] of sources(shape, 1, j)) {
            for (let c = 0; c < channels; c++) {
              visit(
                ((n * from[0] + row) * from[1] + column) * channels + c,
                ((n * to[0] + i) * to[1] + j) * channels + c,
                down * across,
              );
            }
          }
        }
      }
    }
  }
}

function linearSources(shape: ResizeShape, axis: 0 | 1, i: number): Sources {
  const last = shape.from[axis] - 1;
  const center = shape.halfPixelCenters ? 0.5 : 0;
  const position = ratio(shape, axis) * (i + center) - center;
  const inside = Math.min(Math.max(position, 0), last);
  const before = Math.floor(inside);
  const share = inside - before;
  return [[before, 1 - share], [Math.min(before + 1, last), share]];
}

function nearestSources(shape: ResizeShape, axis: 0 | 1, i: number): Sources {
  const center = shape.halfPixelCenters ? 0.5 : 0;
  const position = ratio(shape, axis) * (i + center);
  const nearest = shape.alignCorners
    ? Math.round(position)
    : Math.floor(position);
  return [[Math.min(nearest, shape.from[axis] - 1), 1]];
}

function ratio(
  { from, to, alignCorners }: ResizeShape,
  axis: 0 | 1,
): number {
  return alignCorners && to[axis] > 1
    ? (from[axis] - 1) / (to[axis] - 1)
    : from[axis] / to[axis];
}
