import { join } from "node:path";

/** Runs `use` with an empty folder, which is removed afterwards. */
export async function inFolder(
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Writes a file into a folder and returns its path. */
export async function write(
  folder: string,
  name: string,
  bytes: readonly number[] | Uint8Array,
): Promise<string> {
  const path = join(folder, name);
  await Deno.writeFile(path, Uint8Array.from(bytes));
  return path;
}

/** The bytes packed by gzip. */
export async function gzip(bytes: readonly number[]): Promise<Uint8Array> {
  const stream = new Blob([Uint8Array.from(bytes)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Byte of pixel (`y`, `x`) in channel `c` of image `image`: no two axes agree. */
export function byteAt(image: number, y: number, x: number, c: number): number {
  return (image * 50 + y * 7 + x * 3 + c * 31) % 256;
}

/** A CIFAR record: labels, then three planes of 32×32. */
export function cifarRecord(labels: readonly number[], image: number) {
  const planes = [0, 1, 2].flatMap((c) =>
    Array.from(
      { length: 1024 },
      (_, i) => byteAt(image, Math.floor(i / 32), i % 32, c),
    )
  );
  return [...labels, ...planes];
}

/** An IDX file of bytes. */
export function idx(shape: readonly number[], values: readonly number[]) {
  const sizes = shape.flatMap((size) => [
    Math.floor(size / 2 ** 24) % 256,
    Math.floor(size / 2 ** 16) % 256,
    Math.floor(size / 2 ** 8) % 256,
    size % 256,
  ]);
  return [0, 0, 8, shape.length, ...sizes, ...values];
}
