/** The part of an axis that a centre crop keeps. */
export interface Window {
  /** First kept index. */
  readonly start: number;
  /** Number of indices kept. */
  readonly count: number;
  /** Number of zeros before the kept part, where the crop is longer than the axis. */
  readonly before: number;
}

/**
 * Returns what a centre crop keeps of one axis, as torchvision's `CenterCrop`:
 * the offset is `(length − crop) / 2` with halves rounded to even; an axis that
 * is too short gets `floor((crop − length) / 2)` zeros in front.
 *
 * @param length Length of the axis.
 * @param crop Length after the crop; null keeps all.
 * @returns The window.
 */
export function centreWindow(length: number, crop: number | null): Window {
  if (crop === null) return { start: 0, count: length, before: 0 };
  if (crop > length) {
    return { start: 0, count: length, before: Math.floor((crop - length) / 2) };
  }
  return { start: roundHalfEven((length - crop) / 2), count: crop, before: 0 };
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
