/** Height, width and channels of an image. */
export type ImageShape = readonly [
  height: number,
  width: number,
  channels: number,
];

/** The numbers of `draw` in `torch_logits.py`. */
export function drawn(seed: number, count: number): Float32Array {
  let x = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    x = (Math.imul(1664525, x) + 1013904223) >>> 0;
    return (x >>> 16) / 32768 - 1;
  });
}

/** The image of `torch_logits.py`, channels last. */
export function drawnImage(
  [height, width, channels]: ImageShape,
): Float32Array {
  const planes = drawn(1000, height * width * channels);
  return planes.map((_, i) =>
    planes[(i % channels) * height * width + Math.floor(i / channels)]!
  );
}
