import { winogradPays, type WinogradShape } from "../winograd/winograd.ts";
import type { Axis, Geometry } from "./geometry.ts";

/**
 * The sizes of a convolution as Winograd's algorithm has them; undefined where
 * the algorithm does not apply or does not pay.
 */
export function forwardShape(geometry: Geometry): WinogradShape | undefined {
  const { images, inChannels, outChannels, y, x } = geometry;
  return ifItPays(geometry, {
    batch: images,
    inHeight: y.in,
    inWidth: x.in,
    inChannels,
    outHeight: y.out,
    outWidth: x.out,
    outChannels,
  });
}

/** As {@linkcode forwardShape}, for the gradient of the input. */
export function gradientShape(geometry: Geometry): WinogradShape | undefined {
  const { images, inChannels, outChannels, y, x } = geometry;
  return ifItPays(geometry, {
    batch: images,
    inHeight: y.out,
    inWidth: x.out,
    inChannels: outChannels,
    outHeight: y.in,
    outWidth: x.in,
    outChannels: inChannels,
  });
}

function ifItPays(
  { groups, y, x }: Geometry,
  shape: WinogradShape,
): WinogradShape | undefined {
  const applies = groups === 1 && isPlain(y) && isPlain(x);
  return applies && winogradPays(shape) ? shape : undefined;
}

function isPlain({ taps, stride, dilation, pad }: Axis): boolean {
  return taps === 3 && stride === 1 && dilation === 1 && pad <= 2;
}
