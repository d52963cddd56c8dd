import { tileRows } from "../gemm/tile_rows";
import { NarrowGradientArgs } from "./args";

/**
 * The gradient for an input of few channels. The products of each pixel of `dy`
 * with all taps and channels of the filter are a matrix product whose panels are
 * full, where a convolution would fill 3 of 8 columns; then they are added to
 * the pixels that the taps meet.
 *
 * A unit is a block of rows of an image of `dx`.
 */
export function narrowGradient(
  args: NarrowGradientArgs,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const blocks = (args.inHeight + args.blockRows - 1) / args.blockRows;
  const sums = scratch + PRODUCTS + bytesOfProducts(args);
  const line = <usize>args.inWidth * 16;
  memory.fill(scratch, 0, INPUTS);
  for (let unit = first; unit < last; unit++) {
    const image = unit / blocks;
    const top = (unit - image * blocks) * args.blockRows;
    const bottom = min(top + args.blockRows, args.inHeight);
    memory.fill(sums, 0, <usize>(bottom - top) * line);
    const reach = (args.tapsY - 1) * args.dilationY;
    const above = top + args.padY - reach + args.strideY - 1;
    const firstRow = above < 0 ? 0 : above / args.strideY;
    const below = bottom - 1 + args.padY;
    const lastRow = min(below / args.strideY + 1, args.outHeight);
    for (let row = firstRow; row < lastRow; row++) {
      multiplyRow(args, image * args.outHeight + row, scratch);
      for (let ky = 0; ky < args.tapsY; ky++) {
        const y = row * args.strideY + ky * args.dilationY - args.padY;
        if (y < top || y >= bottom) continue;
        addRow(args, ky, scratch, sums + <usize>(y - top) * line);
      }
    }
    const pixels = (bottom - top) * args.inWidth;
    storePixels(args, (image * args.inHeight + top) * args.inWidth, pixels, sums);
  }
}

/**
 * Scratch: 32 bytes of zeros, the addresses of a tile's rows, the products of
 * a row of `dy`, and the sums for a block of `dx`, four floats a pixel so that
 * none overlap.
 */
const INPUTS: usize = 32;
const OUTPUTS: usize = 56;
const PRODUCTS: usize = 128;

/** Floats of the products of a pixel. */
// @ts-ignore: decorator
@inline
function widthOf(args: NarrowGradientArgs): i32 {
  return (args.tapsY * args.tapsX * args.inChannels + 7) & ~7;
}

/** The last pixel's are read a little beyond their end. */
// @ts-ignore: decorator
@inline
function bytesOfProducts(args: NarrowGradientArgs): usize {
  return <usize>((args.outWidth + 5) / 6 * 6 * widthOf(args)) * 4 + 16;
}

/** The products of a row of `dy`, one pixel's after the other. */
function multiplyRow(args: NarrowGradientArgs, row: i32, scratch: usize): void {
  const width = widthOf(args);
  const inputs = scratch + INPUTS;
  const outputs = scratch + OUTPUTS;
  const products = scratch + PRODUCTS;
  const pixel = <usize>args.outChannels * 4;
  const source = args.dy + <usize>(row * args.outWidth) * pixel;
  for (let x = 0; x < args.outWidth; x += 6) {
    for (let lane = 0; lane < 6; lane++) {
      const at = <usize>lane * 4;
      const column = min(x + lane, args.outWidth - 1);
      store<usize>(inputs + at, source + <usize>column * pixel);
      store<usize>(outputs + at, products + <usize>((x + lane) * width) * 4);
    }
    let panel = args.filter;
    for (let column = 0; column < width; column += 8, panel += pixel * 8) {
      tileRows(
        inputs, 1, 0, args.outChannels, panel, outputs, <usize>column * 4,
        scratch, 0,
      );
    }
  }
}

/** Adds the products with row `ky` of the taps to the sums of a row. */
function addRow(args: NarrowGradientArgs, ky: i32, scratch: usize, sums: usize): void {
  const width = <usize>widthOf(args) * 4;
  const run = <usize>args.inChannels * 4;
  const step = args.dilationX;
  let products = scratch + PRODUCTS + <usize>(ky * args.tapsX) * run;
  for (let i = 0; i < args.outWidth; i++, products += width) {
    const first = i * args.strideX - args.padX;
    const end = first + args.tapsX * step;
    let from = products;
    for (let x = first; x < end; x += step, from += run) {
      if (<u32>x >= <u32>args.inWidth) continue;
      const sum = sums + <usize>x * 16;
      v128.store(sum, v128.add<f32>(v128.load(sum), v128.load(from)));
    }
  }
}

/** Writes the channels of the pixels from `first` on. */
function storePixels(args: NarrowGradientArgs, first: i32, pixels: i32, sums: usize): void {
  const run = <usize>args.inChannels * 4;
  let where = <usize>first * run;
  for (let i = 0; i < pixels; i++, sums += 16) {
    for (let c: usize = 0; c < run; c += 4, where += 4) {
      store<f32>(args.dx + where, load<f32>(sums + c));
    }
  }
}
