/** Pixels of a panel. */
export interface PanelSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Returns the size at which a picture is drawn in a panel `size` pixels wide
 * and at most half as high again. Pixels are square, except where the panel
 * would become a thread, as for a signal of one row.
 */
export function fitPanel(
  height: number,
  width: number,
  size: number,
): PanelSize {
  const ratio = height / width;
  if (ratio > 12) return { width: size / 8, height: size * 1.5 };
  if (ratio < 1 / 12) return { width: size, height: size / 8 };
  const fitted = Math.min(size, size * 1.5 / ratio);
  return { width: fitted, height: fitted * ratio };
}
