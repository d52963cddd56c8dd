const words = new DataView(new ArrayBuffer(4));

/** The bits of a 32-bit float as an integer, for the arguments of a launch. */
export function f32Bits(value: number): number {
  words.setFloat32(0, value);
  return words.getInt32(0);
}
