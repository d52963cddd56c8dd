import { outSize, type WindowShape } from "../window_shape.ts";

/** A convolution, with all lengths written out. */
export interface ConvolutionShape extends WindowShape {
  /** Images. */
  readonly batch: number;
  /** Channels of the input. */
  readonly channels: number;
  /** Channels of the output. */
  readonly outChannels: number;
}

/**
 * The gradient with respect to the filter, for the output's gradient `dy`, by
 * plain loops in float64.
 */
export function filterGradient(
  shape: ConvolutionShape,
  x: Float32Array,
  dy: Float32Array,
): Float64Array {
  const { batch, size, channels, outChannels, filter, strides, pad } = shape;
  const [outHeight, outWidth] = outSize(shape);
  const out = new Float64Array(
    filter[0] * filter[1] * channels * outChannels,
  );
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < outHeight; oy++) {
      for (let ox = 0; ox < outWidth; ox++) {
        for (let ky = 0; ky < filter[0]; ky++) {
          for (let kx = 0; kx < filter[1]; kx++) {
            const iy = oy * strides[0] + ky * shape.dilations[0] - pad[0];
            const ix = ox * strides[1] + kx * shape.dilations[1] - pad[2];
            if (iy < 0 || iy >= size[0] || ix < 0 || ix >= size[1]) continue;
            const from = ((b * size[0] + iy) * size[1] + ix) * channels;
            const to = ((b * outHeight + oy) * outWidth + ox) * outChannels;
            const at = (ky * filter[1] + kx) * channels;
            for (let i = 0; i < channels; i++) {
              for (let o = 0; o < outChannels; o++) {
                out[(at + i) * outChannels + o]! += x[from + i]! * dy[to + o]!;
              }
            }
          }
        }
      }
    }
  }
  return out;
}
