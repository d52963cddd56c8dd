/**
 * What the depthwise kernels are held to: plain loops over the definition, in
 * float64.
 *
 * @module
 */
import { outSize, type WindowShape } from "../window_shape.ts";

/** A depthwise convolution, with all lengths written out. */
export interface DepthwiseShape extends WindowShape {
  /** Images. */
  readonly batch: number;
  /** Channels of the input. */
  readonly channels: number;
  /** Output channels per input channel. */
  readonly multiplier: number;
}

/** The convolution of `x` with `filter`. */
export function forward(
  shape: DepthwiseShape,
  x: Float32Array,
  filter: Float32Array,
): Float64Array {
  const [height, width] = outSize(shape);
  const out = new Float64Array(
    shape.batch * height * width * shape.channels * shape.multiplier,
  );
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[outAt]! += x[xAt]! * filter[filterAt]!;
  });
  return out;
}

/** The gradient with respect to the input, for the output's gradient `dy`. */
export function inputGradient(
  shape: DepthwiseShape,
  dy: Float32Array,
  filter: Float32Array,
): Float64Array {
  const [height, width] = shape.size;
  const out = new Float64Array(shape.batch * height * width * shape.channels);
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[xAt]! += dy[outAt]! * filter[filterAt]!;
  });
  return out;
}

/** The gradient with respect to the filter, for the output's gradient `dy`. */
export function filterGradient(
  shape: DepthwiseShape,
  x: Float32Array,
  dy: Float32Array,
): Float64Array {
  const [height, width] = shape.filter;
  const out = new Float64Array(
    height * width * shape.channels * shape.multiplier,
  );
  forEachProduct(shape, (xAt, filterAt, outAt) => {
    out[filterAt]! += x[xAt]! * dy[outAt]!;
  });
  return out;
}

/** Calls with the places of the factors and of the sum of every product. */
function forEachProduct(
  shape: DepthwiseShape,
  visit: (x: number, filter: number, out: number) => void,
): void {
  const { batch, size, channels, multiplier, filter, strides } = shape;
  const [outHeight, outWidth] = outSize(shape);
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let ky = 0; ky < filter[0]; ky++) {
          for (let kx = 0; kx < filter[1]; kx++) {
            const y = oy * strides[0] + ky * shape.dilations[0] - shape.pad[0];
            const x = ox * strides[1] + kx * shape.dilations[1] - shape.pad[2];
            if (y < 0 || y >= size[0] || x < 0 || x >= size[1]) continue;
            for (let c = 0; c < channels * multiplier; c++) {
              visit(
                ((b * size[0] + y) * size[1] + x) * channels +
                  Math.floor(c / multiplier),
                (ky * filter[1] + kx) * channels * multiplier + c,
                ((b * outHeight + oy) * outWidth + ox) * channels *
                    multiplier + c,
              );
            }
          }
        }
      }
    }
  }
}
