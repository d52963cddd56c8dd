import type { Images } from "./images.ts";

/**
 * Returns batches of one size as one batch, in their order. It has the notes of
 * all, and their preprocessing where that is the same.
 *
 * @param batches One at least.
 * @throws {TypeError} If their sizes differ.
 */
export function joinImages(batches: readonly Images[]): Images {
  const [first] = batches as readonly [Images];
  const { shape: [, ...size], names: [name], preprocessing } = first;
  const words = ({ shape: [, height, width] }: Images) => `${height}×${width}`;
  const other = batches.find((batch) => words(batch) !== words(first));
  if (other !== undefined) {
    throw new TypeError(
      "Cannot make a batch as its images must have one size (load them with { size } to resize them): " +
        `"${name}" has ${words(first)} and "${other.names[0]}" ${words(other)}`,
    );
  }
  const isSame = batches.every((batch) =>
    JSON.stringify(batch.preprocessing) === JSON.stringify(preprocessing)
  );
  const names = batches.flatMap(({ names }) => names);
  const pixels = names.length * size[0] * size[1];
  const values = new Float32Array(pixels * size[2]);
  const rgb = new Uint8Array(pixels * 3);
  let before = 0;
  for (const batch of batches) {
    values.set(batch.values, before * size[2]);
    rgb.set(batch.rgb, before * 3);
    before += batch.rgb.length / 3;
  }
  return {
    ...first,
    values,
    shape: [names.length, ...size],
    rgb,
    names,
    notes: [...new Set(batches.flatMap(({ notes = [] }) => notes))],
    preprocessing: isSame ? preprocessing : undefined,
  };
}
