import type { Cell, Json } from "../../display/mod.ts";

/** What the record of this form calls itself. */
export const EVALUATION_FORMAT = "fullgrad evaluation 1";

/**
 * Everything that an experiment found, as plain data: `JSON.stringify` writes
 * it, `Evaluation.from` reads it, and figures, texts and tables are functions
 * of it.
 */
export interface EvaluationData extends EvaluationFrame {
  /** The form of this record. */
  readonly format: "fullgrad evaluation 1";
  /**
   * The numbers, by method × measure × point of the axis × image × repeat, the
   * last one the fastest; `null` where there is no number, as of a unit that is
   * not finished.
   */
  readonly values: readonly (number | null)[];
  /** Maps that were kept for figures. */
  readonly examples?: MapExamples;
  /** The units that are not finished, by their labels. */
  readonly missing: readonly Readonly<Record<string, Cell>>[];
  /** What a reader should know, such as that a file was damaged. */
  readonly notes: readonly string[];
  /** Where the numbers come from. */
  readonly provenance: Provenance;
}

/** What is known of an experiment before it has run. */
export interface EvaluationFrame {
  /** Its name, for titles: `Pixel perturbation`. */
  readonly experiment: string;
  /** The network that is explained. */
  readonly model: {
    readonly name: string;
    /** SHA-256 of what it computes: operations and weights. */
    readonly fingerprint: string;
    /** What a reader should know of where it comes from. */
    readonly notes?: readonly string[];
  };
  /** What the numbers are of, such as the images. */
  readonly images: {
    /** The names of the images; of a number of a whole dataset, its own name. */
    readonly names: readonly string[];
    /** SHA-256 of their values. */
    readonly fingerprint: string;
  };
  /** The methods, then the controls. */
  readonly methods: readonly MethodEntry[];
  /** What the numbers are measured along; without it there is one point. */
  readonly axis?: Axis;
  /** What is measured. */
  readonly measures: readonly Measure[];
  /** What is done several times. */
  readonly repeats: {
    readonly count: number;
    /**
     * A word for columns and texts: `run` of a training of its own, over which
     * intervals are taken where a number is of a whole dataset; else such as `order`.
     */
    readonly name: string;
  };
  /** Every option that changes the numbers, as it was used. */
  readonly settings: Readonly<Record<string, Json>>;
  /** What must not be concluded from it. */
  readonly limits: readonly string[];
  /** What is drawn in columns beside the images, where maps are kept. */
  readonly panels?: MapPanels;
}

/** A method that was evaluated. */
export interface MethodEntry {
  /** Its name in figures and tables. */
  readonly name: string;
  /** Whether it is there to tell what a number means: dashed lines. */
  readonly control: boolean;
  /** The method whose maps it blurs, to tell what blur alone gains. */
  readonly blurOf?: string;
  /** A method before it that has the same maps by construction, and why. */
  readonly sameAs?: { readonly method: string; readonly because: string };
  /** What its maps call it. */
  readonly method: string;
  /** Whether its maps have negative values. */
  readonly signed: boolean;
  /** Its own options, as its maps state them. */
  readonly settings: Json;
  /** What its results are kept under; `null` where they are not. */
  readonly key: string | null;
}

/** What numbers are measured along, such as the share of removed pixels. */
export interface Axis {
  /** A word for columns: `fraction`, `step`. */
  readonly name: string;
  /** What it is, for figures: `pixels removed`. */
  readonly meaning: string;
  /** The points, in their order: numbers that grow, or names. */
  readonly values: readonly number[] | readonly string[];
  /**
   * How figures and areas measure it: the numbers, their logarithms, or the
   * points one after the other, as of names.
   */
  readonly scale: "linear" | "log" | "points";
  /** Whether the numbers are shares, 0…1, which figures write as percents. */
  readonly shares?: boolean;
}

/** One of the numbers of an experiment. */
export interface Measure {
  /** Its name, for figures, tables and choices. */
  readonly name: string;
  /** What the number is, as an axis says it. */
  readonly meaning: string;
  /**
   * Whether a low or a high number speaks for a method. A measure without it
   * is in the table, and drawn only when it is asked for, or where no measure
   * has one.
   */
  readonly better?: "lower" | "higher";
  /**
   * Whether it is the same for all methods, such as a number of the network or
   * of a fill: texts say it once.
   */
  readonly ofAll?: boolean;
  /** What its figures say below the title. */
  readonly note?: string;
  /** What the axis is for this measure, where it differs. */
  readonly axis?: string;
}

/** Columns of maps that were kept of the first images. */
export interface MapPanels {
  /** Words above the columns, such as the steps of a randomization. */
  readonly columns: readonly string[];
  /** The pictures, `[H, W, 3]` bytes as base64, with the words below each map. */
  readonly pictures: readonly {
    readonly name: string;
    readonly rgb: string;
    /** By column. */
    readonly captions?: readonly string[];
  }[];
  /** Rows of a picture and of a map. */
  readonly height: number;
  /** Columns of a picture and of a map. */
  readonly width: number;
}

/**
 * The maps that {@linkcode MapPanels} describe, by method and column: float32,
 * least significant byte first, `[pictures, H, W]` as base64; `null` where they
 * are missing.
 */
export type MapExamples = readonly (readonly (string | null)[])[];

/** Where numbers come from. */
export interface Provenance {
  /** Version of this package. */
  readonly version: string;
  /** The call that made them. */
  readonly call: string;
  /** The tensor backend. */
  readonly backend: string;
  /** What chose all that is random. */
  readonly seeds: readonly number[];
  /** When the record was put together, ISO 8601. */
  readonly date: string;
}

/** The lengths of the table's dimensions. */
export type TableShape = readonly [
  methods: number,
  measures: number,
  points: number,
  images: number,
  repeats: number,
];

/** The lengths of the dimensions of a record's table. */
export function tableShape(frame: EvaluationFrame): TableShape {
  const { methods, measures, axis, images, repeats } = frame;
  return [
    methods.length,
    measures.length,
    axis?.values.length ?? 1,
    images.names.length,
    repeats.count,
  ];
}

/** Where a cell is in `values`. */
export function cellPosition(
  [, measures, points, images, repeats]: TableShape,
  [method, measure, point, image, repeat]: TableShape,
): number {
  return (((method * measures + measure) * points + point) * images + image) *
      repeats + repeat;
}
