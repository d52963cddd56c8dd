/** What a GIF of a test is. */
export interface GifParts {
  /** Size of the picture. */
  readonly canvas: readonly [height: number, width: number];
  /** Where the frame lies, and its size; all of the picture by default. */
  readonly frame?: readonly [
    top: number,
    left: number,
    height: number,
    width: number,
  ];
  /** Colors of the file and of the frame: 2, 4, … 256 of them. */
  readonly palette?: readonly (readonly number[])[];
  readonly framePalette?: readonly (readonly number[])[];
  /** Index of the file's background, which no reader heeds. */
  readonly background?: number;
  readonly transparent?: number;
  readonly interlaced?: boolean;
  /** An index for each pixel of the frame, as they are stored. */
  readonly indices: readonly number[];
  /** Bits of an index. */
  readonly bits: number;
}

/** The bytes of a GIF whose codes are all literal. */
export function gif(parts: GifParts): Uint8Array<ArrayBuffer> {
  const { canvas, palette, framePalette, transparent, indices } = parts;
  const [height, width] = canvas;
  const [top, left, rows, columns] = parts.frame ?? [0, 0, height, width];
  const words = (...values: number[]) =>
    values.flatMap((value) => [value & 255, value >> 8]);
  const flags = (colors: GifParts["palette"]) =>
    colors === undefined ? 0 : 0x80 | (Math.log2(colors.length) - 1);
  return Uint8Array.from([
    ...new TextEncoder().encode("GIF89a"),
    ...words(width, height),
    ...[flags(palette), parts.background ?? 0, 0],
    ...(palette ?? []).flat(),
    ...(transparent === undefined
      ? []
      : [0x21, 0xf9, 4, 1, 0, 0, transparent, 0]),
    ...[0x2c, ...words(left, top, columns, rows)],
    flags(framePalette) | (parts.interlaced ? 0x40 : 0),
    ...(framePalette ?? []).flat(),
    ...codes(indices, parts.bits),
    0x3b,
  ]);
}

/** Clears the table of codes often enough that they never grow longer. */
function codes(indices: readonly number[], bits: number): number[] {
  const clear = 1 << bits;
  const stream = indices.flatMap((index, i) =>
    i % (clear - 2) === 0 ? [clear, index] : [index]
  );
  const ones = [...stream, clear + 1].flatMap((code) =>
    Array.from({ length: bits + 1 }, (_, k) => code >> k & 1)
  );
  const bytes = Array.from(
    { length: Math.ceil(ones.length / 8) },
    (_, i) =>
      ones.slice(8 * i, 8 * i + 8)
        .reduce((byte, one, k) => byte | one << k, 0),
  );
  const blocks: number[] = [];
  for (let i = 0; i < bytes.length; i += 255) {
    const block = bytes.slice(i, i + 255);
    blocks.push(block.length, ...block);
  }
  return [bits, ...blocks, 0];
}
