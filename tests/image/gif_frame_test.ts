/**
 * GIFs as Pillow's `convert("RGB")` has them: each of these cases was compared
 * with Pillow 9.4.0 when it was written.
 */
import { assertEquals, assertRejects } from "@std/assert";
import { decodeImage } from "../../lib/image/decode_image.ts";
import { gif, type GifParts } from "./gif.ts";

const COLORS = [[10, 20, 30], [50, 50, 50], [90, 80, 70], [130, 110, 90]];
const OTHERS = [[200, 100, 5], [160, 90, 6], [120, 80, 7], [80, 70, 8]];
const gray = (i: number) => [i, i, i];
const twelve = Array.from({ length: 12 }, (_, i) => (7 * i + (i >> 2)) % 4);
const six = twelve.slice(0, 6);

/** Six pixels in the middle of 5×6, and `outside` around them. */
function framed(outside: readonly number[], colors: typeof COLORS) {
  return Array.from({ length: 30 }, (_, i) => {
    const [y, x] = [Math.floor(i / 6) - 1, i % 6 - 2];
    const inside = y >= 0 && y < 2 && x >= 0 && x < 3;
    return inside ? colors[six[3 * y + x]!]! : outside;
  });
}

const SMALL = {
  canvas: [5, 6],
  frame: [1, 2, 2, 3],
  palette: COLORS,
  background: 3,
  indices: six,
  bits: 2,
} as const;

const CASES: Readonly<
  Record<
    string,
    readonly [
      parts: GifParts,
      size: readonly number[],
      pixels: readonly (readonly number[])[],
    ]
  >
> = {
  "the color under a transparent pixel": [
    {
      canvas: [3, 4],
      palette: COLORS,
      transparent: 2,
      indices: twelve,
      bits: 2,
    },
    [3, 4],
    twelve.map((index) => COLORS[index]!),
  ],
  "the palette's first color around a small frame": [
    SMALL,
    [5, 6],
    framed(COLORS[0]!, COLORS),
  ],
  "the transparent color around a small frame": [
    { ...SMALL, transparent: 2 },
    [5, 6],
    framed(COLORS[2]!, COLORS),
  ],
  "the frame's own colors": [
    { ...SMALL, framePalette: OTHERS, transparent: 1 },
    [5, 6],
    framed(OTHERS[1]!, OTHERS),
  ],
  "a frame that reaches beyond the picture": [
    { ...SMALL, canvas: [2, 3], frame: [1, 1, 2, 3] },
    [3, 4],
    [
      ...Array(4).fill(COLORS[0]),
      ...[0, 1].flatMap((y) => [
        COLORS[0]!,
        ...six.slice(3 * y, 3 * y + 3).map((index) => COLORS[index]!),
      ]),
    ],
  ],
  "gray where an index has no color": [
    {
      canvas: [3, 4],
      palette: COLORS,
      indices: twelve.map((index) => 3 * index),
      bits: 4,
    },
    [3, 4],
    twelve.map((index) =>
      index === 0 ? COLORS[0]! : COLORS[3 * index] ?? gray(3 * index)
    ),
  ],
  "gray where there is no palette": [
    { canvas: [3, 4], transparent: 3, indices: twelve, bits: 2 },
    [3, 4],
    twelve.map(gray),
  ],
  "256 colors": [
    {
      canvas: [3, 4],
      palette: Array.from({ length: 256 }, (_, i) => [i, 255 - i, 3 * i % 256]),
      transparent: 255,
      indices: [0, 255, 254, 128, 127, 1, 2, 3, 253, 100, 200, 255],
      bits: 8,
    },
    [3, 4],
    [0, 255, 254, 128, 127, 1, 2, 3, 253, 100, 200, 255]
      .map((i) => [i, 255 - i, 3 * i % 256]),
  ],
  "rows that are interlaced": [
    {
      canvas: [11, 1],
      palette: COLORS,
      transparent: 1,
      interlaced: true,
      // Rows 0, 8; 4; 2, 6, 10; 1, 3, 5, 7, 9.
      indices: [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2],
      bits: 2,
    },
    [11, 1],
    [0, 2, 3, 3, 2, 0, 0, 1, 1, 2, 1].map((index) => COLORS[index]!),
  ],
};

for (const [what, [parts, size, pixels]] of Object.entries(CASES)) {
  Deno.test(`decodeImage() of a GIF has ${what}`, async () => {
    const { data, height, width } = await decodeImage(gif(parts), "x");
    assertEquals([height, width], size);
    assertEquals([...data], pixels.flat());
  });
}

Deno.test("decodeImage() heeds every extension before a GIF's first frame only", async () => {
  const file = gif({ ...SMALL, transparent: 2 });
  const control = file.indexOf(0x21);
  const comment = [0x21, 0xfe, 3, 0x2c, 0x21, 0, 2, 1, 2, 0];
  const loop = [0x21, 0xff, 11, ...new TextEncoder().encode("NETSCAPE2.0")];
  const second = gif({ ...SMALL, transparent: 1, framePalette: OTHERS });
  const animated = Uint8Array.from([
    ...file.slice(0, control),
    ...comment,
    ...[...loop, 3, 1, 0, 0, 0],
    ...file.slice(control, -1),
    ...second.slice(control),
  ]);
  const { data } = await decodeImage(animated, "x");
  assertEquals([...data], framed(COLORS[2]!, COLORS).flat());
});

Deno.test("decodeImage() refuses a GIF that lacks pixels, blocks or its frame", async () => {
  const whole = { canvas: [3, 4], palette: COLORS, bits: 2 } as const;
  const file = gif({ ...whole, indices: twelve });
  for (
    const wrong of [
      gif({ ...whole, indices: twelve.slice(1) }),
      file.slice(0, -3),
      Uint8Array.from([...file.slice(0, 25), 0x3b]),
    ]
  ) {
    await assertRejects(
      () => decodeImage(wrong, '"a.gif"'),
      SyntaxError,
      'Cannot decode "a.gif" as it must be a whole image file',
    );
  }
  await decodeImage(file.slice(0, -1), "without its last byte, as Pillow");
});
