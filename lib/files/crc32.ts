/** Remainders of every byte, by the polynomial of zip, its bits reversed. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1
      ? 0xedb88320 ^ (remainder >>> 1)
      : remainder >>> 1;
  }
  return remainder;
});

/** The checksum by which zip archives know their files: CRC-32 of ISO 3309. */
export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) {
    remainder = TABLE[(remainder ^ bytes[i]!) & 0xff]! ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}
