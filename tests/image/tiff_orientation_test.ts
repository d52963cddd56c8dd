import { assertEquals } from "@std/assert";
import { decodeImage } from "../../lib/image/decode_image.ts";

const PIXELS = Uint8Array.from({ length: 2 * 3 * 3 }, (_, i) => 14 * i);

/** A TIFF of 2×3 pixels without compression. */
function tiff(orientation: number, isLittle: boolean, isBig: boolean) {
  const [header, entry, counter] = isBig ? [16, 20, 8] : [8, 12, 2];
  const tags: [tag: number, type: number, value: number, count?: number][] = [
    [256, 3, 3],
    [257, 3, 2],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 2],
    [273, 4, 0],
    [274, 3, orientation],
    [277, 3, 3],
    [278, 3, 2],
    [279, 4, PIXELS.length],
  ];
  const bits = header + counter + tags.length * entry + 8;
  const file = new Uint8Array(bits + 6 + PIXELS.length);
  const view = new DataView(file.buffer);
  const number = (at: number, size: number, value: number) => {
    if (size === 2) view.setUint16(at, value, isLittle);
    else if (size === 4) view.setUint32(at, value, isLittle);
    else view.setBigUint64(at, BigInt(value), isLittle);
  };
  file.fill(isLittle ? 0x49 : 0x4d, 0, 2);
  number(2, 2, isBig ? 43 : 42);
  if (isBig) number(4, 2, 8);
  number(isBig ? 8 : 4, isBig ? 8 : 4, header);
  number(header, counter, tags.length);
  tags.forEach(([tag, type, value], i) => {
    const at = header + counter + i * entry;
    const place = at + (isBig ? 12 : 8);
    number(at, 2, tag);
    number(at + 2, 2, type);
    number(at + 4, isBig ? 8 : 4, tag === 258 ? 3 : 1);
    if (tag === 258) {
      // A small file has no room for three values of 16 bits in the entry.
      if (isBig) [0, 2, 4].forEach((k) => number(place + k, 2, 8));
      else number(place, 4, bits);
    } else if (tag === 273) number(place, 4, bits + 6);
    else number(place, type === 3 ? 2 : 4, value);
  });
  [0, 2, 4].forEach((k) => number(bits + k, 2, 8));
  file.set(PIXELS, bits + 6);
  return file;
}

for (const orientation of [0, 1, 9, 10, 65535]) {
  Deno.test(`decodeImage() takes a TIFF of orientation ${orientation} as it is`, async () => {
    for (const isLittle of [true, false]) {
      for (const isBig of [true, false]) {
        const file = tiff(orientation, isLittle, isBig);
        const copy = file.slice();
        const picture = await decodeImage(file, "x");
        assertEquals(picture, {
          data: PIXELS,
          height: 2,
          width: 3,
          channels: 3,
        });
        assertEquals(file, copy);
      }
    }
  });
}

Deno.test("decodeImage() turns a TIFF of orientation 3", async () => {
  const { data } = await decodeImage(tiff(3, true, false), "x");
  const turned = [5, 4, 3, 2, 1, 0].flatMap((pixel) => [
    ...PIXELS.slice(3 * pixel, 3 * pixel + 3),
  ]);
  assertEquals([...data], turned);
});
