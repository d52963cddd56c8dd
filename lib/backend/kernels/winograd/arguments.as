/**
 * The words of a launch, in the order in which `run.ts` writes them.
 * F(4×4, 3×3): a tile is 6×6 values of input and gives 4×4 of output.
 */

/** Values of input along a side of a tile. */
export const SIDE: i32 = 6;
/** Points of a tile: its multiplications per input and output channel. */
export const POINTS: i32 = 36;
/** Output channels of a panel of the transformed filter. */
export const PANEL: i32 = 8;
/** Bytes between rows of points that keep them out of one cache set. */
export const SKEW: usize = 64;
/** Bytes at the start of the scratch for transforms: what the filter's takes. */
export const INTERMEDIATE: usize = 19584;

// @ts-ignore: decorator
@inline
function word(args: usize, index: i32): i32 {
  return load<i32>(args + (<usize>index << 2));
}

/** Input. */
// @ts-ignore: decorator
@inline
export function input(args: usize): usize {
  return <usize>word(args, 0);
}

// @ts-ignore: decorator
@inline
export function filter(args: usize): usize {
  return <usize>word(args, 1);
}

// @ts-ignore: decorator
@inline
export function output(args: usize): usize {
  return <usize>word(args, 2);
}

/** Factors of the output, one a channel; or 0. */
// @ts-ignore: decorator
@inline
export function scale(args: usize): usize {
  return <usize>word(args, 3);
}

/** A tensor of the output's shape to add; or 0. */
// @ts-ignore: decorator
@inline
export function residual(args: usize): usize {
  return <usize>word(args, 4);
}

/** Terms of the output, one a channel; or 0. */
// @ts-ignore: decorator
@inline
export function shift(args: usize): usize {
  return <usize>word(args, 5);
}

/** Number of the activation. */
// @ts-ignore: decorator
@inline
export function activation(args: usize): i32 {
  return word(args, 6);
}

/** Slope of a leakyrelu. */
// @ts-ignore: decorator
@inline
export function alpha(args: usize): f32 {
  return load<f32>(args, 28);
}

/** Slopes of a prelu, one a channel. */
// @ts-ignore: decorator
@inline
export function slopes(args: usize): usize {
  return <usize>word(args, 8);
}

// @ts-ignore: decorator
@inline
export function height(args: usize): i32 {
  return word(args, 9);
}

// @ts-ignore: decorator
@inline
export function width(args: usize): i32 {
  return word(args, 10);
}

// @ts-ignore: decorator
@inline
export function inChannels(args: usize): i32 {
  return word(args, 11);
}

// @ts-ignore: decorator
@inline
export function outHeight(args: usize): i32 {
  return word(args, 12);
}

// @ts-ignore: decorator
@inline
export function outWidth(args: usize): i32 {
  return word(args, 13);
}

// @ts-ignore: decorator
@inline
export function outChannels(args: usize): i32 {
  return word(args, 14);
}

// @ts-ignore: decorator
@inline
export function padTop(args: usize): i32 {
  return word(args, 15);
}

// @ts-ignore: decorator
@inline
export function padLeft(args: usize): i32 {
  return word(args, 16);
}

/** Whether the filter is read turned by 180° with its channels swapped. */
// @ts-ignore: decorator
@inline
export function turned(args: usize): bool {
  return word(args, 17) != 0;
}

/** Tiles along the height of an image. */
// @ts-ignore: decorator
@inline
export function tileRows(args: usize): i32 {
  return word(args, 18);
}

/** Tiles along the width of an image. */
// @ts-ignore: decorator
@inline
export function tileColumns(args: usize): i32 {
  return word(args, 19);
}

/** First tile of the launch, counted through the batch. */
// @ts-ignore: decorator
@inline
export function firstTile(args: usize): i32 {
  return word(args, 20);
}

/** Tiles of the launch. */
// @ts-ignore: decorator
@inline
export function tileCount(args: usize): i32 {
  return word(args, 21);
}

/** Blocks of tiles that `tiles` cuts the launch into. */
// @ts-ignore: decorator
@inline
export function tileBlocks(args: usize): i32 {
  return word(args, 22);
}

/** Input channels of a block; a multiple of 8. */
// @ts-ignore: decorator
@inline
export function depth(args: usize): i32 {
  return word(args, 23);
}

/** Output channels of a block; a multiple of 8. */
// @ts-ignore: decorator
@inline
export function breadth(args: usize): i32 {
  return word(args, 24);
}

/**
 * What is transformed beforehand: the filter for the units of `tiles`, the
 * input for those of `channels`.
 */
// @ts-ignore: decorator
@inline
export function workspace(args: usize): usize {
  return <usize>word(args, 25);
}

/** A coefficient of the transforms in every lane; `points.ts` names them. */
// @ts-ignore: decorator
@inline
export function coefficient(args: usize, index: i32): v128 {
  return v128.load32_splat(args + 104 + (<usize>index << 2));
}

/** Blocks of input channels. */
// @ts-ignore: decorator
@inline
export function depthBlocks(args: usize): i32 {
  return (inChannels(args) + depth(args) - 1) / depth(args);
}

/** Input channels of a block, rounded up to 8. */
// @ts-ignore: decorator
@inline
export function depthOf(args: usize, block: i32): i32 {
  const left = inChannels(args) - block * depth(args);
  return (min(left, depth(args)) + 7) & ~7;
}

/** Panels of output channels. */
// @ts-ignore: decorator
@inline
export function panels(args: usize): i32 {
  return (outChannels(args) + PANEL - 1) / PANEL;
}
