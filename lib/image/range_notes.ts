import type { Preprocessing } from "../model/mod.ts";

/** Share of its width by which a range may be passed. */
const MARGIN = 0.25;

/** Share of a range that an image fills at least. */
const LEAST = 0.03;

/**
 * Returns a note where the values of images are not in the range that the model's
 * preprocessing gives, as when 0…255 or 0…1 is given to a network that takes −1…1:
 * floats are taken as they are, and the network sees something else than it was
 * trained on.
 *
 * That is said of an image that reaches far out of the range, one that fills next to
 * nothing of it, and one that lies within 0…1 or 0…255 where the range begins below 0.
 * A constant image, which fills nothing and begins nowhere, says something only far
 * out of the range: within it, it is a baseline.
 *
 * @param values Network input `[N, H, W, C]`.
 * @param n Number of images.
 * @param preprocessing How the network's input is made.
 * @returns No note, or one.
 */
export function rangeNotes(
  values: Float32Array,
  n: number,
  preprocessing: Preprocessing,
): readonly string[] {
  const [low, high] = rangeOf(endsOf(preprocessing));
  const width = high - low;
  const isOutside = (min: number, max: number) =>
    max > high + MARGIN * width || min < low - MARGIN * width;
  const isStrange = (min: number, max: number) =>
    isOutside(min, max) ||
    (min < max && (max - min < LEAST * width ||
      (low < 0 && min >= 0 && (max <= 1 || (max > high && max <= 255)))));
  const size = values.length / n;
  const strange = Array.from({ length: n }, (_, image) => {
    const part = values.subarray(image * size, (image + 1) * size);
    const [min, max] = rangeOf(part);
    return { name: `image ${image + 1}`, min, max };
  }).filter(({ min, max }) => isStrange(min, max));
  if (strange.length === 0) return [];
  const [min, max] = [
    Math.min(...strange.map((image) => image.min)),
    Math.max(...strange.map((image) => image.max)),
  ];
  const which = n === 1
    ? "the image"
    : strange.length === n
    ? `all ${n} images`
    : `${strange.length} of ${n} images (${strange[0]!.name}${
      strange.length > 1 ? ", …" : ""
    })`;
  return [
    `The values of ${which} ${
      min < max ? `go from ${short(min)} to ${short(max)}` : `are ${short(min)}`
    }, where this model's preprocessing gives ${short(low)} to ${
      short(high)
    }. Floats are taken as network input: normalize them, or give the pixels as bytes.`,
  ];
}

/** By how much of a range two preprocessings differ that are two. */
const ROUNDING = 1e-3;

/**
 * Returns a note where images were normalized otherwise than a network takes them,
 * as when they were loaded for another network.
 *
 * @param of How the pictures became values.
 * @param taken How the network's input is made.
 * @returns No note, or one.
 */
export function preprocessingNotes(
  of: Preprocessing,
  taken: Preprocessing,
): readonly string[] {
  const [ends, own] = [endsOf(of), endsOf(taken)];
  const [low, high] = rangeOf(own);
  const isSame = ends.length === own.length &&
    of.channelOrder === taken.channelOrder &&
    ends.every((end, i) => Math.abs(end - own[i]!) <= ROUNDING * (high - low));
  if (isSame) return [];
  const words = (of: Preprocessing) => {
    const [low, high] = rangeOf(endsOf(of));
    return `${short(low)} to ${
      short(high)
    } as ${of.channelOrder.toUpperCase()}`;
  };
  return [
    `The images were loaded for another preprocessing than this model's: their pixels became ${
      words(of)
    }, where it takes ${
      words(taken)
    }. Load them for each network anew, or give \`preprocessing\` where you load it.`,
  ];
}

/** What black and white become, channel by channel. */
function endsOf({ scale, mean, std }: Preprocessing): readonly number[] {
  return mean.flatMap((m, c) => [-m / std[c]!, (255 * scale - m) / std[c]!]);
}

/**
 * Returns a note where bytes are no pixels but 0 and 1.
 *
 * @param pixels Pictures.
 */
export function byteNotes(
  pixels: Uint8Array | Uint8ClampedArray,
): readonly string[] {
  const [min, max] = rangeOf(pixels);
  return min < max && max === 1
    ? [
      "All bytes of the input are 0 or 1: bytes are pixels of 0…255, and these are black.",
    ]
    : [];
}

function rangeOf(values: Iterable<number>): readonly [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
