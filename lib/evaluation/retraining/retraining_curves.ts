import {
  type Bundle,
  type Curve,
  curveFigure,
  displaySections,
  type Figure,
} from "../../display/mod.ts";
import type { Table } from "../units/mod.ts";
import { RETRAINING_LIMITS } from "../figures/retraining_limits.ts";
import type { RetrainingExperiment } from "./retraining_units.ts";

/** What ranked the pixels. */
export interface RankingMethod {
  /** Its name in figures and tables. */
  readonly name: string;
  /** Whether it explains nothing, to tell what a number means. */
  readonly control: boolean;
}

/** What {@linkcode RetrainingCurves} are made of. */
export interface RetrainingParts {
  /** Whether the most salient pixels were removed, or kept. */
  readonly experiment: RetrainingExperiment;
  /** Words for titles. */
  readonly title: string;
  /** A row for every finished training. */
  readonly table: Table;
  /** How many trainings other shards have not finished. */
  readonly missing: number;
  /** The methods, then the controls. */
  readonly methods: readonly RankingMethod[];
  /** Number of classes: a guess is right once in so many. */
  readonly classes: number;
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What a reader should know, such as that a file was damaged. */
  readonly notes: readonly string[];
}

/** The accuracies of the networks that were retrained on a share of the pixels. */
export interface RetrainedPoint {
  /** The share of the pixels that was removed, 0 to 1. */
  readonly fraction: number;
  /** The accuracy of every finished run. */
  readonly accuracies: readonly number[];
  /** Their mean; NaN if there is none. */
  readonly mean: number;
}

/**
 * How right networks are that were trained on images without some of their
 * pixels, by method, share and run.
 *
 * Plain numbers: nothing to dispose. Last in a notebook cell it draws itself.
 * `tableCsv(curves.table)` is a file that other programs open.
 */
export class RetrainingCurves implements RetrainingParts {
  /** Whether the most salient pixels were removed, or kept. */
  readonly experiment: RetrainingExperiment;
  /** Words for titles. */
  readonly title: string;
  /** A row for every finished training. */
  readonly table: Table;
  /** How many trainings other shards have not finished. */
  readonly missing: number;
  /** The methods, then the controls. */
  readonly methods: readonly RankingMethod[];
  /** Number of classes. */
  readonly classes: number;
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What a reader should know. */
  readonly notes: readonly string[];
  /** What must not be concluded from it. */
  readonly limits: readonly string[] = RETRAINING_LIMITS;

  /** The curves of finished trainings. */
  constructor(parts: RetrainingParts) {
    this.experiment = parts.experiment;
    this.title = parts.title;
    this.table = parts.table;
    this.missing = parts.missing;
    this.methods = parts.methods;
    this.classes = parts.classes;
    this.settings = parts.settings;
    this.notes = parts.notes;
  }

  /**
   * The accuracies of one method, from nothing removed to the most; where no
   * training is finished, without any.
   *
   * @throws {RangeError} If there is no such method.
   */
  points(method: string): readonly RetrainedPoint[] {
    if (!this.methods.some(({ name }) => name === method)) {
      throw new RangeError(
        `Cannot read the method ${
          JSON.stringify(method)
        } as it must be one of ${
          this.methods.map(({ name }) => name).join(", ")
        }`,
      );
    }
    const fractions = new Set(
      [0, ...this.#column("fraction")].map(Number),
    );
    return [...fractions].sort((a, b) => a - b).map((fraction) => {
      const accuracies = this.#accuracies(fraction, method);
      const sum = accuracies.reduce((sum, value) => sum + value, 0);
      return { fraction, accuracies, mean: sum / accuracies.length };
    });
  }

  /** The mean accuracies with the least and the greatest, one curve a method. */
  curves(): readonly Curve[] {
    return this.methods.map(({ name, control }) => {
      const points = this.points(name);
      return {
        name,
        x: points.map(({ fraction }) => 100 * fraction),
        y: points.map(({ mean }) => mean),
        interval: {
          low: points.map((point) => end(point, Math.min)),
          high: points.map((point) => end(point, Math.max)),
        },
        dashed: control,
      };
    });
  }

  /**
   * The figure of all methods.
   *
   * @throws {RangeError} If no training is finished.
   */
  figure(): Figure {
    const what = this.experiment === "remove"
      ? { x: "most salient pixels removed, %", better: "lower" }
      : { x: "least salient pixels removed, %", better: "higher" };
    return curveFigure(this.curves(), {
      title: this.title,
      subtitle: `${what.better} is better; a guess is right in ${
        (100 / this.classes).toFixed(0)
      } %; compare with the blurred random control`,
      x: what.x,
      y: "accuracy after retraining",
      interval: "least to greatest run",
    });
  }

  /** The options, the notes and the limits in words. */
  get text(): readonly string[] {
    const settings = Object.entries(this.settings).map(([name, value]) =>
      `${name}: ${value}`
    );
    return [
      `${
        settings.join(" · ")
      }. Dashed: controls. Bands: from the least to the greatest run.`,
      ...(this.missing === 0
        ? []
        : [`${this.missing} trainings are not finished and not drawn.`]),
      ...this.notes,
      ...this.limits,
    ];
  }

  /** Returns what a notebook shows. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    const finished = this.table.rows.length > 0;
    return displaySections([
      ...(finished ? [{ figure: this.figure() }] : []),
      { text: this.text },
    ]);
  }

  #accuracies(fraction: number, method: string): readonly number[] {
    const fractions = this.#column("fraction");
    const methods = this.#column("method");
    return this.#column("accuracy").map(Number).filter((_, row) =>
      fractions[row] === fraction &&
      (methods[row] === method || fraction === 0)
    );
  }

  #column(name: string): Table["rows"][number] {
    const at = this.table.columns.findIndex((column) => column.name === name);
    return this.table.rows.map((row) => row[at]!);
  }
}

function end(
  { accuracies }: RetrainedPoint,
  of: (...values: number[]) => number,
): number {
  return accuracies.length === 0 ? NaN : of(...accuracies);
}
