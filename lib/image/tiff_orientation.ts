/** The tag of a TIFF that says how the picture is turned. */
const ORIENTATION = 274;

/**
 * Returns the bytes of a TIFF whose first picture is turned in a way that there
 * is: values other than 1…8 become 1, "as it is", as Pillow takes them. The codec
 * library refuses such a file.
 *
 * @param bytes The file, in either byte order, small or big; not changed.
 * @returns The bytes themselves, or a changed copy.
 */
export function withValidOrientation(bytes: Uint8Array): Uint8Array {
  const place = orientationPlace(bytes);
  if (place === undefined) return bytes;
  const [at, isLittle] = place;
  const value = view(bytes).getUint16(at, isLittle);
  if (value >= 1 && value <= 8) return bytes;
  const copy = bytes.slice();
  view(copy).setUint16(at, 1, isLittle);
  return copy;
}

/** Where the value of the tag lies, in the first directory of tags. */
function orientationPlace(
  bytes: Uint8Array,
): readonly [at: number, isLittle: boolean] | undefined {
  const file = view(bytes);
  const isLittle = bytes[0] === 0x49;
  const isBig = bytes.length >= 16 && file.getUint16(2, isLittle) === 43;
  const number = (at: number, size: number) => {
    if (at + size > bytes.length) return NaN;
    if (size === 2) return file.getUint16(at, isLittle);
    if (size === 4) return file.getUint32(at, isLittle);
    return Number(file.getBigUint64(at, isLittle));
  };
  const start = isBig ? number(8, 8) : number(4, 4);
  const count = number(start, isBig ? 8 : 2);
  const first = start + (isBig ? 8 : 2);
  const length = isBig ? 20 : 12;
  for (let i = 0; i < Math.min(count, 2 ** 16); i++) {
    const at = first + i * length;
    if (number(at, 2) === ORIENTATION && at + length <= bytes.length) {
      return [at + (isBig ? 12 : 8), isLittle];
    }
  }
  return undefined;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
