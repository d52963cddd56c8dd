import type { Figure } from "../display/mod.ts";
import type { Evaluation, RunOptions } from "../evaluation/mod.ts";
import type { DataFolder, DataName } from "./data_folder.ts";
import type { SliceName } from "./series_record.ts";

/** A part of a series that is computed as a whole, and kept when it is done. */
export interface Slice extends SliceName {
  /**
   * Computes it by a function of lib/evaluation, which keeps its own units in
   * the folder of the options: the same numbers whenever and wherever it runs.
   */
  readonly run: (options: RunOptions) => Promise<Evaluation>;
}

/** An experiment on one network, in slices, whose numbers are one CSV. */
export interface Series {
  /** Name of its files. */
  readonly name: string;
  /** The network and the images, for pages. */
  readonly about: string;
  readonly needs: readonly DataName[];
  /** What the scale counts, such as `images`. */
  readonly unit: string;
  /** The scale at which it is whole. */
  readonly whole: number;
  /** The measures that the CSV keeps. */
  readonly measures: readonly string[];
  /**
   * The slices up to a scale, in the order in which partial results say most.
   * Those of a smaller scale are the first ones of a greater; the last may end
   * early.
   */
  readonly slices: (
    data: DataFolder,
    scale: number,
  ) => Promise<readonly Slice[]>;
}

/** Text and figures of a claim's page. */
export interface Finding {
  /** For the page over all: what holds, where, how sure, as Markdown. */
  readonly summary: string;
  /** Tables and what they say, as Markdown. */
  readonly body: string;
  /** Figures by the name of their SVG without the ending. */
  readonly figures: Readonly<Record<string, Figure>>;
}

/** What a paper says, what is run to see it, and what came of it. */
export interface Claim {
  /** Name of its folder. */
  readonly name: string;
  readonly title: string;
  /** What the paper says, with its place. */
  readonly paper: string;
  /** The file of this repository that defines it. */
  readonly code: string;
  readonly series: readonly Series[];
  /** A claim whose numbers, where there are any, its page shows beside its own. */
  readonly beside?: Claim;
  /** What was run, beside the command, in words. */
  readonly protocol: string;
  /** What must not be concluded. */
  readonly limits: readonly string[];
  /** What the numbers say, of the series that have any. */
  readonly finding: (
    evaluations: ReadonlyMap<string, Evaluation>,
    beside: ReadonlyMap<string, Evaluation>,
  ) => Finding;
}
