import type { Picture } from "./picture.ts";

/** The first frame of a GIF, apart from the rest. */
export interface GifFrame {
  /**
   * A GIF of the frame alone, without transparency. In red it has the index of
   * each pixel, in green 255: where green is 0, the frame has no pixel.
   */
  readonly file: Uint8Array;
  /** Where the frame lies in the picture. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The size of the picture, which the frame need not fill. */
  readonly canvas: readonly [height: number, width: number];
  /** Red, green and blue of 256 indices; gray beyond the file's own colors. */
  readonly palette: Uint8Array;
  /** The index of what the frame does not fill: the transparent one, or 0. */
  readonly background: number;
}

/** Where the parts of a GIF begin, and what marks them. */
const SCREEN = 6;
const AFTER_SCREEN = 13;
const [EXTENSION, CONTROL, IMAGE, TRAILER] = [0x21, 0xf9, 0x2c, 0x3b];

/**
 * Returns the first frame of a GIF, for {@linkcode drawGifFrame}.
 *
 * The codec library forgets the color under a transparent pixel and draws black
 * where a frame does not reach, Pillow's `convert("RGB")` does neither.
 *
 * @param bytes The file.
 * @returns The frame; undefined if the file ends before it does.
 */
export function gifFrame(bytes: Uint8Array): GifFrame | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number) => view.getUint16(at, true);
  const colors = (at: number) => 3 << ((bytes[at]! & 7) + 1);
  const hasColors = (at: number) => (bytes[at]! & 0x80) !== 0;
  if (bytes.length < AFTER_SCREEN) return undefined;
  let at = AFTER_SCREEN;
  let own = new Uint8Array();
  if (hasColors(SCREEN + 4)) {
    own = bytes.slice(at, at + colors(SCREEN + 4));
    at += own.length;
  }
  let transparent: number | undefined;
  while (bytes[at] === EXTENSION) {
    if (bytes[at + 1] === CONTROL && (bytes[at + 3]! & 1) === 1) {
      transparent = bytes[at + 6];
    }
    at = afterBlocks(bytes, at + 2);
  }
  if (bytes[at] !== IMAGE || at + 10 > bytes.length) return undefined;
  const [left, top] = [word(at + 1), word(at + 3)];
  const [width, height] = [word(at + 5), word(at + 7)];
  const flags = at + 9;
  at = flags + 1;
  if (hasColors(flags)) {
    own = bytes.slice(at, at + colors(flags));
    at += own.length;
  }
  const end = afterBlocks(bytes, at + 1);
  if (end > bytes.length) return undefined;
  const palette = new Uint8Array(768).map((_, i) => Math.floor(i / 3));
  palette.set(own);
  const size = bytes.subarray(flags - 4, flags);
  const interlaced = bytes[flags]! & 0x40;
  return {
    file: joined([
      new TextEncoder().encode("GIF89a"),
      [...size, 0xf7, 0, 0],
      Array.from({ length: 256 }, (_, i) => [i, 255, 0]).flat(),
      [IMAGE, 0, 0, 0, 0, ...size, interlaced],
      bytes.subarray(at, end),
      [TRAILER],
    ]),
    ...{ left, top, width, height, palette },
    canvas: [
      Math.max(word(SCREEN + 2), top + height),
      Math.max(word(SCREEN), left + width),
    ],
    background: transparent ?? 0,
  };
}

function joined(parts: readonly ArrayLike<number>[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, p) => sum + p.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Where a chain of blocks ends; beyond the file if that ends before. */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 1;
}

/**
 * Returns the picture that a frame is, as Pillow's `convert("RGB")` of a GIF.
 *
 * @param frame The frame.
 * @param indices Its file, decoded: `[height, width, 3]`.
 * @returns The picture; undefined if a pixel is missing.
 */
export function drawGifFrame(
  frame: GifFrame,
  indices: Uint8Array,
): Picture | undefined {
  const { palette, background, left, top, width, height } = frame;
  const [rows, columns] = frame.canvas;
  const data = new Uint8Array(3 * rows * columns);
  if (width < columns || height < rows) {
    const color = palette.subarray(3 * background, 3 * background + 3);
    for (let i = 0; i < data.length; i++) data[i] = color[i % 3]!;
  }
  for (let y = 0, from = 0; y < height; y++) {
    let to = 3 * ((top + y) * columns + left);
    for (let x = 0; x < width; x++, from += 3, to += 3) {
      if (indices[from + 1] === 0) return undefined;
      const color = 3 * indices[from]!;
      data[to] = palette[color]!;
      data[to + 1] = palette[color + 1]!;
      data[to + 2] = palette[color + 2]!;
    }
  }
  return { data, height: rows, width: columns, channels: 3 };
}
