/** Whether this engine compiles relaxed SIMD, and so fused multiply-add. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(MODULE);
}

// (module (func (result v128) v128.const 0 v128.const 0 v128.const 0
//   f32x4.relaxed_madd))
const ZERO = [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const BODY = [0, ...ZERO, ...ZERO, ...ZERO, 0xfd, 0x85, 0x02, 0x0b];
const MODULE = new Uint8Array([
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7b],
  ...[3, 2, 1, 0],
  ...[10, BODY.length + 2, 1, BODY.length, ...BODY],
]);
