import type { Resampling } from "../../graph/graph_node.ts";
import type { OperatorCall } from "./operator_call.ts";

/** How `Resize` finds values between others. */
export interface SamplingSettings {
  /** nearest, linear or cubic. */
  readonly mode: string;
  /** Where a value after lies among those before. */
  readonly coordinates: string;
  /** Which of two is the nearest. */
  readonly nearest: string;
  /** The coefficient a of cubic interpolation. */
  readonly cubic: number;
  /** Whether weights outside are shared among those inside. */
  readonly excludeOutside: boolean;
  /** Whether the filter widens where maps become smaller. */
  readonly antialias: boolean;
}

/** Elements that a matrix may have. */
const LARGEST_MATRIX = 2 ** 24;

/** The matrix that resamples an axis of length `from` to `to`. */
export function samplingMatrix(
  call: OperatorCall,
  from: number,
  to: number,
  scale: number,
  settings: SamplingSettings,
): Resampling {
  if (!(Number.isSafeInteger(to) && to > 0 && from * to <= LARGEST_MATRIX)) {
    call.refuse(`an axis of ${from} cannot be resized to ${to}`);
  }
  const position = coordinatesOf(call, settings.coordinates, from, to, scale);
  const matrix = new Float32Array(to * from);
  if (scale === 1 && from === to) {
    for (let i = 0; i < to; i++) matrix[i * from + i] = 1;
    return { from, to, matrix };
  }
  const taps = tapsOf(call, settings, Math.min(1, scale));
  for (let i = 0; i < to; i++) {
    for (const { place, weight } of taps(position(i), from)) {
      const inside = Math.min(Math.max(place, 0), from - 1);
      matrix[i * from + inside]! += weight;
    }
  }
  return { from, to, matrix };
}

/** Where the value `i` after lies among those before. */
function coordinatesOf(
  call: OperatorCall,
  coordinates: string,
  from: number,
  to: number,
  scale: number,
): (i: number) => number {
  switch (coordinates) {
    case "half_pixel":
      return (i) => (i + 0.5) / scale - 0.5;
    case "half_pixel_symmetric": {
      const adjustment = to / (scale * from);
      const offset = from / 2 * (1 - adjustment);
      return (i) => offset + (i + 0.5) / scale - 0.5;
    }
    case "pytorch_half_pixel":
      return (i) => to > 1 ? (i + 0.5) / scale - 0.5 : 0;
    case "align_corners":
      return (i) => to === 1 ? 0 : i * (from - 1) / (to - 1);
    case "asymmetric":
      return (i) => i / scale;
    default:
      return call.refuse(
        `coordinate_transformation_mode ${coordinates} is not read`,
      );
  }
}

/** A value before, and how much of it there is in one after. */
interface Tap {
  readonly place: number;
  readonly weight: number;
}

type Taps = (position: number, length: number) => readonly Tap[];

/** The values before that one after is made of. */
function tapsOf(
  call: OperatorCall,
  { mode, nearest, cubic, excludeOutside, antialias }: SamplingSettings,
  shrink: number,
): Taps {
  if (mode === "nearest") {
    const round = NEAREST[nearest];
    if (round === undefined) {
      return call.refuse(`nearest_mode ${nearest} is not read`);
    }
    return (position) => [{ place: round(position), weight: 1 }];
  }
  const filter = mode === "linear"
    ? { radius: 1, weight: (x: number) => Math.max(0, 1 - Math.abs(x)) }
    : mode === "cubic"
    ? { radius: 2, weight: (x: number) => cubicWeight(Math.abs(x), cubic) }
    : call.refuse(`mode ${mode} is not read`);
  const width = antialias ? shrink : 1;
  return (position, length) => {
    const reach = filter.radius / width;
    const first = Math.floor(position - reach) + 1;
    const count = Math.max(1, Math.ceil(position + reach) - first);
    const taps = Array.from({ length: count }, (_, k) => ({
      place: first + k,
      weight: filter.weight((first + k - position) * width),
    }));
    const isInside = ({ place }: Tap) => place >= 0 && place < length;
    const used = excludeOutside ? taps.filter(isInside) : taps;
    const total = used.reduce((sum, { weight }) => sum + weight, 0);
    return used.map(({ place, weight }) => ({ place, weight: weight / total }));
  };
}

/** The place nearest to a position. */
const NEAREST: Readonly<Record<string, (position: number) => number>> = {
  floor: Math.floor,
  ceil: Math.ceil,
  round_prefer_floor: (position) => Math.ceil(position - 0.5),
  round_prefer_ceil: (position) => Math.floor(position + 0.5),
};

/** Keys's cubic convolution: the weight at a distance. */
function cubicWeight(x: number, a: number): number {
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}
