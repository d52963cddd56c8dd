import {
  type Bundle,
  type CsvOptions,
  type Curve,
  curveFigure,
  DataTable,
  displaySections,
  type Figure,
  formatNumber,
} from "../display/mod.ts";
import {
  checkOptions,
  checkValue,
  finite,
  isRecord,
  listOf,
  nonNegative,
  nonNegativeInteger,
  objectWith,
  oneOf,
  type OptionRequirements,
  text,
  within,
} from "../options/mod.ts";
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

/** What saved histories call their form. */
const FORMAT = "fullgrad training history 1";

/**
 * What happened in a training, epoch by epoch. Last in a notebook cell it draws
 * itself.
 *
 * @example
 * ```ts
 * import { startBackend } from "fullgrad";
 * import { shapesDataset } from "fullgrad/data";
 * import { train, TrainingHistory, vgg9 } from "fullgrad/training";
 * import { assertEquals } from "@std/assert";
 *
 * await startBackend();
 * const imageShape = [64, 64, 3] as const;
 * const network = vgg9({ classes: 10, imageShape, plan: [4, "M", 8], seed: 1 });
 * const dataset = shapesDataset({ seed: 1, size: 8 });
 * const history = await train(network, dataset, { epochs: 1, batchSize: 4 });
 * const again = TrainingHistory.from(JSON.stringify(history));
 * assertEquals(again.data.epochs, history.data.epochs);
 * network.dispose();
 * ```
 */
export class TrainingHistory {
  /**
   * The history that the data tells.
   *
   * @param data Everything that is known of the training.
   */
  constructor(readonly data: TrainingHistoryData) {}

  /** What saved records of this class call their form. */
  static readonly format: string = FORMAT;

  /**
   * The history that a file or a text holds.
   *
   * @param json What `JSON.stringify(history)` wrote, or the same parsed.
   * @throws {SyntaxError} If it is not a record of this form.
   */
  static from(json: string | object): TrainingHistory {
    return new TrainingHistory(readHistory(json));
  }

  /** The data: `JSON.stringify` writes a history as it, with its form. */
  toJSON(): TrainingHistoryData & { readonly format: string } {
    return { format: FORMAT, ...this.data };
  }

  /** Every epoch, a row each. */
  table(): DataTable {
    return new DataTable({
      columns: [
        { name: "epoch", meaning: "from 1" },
        { name: "loss", meaning: "mean cross-entropy of its steps" },
        { name: "accuracy", meaning: "share classified rightly, 0…1" },
        { name: "rate", meaning: "learning rate of its last step" },
        { name: "seconds", meaning: "that it took" },
        { name: "validation_loss", meaning: "after it; empty without" },
        { name: "validation_accuracy", meaning: "after it, 0…1" },
      ],
      rows: this.data.epochs.map((epoch, i) => [
        i + 1,
        epoch.loss,
        epoch.accuracy,
        epoch.rate,
        epoch.seconds,
        epoch.validationLoss ?? null,
        epoch.validationAccuracy ?? null,
      ]),
    });
  }

  /** The table as CSV; see `tableCsv`. */
  toCsv(options: CsvOptions = {}): string {
    return this.table().toCsv(options);
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

  /** The training in words. */
  toString(): string {
    return this.text;
  }

  /** What `console.log` shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.text;
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

const EPOCH = objectWith("an epoch", {
  loss: finite,
  accuracy: within(0, 1),
  rate: finite,
  seconds: nonNegative,
});

const FIELDS: OptionRequirements<TrainingHistoryData> = {
  model: text,
  dataset: text,
  images: nonNegativeInteger,
  epochs: listOf(EPOCH),
  weightsOf: nonNegativeInteger,
  end: oneOf(["epochs", "patience", "goal"]),
  settings: { expected: "an object", isType: isRecord },
  backend: text,
};

/** @throws {SyntaxError} If it is not of this form. */
function readHistory(json: string | object): TrainingHistoryData {
  try {
    const parsed = typeof json === "string" ? JSON.parse(json) : json;
    const { format, ...data } = parsed as
      & Record<keyof TrainingHistoryData, unknown>
      & { readonly format: unknown };
    const action = "read a training";
    checkValue(action, "its format", format, oneOf([FORMAT]));
    checkOptions(action, data as object, FIELDS);
    for (const [name, requirement] of Object.entries(FIELDS)) {
      checkValue(action, name, data[name as keyof typeof data], requirement);
    }
    return data as unknown as TrainingHistoryData;
  } catch (cause) {
    throw new SyntaxError(
      cause instanceof TypeError || cause instanceof RangeError
        ? cause.message
        : "Cannot read a training as it must be JSON",
      { cause },
    );
  }
}
