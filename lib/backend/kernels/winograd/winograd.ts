/**
 * Convolutions of 3×3 taps with stride 1 and dilation 1 by Winograd's
 * F(4×4, 3×3): a tile of 6×6 inputs becomes 36 points, as do the taps; the
 * points are multiplied and summed over channels, 36 products where the
 * definition has 144, and become 4×4 outputs.
 *
 * @module
 */
import type { KernelBinary } from "../../engine/kernel_binaries.ts";

export { type WinogradForward, winogradForward } from "./forward.ts";
export {
  type WinogradInputGradient,
  winogradInputGradient,
} from "./input_gradient.ts";
export type { WinogradShape } from "./shape.ts";
export { winogradPays } from "./winograd_pays.ts";

/** Where its kernels lie. */
export const winogradBinary: KernelBinary = {
  operation: "winograd",
  plain: new URL("./winograd.wasm", import.meta.url),
  relaxed: new URL("./winograd_relaxed.wasm", import.meta.url),
};
