/** Images of a series in their fixed order, of which a slice is made. */
export interface ImageRange {
  /** Of the slice. */
  readonly name: string;
  /** The first image, and the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** The images up to a scale, so many at a time; the last may be fewer. */
export function imageRanges(
  scale: number,
  size: number,
): readonly ImageRange[] {
  return Array.from({ length: Math.ceil(scale / size) }, (_, i) => {
    const start = i * size;
    const end = Math.min(start + size, scale);
    return { name: `images ${start + 1}-${end}`, start, end };
  });
}

/** The places from one to before another. */
export function placesOf(start: number, end: number): readonly number[] {
  return Array.from({ length: end - start }, (_, i) => start + i);
}
