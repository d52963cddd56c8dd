/**
 * Returns red, green, blue of pixels in cyan, magenta, yellow, black:
 * `(255 − k)(1 − c / 255)`, rounded, without a colour profile.
 *
 * This is how Pillow's `convert("RGB")` does it, to the byte. A colour-managed
 * conversion looks nicer and gives a network other numbers than it was trained on.
 *
 * @param cmyk Pixels, four bytes each, 0 is no ink.
 * @returns Pixels, three bytes each.
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array(cmyk.length / 4 * 3);
  for (let i = 0, o = 0; i < cmyk.length; i += 4) {
    const light = 255 - cmyk[i + 3]!;
    for (let c = 0; c < 3; c++) {
      rgb[o++] = light - Math.round(cmyk[i + c]! * light / 255);
    }
  }
  return rgb;
}
