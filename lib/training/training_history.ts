import {
  type Bundle,
  type Curve,
  curveFigure,
  displaySections,
  type Figure,
  formatNumber,
} from "../display/mod.ts";
import type { FullSettings } from "./train_options.ts";

/** What happened in one epoch. */
export interface EpochRecord {
  /** Mean cross-entropy over its steps, each before its change of the weights. */
  readonly loss: number;
  /** Share of the training images that its steps classified rightly, 0…1. */
  readonly accuracy: number;
  /** Learning rate of its last step. */
  readonly rate: number;
  /** Seconds that it took, with validation. */
  readonly seconds: number;
  /** Mean cross-entropy of the validation images after it. */
  readonly validationLoss?: number | undefined;
  /** Share of the validation images classified rightly after it, 0…1. */
  readonly validationAccuracy?: number | undefined;
}

/** Why a training ended: all epochs are done, or its early stop said so. */
export type TrainingEnd = "epochs" | "patience" | "goal";

/** A training in plain data, to be kept as JSON. */
export interface TrainingHistoryData {
  /** Name of the network. */
  readonly model: string;
  /** Name of the training images. */
  readonly dataset: string;
  /** Number of training images. */
  readonly images: number;
  /** The epochs, in order. */
  readonly epochs: readonly EpochRecord[];
  /** Epoch, counted from 0, whose weights the network has now. */
  readonly weightsOf: number;
  /** Why it ended. */
  readonly end: TrainingEnd;
  /** Every setting, as it was used. */
  readonly settings: FullSettings;
  /** The tensor backend that it ran on. */
  readonly backend: string;
}

/**
 * What happened in a training, epoch by epoch. Last in a notebook cell it draws
 * itself.
 */
export class TrainingHistory {
  /**
   * The history that the data tells.
   *
   * @param data Everything that is known of the training.
   */
  constructor(readonly data: TrainingHistoryData) {}

  /** The data: `JSON.stringify` writes a history as it. */
  toJSON(): TrainingHistoryData {
    return this.data;
  }

  /** Seconds in all. */
  get seconds(): number {
    return this.data.epochs.reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** A figure of the cross-entropy by epoch. */
  lossFigure(): Figure {
    return this.#figure("mean cross-entropy", {
      training: ({ loss }) => loss,
      validation: ({ validationLoss }) => validationLoss,
    });
  }

  /** A figure of the share of images classified rightly by epoch. */
  accuracyFigure(): Figure {
    return this.#figure("share classified rightly", {
      training: ({ accuracy }) => accuracy,
      validation: ({ validationAccuracy }) => validationAccuracy,
    });
  }

  /** The training in words. */
  get text(): string {
    const { model, dataset, images, epochs, weightsOf, end, backend } =
      this.data;
    const { loss, accuracy, validationAccuracy } = epochs[weightsOf]!;
    const ends: Readonly<Record<TrainingEnd, string>> = {
      epochs: "all epochs",
      patience: "stopped as nothing got better",
      goal: "stopped at its goal",
    };
    const shown = [
      `loss ${formatNumber(loss)}`,
      `accuracy ${formatNumber(accuracy)} in training`,
      ...(validationAccuracy === undefined
        ? []
        : [`${formatNumber(validationAccuracy)} in validation`]),
    ];
    return `${model} on ${images} images of ${dataset}: ${epochs.length} epochs (${
      ends[end]
    }) in ${
      formatNumber(Math.round(this.seconds))
    } s on ${backend}. Weights of epoch ${weightsOf + 1}: ${shown.join(", ")}.`;
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return displaySections([
      { figure: this.lossFigure() },
      { figure: this.accuracyFigure() },
      { text: this.text },
    ]);
  }

  #figure(
    y: string,
    series: Readonly<
      Record<string, (epoch: EpochRecord) => number | undefined>
    >,
  ): Figure {
    const curves = Object.entries(series).map(([name, valueOf]): Curve => ({
      name,
      x: this.data.epochs.map((_, epoch) => epoch + 1),
      y: this.data.epochs.map((epoch) => valueOf(epoch) ?? NaN),
      dashed: name === "validation",
    }));
    return curveFigure(curves.filter(({ y }) => y.some(Number.isFinite)), {
      title: `${this.data.model} on ${this.data.dataset}`,
      x: "epoch",
      y,
    });
  }
}
