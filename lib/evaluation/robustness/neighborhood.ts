import { type Images, imagesFromValues } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { runningOptions } from "../comparison/mod.ts";
import { type Response, responsesTo } from "./responses.ts";

/** How neighbors are drawn. */
export interface Neighbors {
  /** How many neighbors an image has. */
  readonly count: number;
  /**
   * The values of one neighbor.
   *
   * @param position Place of the image in the whole batch.
   */
  readonly neighbor: (
    image: Float32Array,
    shape: readonly [height: number, width: number, channels: number],
    position: number,
    k: number,
  ) => Float32Array;
  /** Whether a measure asks what the network makes of the neighbors. */
  readonly responds: boolean;
}

/** Some of the images and their neighbors, of which each is drawn when asked for. */
export class Neighborhood {
  readonly images: Images;
  readonly start: number;
  readonly #model: Model;
  readonly #neighbors: Neighbors;
  readonly #running: ReturnType<typeof runningOptions>;
  #responses: readonly (readonly Response[])[] | undefined;

  constructor(
    model: Model,
    images: Images,
    start: number,
    neighbors: Neighbors,
    running: ReturnType<typeof runningOptions>,
  ) {
    this.images = images;
    this.start = start;
    this.#model = model;
    this.#neighbors = neighbors;
    this.#running = running;
  }

  /** The values of an image. */
  values(i: number): Float32Array {
    return valuesOf(this.images, i);
  }

  /** Neighbor k of every image. */
  at(k: number): Images {
    const { values, shape } = this.images;
    const [count] = shape;
    const moved = new Float32Array(values.length);
    for (let i = 0; i < count; i++) {
      moved.set(this.#neighbor(k, i), i * values.length / count);
    }
    return imagesFromValues(moved, shape, this.#model, {});
  }

  #neighbor(k: number, i: number): Float32Array {
    const [, ...sides] = this.images.shape;
    return this.#neighbors.neighbor(this.values(i), sides, this.start + i, k);
  }

  /**
   * What the network makes of them, by neighbor and image, computed once for all
   * methods; nothing where no measure asks.
   */
  async responses(): Promise<readonly (readonly Response[])[]> {
    const { count, responds } = this.#neighbors;
    if (!responds) return [];
    return this.#responses ??= await responsesTo(
      this.#model,
      this.images,
      { count, values: (k, i) => this.#neighbor(k, i) },
      this.#running,
    );
  }

  /** How many neighbors are of another class, and do not count where it matters. */
  async notes(): Promise<readonly string[]> {
    const responses = await this.responses();
    const counts = this.images.names.map((_, i) =>
      responses.filter((ofImages) => !ofImages[i]!.sameClass).length
    );
    return this.images.names.flatMap((name, i) =>
      counts[i] === 0 ? [] : [
        `Of the ${this.#neighbors.count} neighbors of ${name}, ${
          counts[i]
        } are predicted as another class, and do not count for relative stability.`,
      ]
    );
  }
}

/** The values of one image of a batch. */
export function valuesOf(
  { values, shape: [count] }: Images,
  i: number,
): Float32Array {
  const size = values.length / count;
  return values.subarray(i * size, (i + 1) * size);
}
