import * as tf from "@tensorflow/tfjs";
import type { Model } from "../model/mod.ts";
import type { EarlyStop } from "./train_options.ts";
import type { EpochRecord, TrainingEnd } from "./training_history.ts";

/** Watches the epochs of a training and keeps the weights of the best one. */
export class EarlyStopWatch implements Disposable {
  readonly #stop: EarlyStop;
  readonly #watched: NonNullable<EarlyStop["of"]>;
  readonly #weights: readonly tf.Variable[];
  #best: tf.Tensor[] = [];
  #bestEpoch = 0;
  #bestValue = Infinity;

  /**
   * A watch that has seen no epoch.
   *
   * @param stop When to end.
   * @param validated Whether there are validation images.
   * @param model Whose weights are kept.
   */
  constructor(stop: EarlyStop, validated: boolean, model: Model) {
    this.#stop = stop;
    this.#watched = stop.of ?? (validated ? "validationLoss" : "loss");
    this.#weights = model.weightLayers.flatMap(({ weights }) =>
      weights.map(({ variable }) => variable)
    );
  }

  /** Whether, and why, the training ends after this epoch. */
  after(record: EpochRecord, epoch: number): TrainingEnd | undefined {
    const { goal, patience } = this.#stop;
    const upward = this.#watched === "validationAccuracy" ? -1 : 1;
    const value = upward * record[this.#watched]!;
    if (value < this.#bestValue) {
      this.#bestValue = value;
      this.#bestEpoch = epoch;
      if (patience !== undefined) this.#keep();
    }
    if (goal !== undefined && value <= upward * goal) return "goal";
    return patience !== undefined && epoch - this.#bestEpoch >= patience
      ? "patience"
      : undefined;
  }

  /** Gives the weights of the best epoch back, and returns that epoch. */
  restore(last: number): number {
    if (this.#best.length === 0) return last;
    this.#weights.forEach((weight, i) => weight.assign(this.#best[i]!));
    return this.#bestEpoch;
  }

  [Symbol.dispose](): void {
    tf.dispose(this.#best);
    this.#best = [];
  }

  #keep(): void {
    tf.dispose(this.#best);
    // A step gives a variable new values and leaves these as they are.
    this.#best = this.#weights.map((weight) => tf.keep(tf.clone(weight)));
  }
}
