/** How files begin, by format; a point stands for any byte. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  PNG: /^\x89PNG\r\n/,
  JPEG: /^\xff\xd8\xff/,
  GIF: /^GIF8[79]a/,
  WebP: /^RIFF[^]{4}WEBP/,
  TIFF: /^(II[*+]\0|MM\0[*+])/,
  AVIF: /^[^]{4}ftyp(avif|avis|mif1|miaf)/,
};

/** Bytes at the beginning of a file that {@linkcode imageFormat} looks at. */
export const FORMAT_BYTES = 12;

/**
 * Returns the format of an image by its first bytes: one of those that
 * {@linkcode decodeImage} reads, whatever the file is called.
 *
 * @param start The first {@linkcode FORMAT_BYTES} bytes of the file, or more.
 * @returns The format; undefined if it is none of them.
 */
export function imageFormat(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start.subarray(0, FORMAT_BYTES));
  return Object.entries(BEGINNINGS).find(([, begins]) => begins.test(text))
    ?.[0];
}
