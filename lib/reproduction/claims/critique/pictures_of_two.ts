import type { CompositeSet } from "../../../evaluation/mod.ts";
import type { Images } from "../../../image/mod.ts";
import type { Model } from "../../../model/mod.ts";
import { predict } from "../../../propagation/mod.ts";

/** Images with the class of each. */
export interface Labeled {
  readonly images: Images;
  readonly labels: readonly number[];
}

/** A picture of two halves, with the class of each. */
interface Pair {
  readonly name: string;
  readonly labels: readonly [number, number];
  readonly values: Float32Array;
}

/** Images in a fixed order, and how they are read. */
export interface ImageSource {
  /** How many there are. */
  readonly count: number;
  /** The images at some places of their order. */
  readonly read: (places: readonly number[]) => Promise<Labeled>;
}

/** How many pairs are read at once. */
const READ = 10;

/** How often those that are in no pair are paired in another way. */
const ROUNDS = 20;

/**
 * Pictures of two objects: the middle halves of two images of unlike classes side
 * by side, in which the network sees both: both classes are among its first ones.
 * Images are taken two by two in their order, then those that are in no such
 * picture yet in other pairs; no image is in two pictures.
 *
 * What was found is kept, as places of images: a later range goes on from there.
 */
export class PicturesOfTwo {
  readonly #model: Model;
  readonly #among: number;
  readonly #source: ImageSource;
  #found: (readonly [number, number])[] = [];
  #search: AsyncIterator<readonly [number, number]>;

  /** @param among How many classes are the first ones. */
  constructor(model: Model, among: number, source: ImageSource) {
    this.#model = model;
    this.#among = among;
    this.#source = source;
    this.#search = this.#pairs();
  }

  /**
   * Some of them.
   *
   * @param range Which ones, by their places among all.
   * @throws {RangeError} If there are not so many.
   */
  async between(
    [start, end]: readonly [start: number, end: number],
  ): Promise<CompositeSet> {
    await this.#findUntil(end);
    if (this.#found.length < end) {
      throw new RangeError(
        `Cannot take the pairs ${
          start + 1
        }…${end} of ${this.#model.name} as there must be so many in which it sees both classes: current number is ${this.#found.length}`,
      );
    }
    const places = this.#found.slice(start, end);
    const labeled = await this.#source.read(places.flat());
    const { shape } = labeled.images;
    const pairs = halved(labeled);
    const [, height, width] = shape;
    const left = (width + 1) >> 1;
    return {
      images: together(pairs, shape),
      labels: pairs.map(({ labels }) => labels),
      regions: Uint8Array.from(
        { length: pairs.length * 2 * height * width },
        (_, at) => {
          const isFirst = Math.floor(at / (height * width)) % 2 === 0;
          return isFirst === (at % width < left) ? 1 : 0;
        },
      ),
    };
  }

  async #findUntil(end: number): Promise<void> {
    try {
      while (this.#found.length < end) {
        const { done, value } = await this.#search.next();
        if (done) return;
        this.#found.push(value);
      }
    } catch (error) {
      // A search that failed would seem to have found all.
      this.#found = [];
      this.#search = this.#pairs();
      throw error;
    }
  }

  /** The images of every picture, by their places. */
  async *#pairs(): AsyncGenerator<readonly [number, number], void> {
    const { count, read } = this.#source;
    let unused = Array.from({ length: count }, (_, i) => i);
    for (let round = 0; round < ROUNDS; round++) {
      const used = new Set<number>();
      const places = pairedUp(unused, round);
      for (let at = 0; at < places.length; at += READ) {
        const some = places.slice(at, at + READ);
        const labeled = await read(some.flat());
        const pairs = halved(labeled);
        const { logits } = await predict(
          this.#model,
          together(pairs, labeled.images.shape),
        );
        const classes = logits.shape.at(-1)!;
        for (const [i, { labels: [a, b] }] of pairs.entries()) {
          const own = logits.values.subarray(i * classes, (i + 1) * classes);
          const isSeen = (label: number) =>
            own.filter((logit) => logit > own[label]!).length < this.#among;
          if (a === b || !isSeen(a) || !isSeen(b)) continue;
          some[i]!.forEach((place) => used.add(place));
          yield some[i]!;
        }
      }
      unused = unused.filter((place) => !used.has(place));
    }
  }
}

/** Places two by two, the second ones further on in every round. */
function pairedUp(
  places: readonly number[],
  round: number,
): readonly (readonly [number, number])[] {
  const count = places.length >> 1;
  return Array.from({ length: count }, (_, i) => [
    places[2 * i]!,
    places[2 * ((i + round) % count) + 1]!,
  ]);
}

/** Images two by two, the middle half of each, side by side. */
function halved({ images, labels }: Labeled): readonly Pair[] {
  const { values, names, shape: [count, height, width, channels] } = images;
  const left = (width + 1) >> 1;
  const quarter = width >> 2;
  return Array.from({ length: count >> 1 }, (_, i): Pair => {
    const size = height * width * channels;
    const pair = new Float32Array(size);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const [image, column] = x < left
          ? [2 * i, x + quarter]
          : [2 * i + 1, x - left + quarter];
        const from = image * size + (y * width + column) * channels;
        pair.set(
          values.subarray(from, from + channels),
          (y * width + x) * channels,
        );
      }
    }
    return {
      name: `${names[2 * i]} | ${names[2 * i + 1]}`,
      labels: [labels[2 * i]!, labels[2 * i + 1]!],
      values: pair,
    };
  });
}

function together(
  pairs: readonly Pair[],
  [, ...shape]: Images["shape"],
): Images {
  const [height, width] = shape;
  const values = new Float32Array(pairs.length * pairs[0]!.values.length);
  pairs.forEach((pair, i) => values.set(pair.values, i * pair.values.length));
  return {
    values,
    shape: [pairs.length, ...shape],
    // Nothing is drawn over them.
    rgb: new Uint8Array(pairs.length * height * width * 3),
    names: pairs.map(({ name }) => name),
  };
}
