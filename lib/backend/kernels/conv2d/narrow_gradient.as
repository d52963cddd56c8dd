import { tileRows } from "../gemm/tile_rows";

/**
 * The gradient for an input of few channels, with the fields that
 * `narrow_gradient.ts` writes. The products of each pixel of `dy` with all taps
 * and channels of the filter are a matrix product whose panels are full, where
 * a convolution would fill 3 of 8 columns; then they are added to the pixels
 * that the taps meet.
 */
@unmanaged
class Narrow {
  dy: usize;
  outHeight: i32;
  outWidth: i32;
  outChannels: i32;
  /** Packed panels of `outChannels` rows; a column is a tap and a channel. */
  filter: usize;
  tapsY: i32;
  tapsX: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  padY: i32;
  padX: i32;
  dx: usize;
  inHeight: i32;
  inWidth: i32;
  /** At most 4. */
  inChannels: i32;
  /** Rows of `dx` of a unit. */
  blockRows: i32;
}

/** A unit is a block of rows of an image of `dx`. */
export function narrowGradient(
  args: usize,
  first: i32,
  last: i32,
  scratch: usize,
): void {
  const job = changetype<Narrow>(args);
  const blocks = (job.inHeight + job.blockRows - 1) / job.blockRows;
  const sums = scratch + PRODUCTS + bytesOfProducts(job);
  const line = <usize>job.inWidth * 16;
  memory.fill(scratch, 0, INPUTS);
  for (let unit = first; unit < last; unit++) {
    const image = unit / blocks;
    const top = (unit - image * blocks) * job.blockRows;
    const bottom = min(top + job.blockRows, job.inHeight);
    memory.fill(sums, 0, <usize>(bottom - top) * line);
    const reach = (job.tapsY - 1) * job.dilationY;
    const above = top + job.padY - reach + job.strideY - 1;
    const firstRow = above < 0 ? 0 : above / job.strideY;
    const below = bottom - 1 + job.padY;
    const lastRow = min(below / job.strideY + 1, job.outHeight);
    for (let row = firstRow; row < lastRow; row++) {
      multiplyRow(job, image * job.outHeight + row, scratch);
      for (let ky = 0; ky < job.tapsY; ky++) {
        const y = row * job.strideY + ky * job.dilationY - job.padY;
        if (y < top || y >= bottom) continue;
        addRow(job, ky, scratch, sums + <usize>(y - top) * line);
      }
    }
    const pixels = (bottom - top) * job.inWidth;
    storePixels(job, (image * job.inHeight + top) * job.inWidth, pixels, sums);
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
function widthOf(job: Narrow): i32 {
  return (job.tapsY * job.tapsX * job.inChannels + 7) & ~7;
}

/** The last pixel's are read a little beyond their end. */
// @ts-ignore: decorator
@inline
function bytesOfProducts(job: Narrow): usize {
  return <usize>((job.outWidth + 5) / 6 * 6 * widthOf(job)) * 4 + 16;
}

/** The products of a row of `dy`, one pixel's after the other. */
function multiplyRow(job: Narrow, row: i32, scratch: usize): void {
  const width = widthOf(job);
  const inputs = scratch + INPUTS;
  const outputs = scratch + OUTPUTS;
  const products = scratch + PRODUCTS;
  const pixel = <usize>job.outChannels * 4;
  const source = job.dy + <usize>(row * job.outWidth) * pixel;
  for (let x = 0; x < job.outWidth; x += 6) {
    for (let lane = 0; lane < 6; lane++) {
      const at = <usize>lane * 4;
      const column = min(x + lane, job.outWidth - 1);
      store<usize>(inputs + at, source + <usize>column * pixel);
      store<usize>(outputs + at, products + <usize>((x + lane) * width) * 4);
    }
    let panel = job.filter;
    for (let column = 0; column < width; column += 8, panel += pixel * 8) {
      tileRows(
        inputs, 1, 0, job.outChannels, panel, outputs, <usize>column * 4,
        scratch, 0,
      );
    }
  }
}

/** Adds the products with row `ky` of the taps to the sums of a row. */
function addRow(job: Narrow, ky: i32, scratch: usize, sums: usize): void {
  const width = <usize>widthOf(job) * 4;
  const run = <usize>job.inChannels * 4;
  const step = job.dilationX;
  let products = scratch + PRODUCTS + <usize>(ky * job.tapsX) * run;
  for (let i = 0; i < job.outWidth; i++, products += width) {
    const first = i * job.strideX - job.padX;
    const end = first + job.tapsX * step;
    let from = products;
    for (let x = first; x < end; x += step, from += run) {
      if (<u32>x >= <u32>job.inWidth) continue;
      const sum = sums + <usize>x * 16;
      v128.store(sum, v128.add<f32>(v128.load(sum), v128.load(from)));
    }
  }
}

/** Writes the channels of the pixels from `first` on. */
function storePixels(job: Narrow, first: i32, pixels: i32, sums: usize): void {
  const run = <usize>job.inChannels * 4;
  let where = <usize>first * run;
  for (let i = 0; i < pixels; i++, sums += 16) {
    for (let c: usize = 0; c < run; c += 4, where += 4) {
      store<f32>(job.dx + where, load<f32>(sums + c));
    }
  }
}
