/** Returns a synthetic picture `[height, width, channels]` by formula, with hard edges. */
export function pattern(
  height: number,
  width: number,
  channels = 3,
): Uint8Array {
  const data = new Uint8Array(height * width * channels);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = [
        x * 7 + y * 13,
        x * x + y * 3,
        Math.floor(x * y / 3),
        x + y * 11,
      ];
      for (let c = 0; c < channels; c++) data[i++] = pixel[c]! % 256;
    }
  }
  return data;
}
