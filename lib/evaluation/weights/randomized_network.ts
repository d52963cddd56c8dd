import type { Model } from "../../model/mod.ts";
import { redrawLayers, type RedrawSettings } from "./redraw_layers.ts";
import { WeightSnapshot } from "./weight_snapshot.ts";
import type { WeightStep } from "./weight_steps.ts";

/**
 * A network whose weights are re-drawn in place, step by step. With `using` it
 * is put back, bit by bit, however the work between ends.
 */
export class RandomizedNetwork implements Disposable {
  readonly #model: Model;
  readonly #settings: RedrawSettings;
  readonly #original: WeightSnapshot;
  #steps: readonly WeightStep[] = [];
  /** The weights before they were last put back, to come back to. */
  #left: { steps: readonly WeightStep[]; weights: WeightSnapshot } | undefined;

  /** The network as it is. Hold its weights as long as this lives. */
  constructor(model: Model, settings: RedrawSettings) {
    this.#model = model;
    this.#settings = settings;
    // Of all layers: a method may change weights too.
    this.#original = new WeightSnapshot(model.weightLayers);
  }

  /** Leaves these steps re-drawn, in their order, and nothing else. */
  async redraw(steps: readonly WeightStep[]): Promise<void> {
    if (isSame(steps, this.#steps)) return;
    if (this.#left !== undefined && isSame(steps, this.#left.steps)) {
      this.#left.weights.restore();
      this.#steps = steps;
      return;
    }
    const before = this.#steps.length;
    const goesOn = before > 0 && isSame(steps.slice(0, before), this.#steps);
    if (!goesOn) this.#putBack();
    this.#steps = steps;
    for (const { layers } of goesOn ? steps.slice(before) : steps) {
      await redrawLayers(layers, this.#settings);
    }
  }

  [Symbol.dispose](): void {
    this.#left?.weights.dispose();
    this.#original.restore();
    this.#original.dispose();
  }

  #putBack(): void {
    if (this.#steps.length > 0) {
      this.#left?.weights.dispose();
      this.#left = {
        steps: this.#steps,
        weights: new WeightSnapshot(this.#model.weightLayers),
      };
    }
    this.#original.restore();
    this.#steps = [];
  }
}

function isSame(a: readonly WeightStep[], b: readonly WeightStep[]): boolean {
  return a.length === b.length && a.every((step, i) => step === b[i]);
}
