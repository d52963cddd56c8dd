import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import {
  type Comparison,
  comparisonWith,
  type EvaluationOptions,
  mapsOf,
  predictedClasses,
} from "../comparison/mod.ts";
import { type EvaluatedMethod, type MapCache, methodMaps } from "../run/mod.ts";
import { RandomizedNetwork, type WeightStep } from "../weights/mod.ts";
import type { RandomizationSettings } from "./randomization_options.ts";

/** How weights are re-drawn, what is explained and how maps are compared. */
type RandomizedSettings = Omit<RandomizationSettings, "examples">;

/** A method's maps of the original network. */
export interface Reference {
  readonly maps: readonly Float32Array[];
  /** How alike other maps are to these. */
  readonly compare: Comparison;
}

/**
 * The maps of a network as it is and with re-drawn weights. With `using` the
 * network is put back, however the work between ends.
 */
export class RandomizedMaps implements Disposable {
  readonly #model: Model;
  readonly #images: Images;
  readonly #settings: RandomizedSettings;
  readonly #running: Pick<EvaluationOptions, "chunkSize" | "signal">;
  readonly #network: RandomizedNetwork;
  readonly #references = new Map<EvaluatedMethod, Reference>();
  /** The classes that the original network predicts. */
  #original: readonly number[] | undefined;
  /** Those that the network predicts as it is re-drawn now. */
  #recomputed: {
    readonly redrawn: readonly WeightStep[];
    readonly classes: readonly number[];
  } | undefined;

  /** The network as it is. Hold its weights as long as this lives. */
  constructor(
    model: Model,
    images: Images,
    settings: RandomizedSettings,
    running: Pick<EvaluationOptions, "chunkSize" | "signal">,
  ) {
    this.#model = model;
    this.#images = images;
    this.#settings = settings;
    this.#running = running;
    this.#network = new RandomizedNetwork(model, settings);
  }

  /** The maps of the network as it is. */
  async reference(
    method: EvaluatedMethod,
    cache: MapCache,
  ): Promise<Reference> {
    const known = this.#references.get(method);
    if (known !== undefined) return known;
    await this.#network.redraw([]);
    const maps = await methodMaps(cache, method, {
      model: this.#model,
      images: this.#images,
      targets: await this.#classes(),
    });
    const [, height, width] = this.#images.shape;
    const { similarities } = this.#settings;
    const compare = comparisonWith(maps, [height, width], similarities);
    const reference = { maps, compare };
    this.#references.set(method, reference);
    return reference;
  }

  /** The maps of the network with steps re-drawn in this order. */
  async redrawn(
    method: EvaluatedMethod,
    steps: readonly WeightStep[],
  ): Promise<readonly Float32Array[]> {
    const original = await this.#classes();
    await this.#network.redraw(steps);
    const target = this.#settings.target === "original"
      ? original
      : await this.#classesAfter(steps);
    return mapsOf(await method.run(this.#model, this.#images, { target }));
  }

  [Symbol.dispose](): void {
    this.#network[Symbol.dispose]();
  }

  async #classes(): Promise<readonly number[]> {
    if (this.#original !== undefined) return this.#original;
    await this.#network.redraw([]);
    this.#original = await this.#predicted();
    return this.#original;
  }

  async #classesAfter(
    redrawn: readonly WeightStep[],
  ): Promise<readonly number[]> {
    if (this.#recomputed?.redrawn !== redrawn) {
      this.#recomputed = { redrawn, classes: await this.#predicted() };
    }
    return this.#recomputed!.classes;
  }

  #predicted(): Promise<readonly number[]> {
    return predictedClasses(this.#model, this.#images, this.#running);
  }
}
