/** Any array that pictures or network input come in. */
type Numbers = Float32Array | Uint8Array | Uint8ClampedArray;

/** An array `[N, H, W, C]`. */
export interface Batch<T extends Numbers> {
  readonly data: T;
  readonly shape: readonly number[];
}

/**
 * Whether three axes may be height, width and channels of a picture, in an array
 * that has the channels first or last.
 */
export type IsPicture = (
  sides: readonly [height: number, width: number, channels: number],
  channelsFirst: boolean,
) => boolean;

/**
 * Returns an array as a batch of pictures with the channels last.
 *
 * It may be one picture or several, with the channels last, which is tried first,
 * or first; pictures of one channel may come without that axis.
 *
 * @param data The array; it is not changed.
 * @param shape `[H, W, C]`, `[C, H, W]`, one of these with N in front, or, of one
 * channel, `[H, W]` or `[N, H, W]`.
 * @param isPicture Which axes may be a picture's: this is what tells the layouts
 * apart.
 * @param isGray Whether three axes that are no picture with the channels last are
 * several of one channel: then `[3, H, W]` is three of them.
 * @returns The batch, `data` itself where nothing has to move; the shape as it came
 * where it is none of these.
 */
export function channelsLast<T extends Numbers>(
  data: T,
  shape: readonly number[],
  isPicture: IsPicture,
  isGray: boolean,
): Batch<T> {
  const [n, a, b, c] = [...Array(4).fill(1), ...shape].slice(-4) as [
    number,
    number,
    number,
    number,
  ];
  const isGrayPicture = isPicture([b, c, 1], false);
  if (shape.length === 2) {
    return { data, shape: isGrayPicture ? [1, b, c, 1] : shape };
  }
  if (shape.length !== 3 && shape.length !== 4) return { data, shape };
  if (isPicture([a, b, c], false)) return { data, shape: [n, a, b, c] };
  if (shape.length === 3 && isGray && isGrayPicture) {
    return { data, shape: [a, b, c, 1] };
  }
  return isPicture([b, c, a], true)
    ? { data: moveChannels(data, n, a, b * c), shape: [n, b, c, a] }
    : { data, shape };
}

/** `[n, channels, size]` as `[n, size, channels]`. */
function moveChannels<T extends Numbers>(
  data: T,
  n: number,
  channels: number,
  size: number,
): T {
  const moved = data.slice() as T;
  for (let image = 0, to = 0; image < n; image++) {
    for (let pixel = 0; pixel < size; pixel++) {
      for (let channel = 0; channel < channels; channel++, to++) {
        moved[to] = data[(image * channels + channel) * size + pixel]!;
      }
    }
  }
  return moved;
}
