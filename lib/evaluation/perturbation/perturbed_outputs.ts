import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  explainChangedOutputs,
  type ExplainOptions,
  logit,
  probability,
} from "../../propagation/mod.ts";
import { Random } from "../../random/mod.ts";
import type { Fill, FillContext, Filler } from "./fill.ts";

/** Which number of the network is watched. */
export type OutputKind = "logit" | "probability";

/** Pixels to remove of one image. */
export interface Removal {
  /** Position of the image in the batch. */
  readonly image: number;
  /** 1 where a pixel is removed, else 0, `[H, W]`. */
  readonly removed: Uint8Array;
  /** Which stream of random numbers a random fill takes. */
  readonly repeat: number;
}

/** What is evaluated, on what, and how it is changed. */
export interface PerturbedParts {
  readonly model: Model;
  readonly images: Images;
  /** Index of the watched class of every image. */
  readonly classes: readonly number[];
  readonly output: OutputKind;
  readonly fill: Fill;
  readonly context: FillContext;
  readonly seed: number;
  /** Position of the first image in the whole dataset: chooses its streams. */
  readonly start: number;
  readonly running: Pick<ExplainOptions, "chunkSize" | "signal">;
}

/** The streams of fills begin here; those of ties at 0. */
export const FILL_STREAM = 1 << 16;

/** About how many bytes of changed images wait for the network at once. */
const BYTES_WAITING = 16e6;

/** How many images of so many bytes each wait for the network at once. */
export function batchOf(imageBytes: number): number {
  return Math.max(1, Math.floor(BYTES_WAITING / imageBytes));
}

/**
 * The network's output for images with pixels removed: in batches, over all
 * images alike, and each set of pixels once.
 *
 * Every test of this kind goes through it, so that methods, repeats and orders
 * that remove the same pixels share a pass.
 */
export class PerturbedOutputs {
  readonly #parts: PerturbedParts;
  readonly #fillers = new Map<number, Filler>();
  readonly #known = new Map<string, number>();
  readonly #batch: number;

  constructor(parts: PerturbedParts) {
    this.#parts = parts;
    const { values, shape: [count] } = parts.images;
    this.#batch = batchOf(values.byteLength / count);
  }

  /** The outputs, in the order of the removals. */
  async of(removals: Iterable<Removal>): Promise<readonly number[]> {
    const keys: string[] = [];
    const waiting = new Map<string, Removal>();
    for (const removal of removals) {
      const key = this.#keyOf(removal);
      keys.push(key);
      if (this.#known.has(key)) continue;
      waiting.set(key, removal);
      if (waiting.size >= this.#batch) await this.#evaluate(waiting);
    }
    await this.#evaluate(waiting);
    return keys.map((key) => this.#known.get(key)!);
  }

  #keyOf({ image, removed, repeat }: Removal): string {
    const stream = this.#parts.fill.random ? repeat : 0;
    return `${image} ${stream} ${setKey(removed)}`;
  }

  /** Runs the network, and empties the list. */
  async #evaluate(waiting: Map<string, Removal>): Promise<void> {
    if (waiting.size === 0) return;
    const { model, images, classes, output, running } = this.#parts;
    const [, height, width, channels] = images.shape;
    const size = height * width * channels;
    const removals = [...waiting.values()];
    const values = new Float32Array(removals.length * size);
    for (const [i, removal] of removals.entries()) {
      values.set(this.#filled(removal), i * size);
    }
    const chosen = removals.map(({ image }) => classes[image]!);
    const bases = images.names.map((_, i) => this.#valuesOf(i));
    const { target } = await explainChangedOutputs(
      model,
      {
        values,
        shape: [removals.length, height, width, channels],
        rgb: new Uint8Array(removals.length * height * width * 3),
        names: removals.map(({ image }) => images.names[image]!),
      },
      removals.map(({ image }) => bases[image]!),
      {
        ...running,
        target: output === "logit" ? logit(chosen) : probability(chosen),
      },
    );
    [...waiting.keys()].forEach((key, i) =>
      this.#known.set(key, target.values[i]!)
    );
    waiting.clear();
  }

  #valuesOf(image: number): Float32Array {
    const { values, shape: [count] } = this.#parts.images;
    const size = values.length / count;
    return values.subarray(image * size, (image + 1) * size);
  }

  #filled({ image, removed, repeat }: Removal): Float32Array {
    const { fill, context, seed, start } = this.#parts;
    let filler = this.#fillers.get(image);
    if (filler === undefined) {
      filler = fill.of(this.#valuesOf(image), context);
      this.#fillers.set(image, filler);
    }
    return filler(
      removed,
      new Random(seed, start + image, FILL_STREAM + repeat),
    );
  }
}

/**
 * A key of a set of pixels: equal for equal sets, and for two of a million
 * different ones with a probability of about 1e-7 at most.
 *
 * @param removed 1 for the pixels of the set, else 0.
 */
export function setKey(removed: Uint8Array): string {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < removed.length; i++) {
    if (removed[i] === 0) continue;
    a = mixed(a ^ i, 0xcc9e2d51);
    b = mixed(b ^ i, 0x1b873593);
  }
  return `${a.toString(36)} ${b.toString(36)}`;
}

/** The finisher of MurmurHash3, with a factor of its own. */
function mixed(bits: number, factor: number): number {
  const product = Math.imul(bits ^ (bits >>> 16), factor);
  return Math.imul(product ^ (product >>> 13), 0x85ebca6b) >>> 0;
}
