import { PANEL, SKEW, WinogradArgs } from "./args";

/** Blocks of input channels. */
// @ts-ignore: decorator
@inline
export function depthBlocks(args: WinogradArgs): i32 {
  return (args.inChannels + args.depth - 1) / args.depth;
}

/** Input channels of a block, rounded up to 8. */
// @ts-ignore: decorator
@inline
export function depthOf(args: WinogradArgs, block: i32): i32 {
  const left = args.inChannels - block * args.depth;
  return (min(left, args.depth) + 7) & ~7;
}

/** Panels of output channels. */
// @ts-ignore: decorator
@inline
export function panels(args: WinogradArgs): i32 {
  return (args.outChannels + PANEL - 1) / PANEL;
}

/** Bytes from a point of the filter that is transformed beforehand to the next. */
// @ts-ignore: decorator
@inline
export function filterPointStep(args: WinogradArgs): usize {
  const padded = (args.inChannels + 7) & ~7;
  return (<usize>(panels(args) * padded) << 5) + SKEW;
}

/** As {@linkcode filterPointStep}, of the input. */
// @ts-ignore: decorator
@inline
export function inputPointStep(args: WinogradArgs): usize {
  return (<usize>(args.tileCount * args.depth) << 2) + SKEW;
}
