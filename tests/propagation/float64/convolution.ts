import { outSize, type WindowShape } from "./windows.ts";

/** A convolution, with all lengths written out. */
export interface ConvolutionShape extends WindowShape {
  /** Images. */
  readonly images: number;
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** Groups, which divide both. */
  readonly groups: number;
}

/** The convolution of `x` with a filter `[height, width, inChannels / groups, outChannels]`. */
export function convolution(
  shape: ConvolutionShape,
  x: ArrayLike<number>,
  filter: ArrayLike<number>,
): Float64Array {
  const [height, width] = outSize(shape);
  const { images, outChannels } = shape;
  const out = new Float64Array(images * height * width * outChannels);
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[outAt]! += x[xAt]! * filter[filterAt]!;
  });
  return out;
}

/** Its gradient for the input, from that for the output. */
export function inputGradient(
  shape: ConvolutionShape,
  dy: ArrayLike<number>,
  filter: ArrayLike<number>,
): Float64Array {
  const [height, width] = shape.size;
  const { images, inChannels } = shape;
  const out = new Float64Array(images * height * width * inChannels);
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[xAt]! += dy[outAt]! * filter[filterAt]!;
  });
  return out;
}

/** Its gradient for the filter, from that for the output. */
export function filterGradient(
  shape: ConvolutionShape,
  x: ArrayLike<number>,
  dy: ArrayLike<number>,
): Float64Array {
  const { filter: [height, width], inChannels, outChannels, groups } = shape;
  const out = new Float64Array(
    height * width * inChannels / groups * outChannels,
  );
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[filterAt]! += x[xAt]! * dy[outAt]!;
  });
  return out;
}

/** Calls with the places of the factors and of the sum of every product. */
function forEachProduct(
  shape: ConvolutionShape,
  visit: (x: number, filter: number, out: number) => void,
): void {
  const { images, size, inChannels, outChannels, groups, filter } = shape;
  const { strides, dilations, pad } = shape;
  const [outHeight, outWidth] = outSize(shape);
  const channels = inChannels / groups;
  const filters = outChannels / groups;
  for (let image = 0; image < images; image++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        const out = (image * outHeight + oy) * outWidth + ox;
        for (let ky = 0; ky < filter[0]; ky++) {
          for (let kx = 0; kx < filter[1]; kx++) {
            const y = oy * strides[0] + ky * dilations[0] - pad[0];
            const x = ox * strides[1] + kx * dilations[1] - pad[2];
            if (y < 0 || y >= size[0] || x < 0 || x >= size[1]) continue;
            const pixel = (image * size[0] + y) * size[1] + x;
            const tap = ky * filter[1] + kx;
            for (let f = 0; f < outChannels; f++) {
              const first = Math.floor(f / filters) * channels;
              for (let c = 0; c < channels; c++) {
                visit(
                  pixel * inChannels + first + c,
                  (tap * channels + c) * outChannels + f,
                  out * outChannels + f,
                );
              }
            }
          }
        }
      }
    }
  }
}
