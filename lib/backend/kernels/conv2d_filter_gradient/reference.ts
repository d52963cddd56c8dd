/** A convolution, with all lengths written out. */
export interface ConvolutionShape {
  /** Images. */
  readonly batch: number;
  /** Height and width of the input. */
  readonly size: readonly [number, number];
  /** Channels of the input. */
  readonly channels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** Height and width of the filter. */
  readonly filter: readonly [number, number];
  /** Rows and columns between outputs. */
  readonly strides: readonly [number, number];
  /** Rows and columns between taps. */
  readonly dilations: readonly [number, number];
  /** Zeros at top, bottom, left and right. */
  readonly pad: readonly [number, number, number, number];
}

/** Height and width of the output. */
export function outSize(shape: ConvolutionShape): [number, number] {
  const { size, filter, strides, dilations, pad } = shape;
  const along = (axis: 0 | 1) => {
    const padded = size[axis] + pad[2 * axis]! + pad[2 * axis + 1]!;
    const reach = (filter[axis] - 1) * dilations[axis] + 1;
    return Math.max(0, Math.floor((padded - reach) / strides[axis]) + 1);
  };
  return [along(0), along(1)];
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
