import type { Cell } from "../../display/mod.ts";
import { isRecord, type Requirement } from "../../options/mod.ts";
import type { Json } from "../../display/mod.ts";
import { type EvaluationFrame, tableShape } from "../result/mod.ts";
import type { MapCache } from "./map_cache.ts";

/** A part of a dimension of the table: from the first up to the last, without it. */
export type Range = readonly [from: number, to: number];

/**
 * Which part of the record's table a unit fills; a dimension that is left out is
 * filled as a whole. The numbers are the same for all methods of the part.
 */
export interface Block {
  /** Which methods. */
  readonly methods?: Range;
  /** Which points of the axis. */
  readonly points?: Range;
  /** Which images. */
  readonly images?: Range;
  /** Which repeats. */
  readonly repeats?: Range;
  /** Which columns of maps it fills. */
  readonly columns?: Range;
}

/** A part of an experiment that needs none of the others. */
export interface ExperimentUnit {
  /** What tells it from the others, in words: part of its file's name. */
  readonly labels: Readonly<Record<string, Cell>>;
  /**
   * What changes its numbers, beside its labels and the experiment's settings:
   * the key of its method. Without one its numbers are not kept, and computed
   * anew whenever they are asked for.
   */
  readonly key: Json | undefined;
  /** What it fills. */
  readonly block: Block;
}

/** What a unit found. */
export interface UnitResult {
  /**
   * The numbers of its block, by measure × point × image × repeat, the last one
   * the fastest; `null` where there is none.
   */
  readonly values: readonly (number | null)[];
  /** The maps of its columns, as {@linkcode encodeFloats} writes them. */
  readonly maps?: readonly string[];
  /** What a reader should know of it. */
  readonly notes?: readonly string[];
}

/** Where numbers come from, but for when they were put together. */
export interface Origin {
  /** The call that made them, without where it ran: equal for all shards. */
  readonly call: string;
  /** The tensor backend. */
  readonly backend: string;
  /** What chose all that is random. */
  readonly seeds: readonly number[];
}

/** What the runner gives to what it runs. */
export interface RunContext {
  /** Keeps maps, for units and experiments that need them again. */
  readonly cache: MapCache;
  /** Stops the work. */
  readonly signal: AbortSignal | undefined;
}

/** Numbered units, and a function that computes one of them. */
export interface Experiment<Unit extends ExperimentUnit = ExperimentUnit> {
  /** What is known of the record before anything has run. */
  readonly frame: EvaluationFrame;
  /**
   * Everything that changes the numbers of every unit and is no label of theirs.
   * What chooses the units, such as how many runs there are, is not: then more
   * of them go on with those that are finished.
   */
  readonly settings: Json;
  /** Where its numbers come from. */
  readonly origin: Origin;
  /** The units; neighbors share what is costly. */
  readonly units: readonly Unit[];
  /** Computes one unit: the same numbers whenever and wherever it runs. */
  readonly compute: (
    unit: Unit,
    context: RunContext,
  ) => Promise<UnitResult>;
}

/** The part of the table that a block is, dimension by dimension. */
export interface Extent {
  readonly methods: Range;
  readonly points: Range;
  readonly images: Range;
  readonly repeats: Range;
  readonly columns: Range;
}

/** A block with all of its dimensions; columns of maps are none if left out. */
export function extentOf(frame: EvaluationFrame, block: Block): Extent {
  const [methods, , points, images, repeats] = tableShape(frame);
  return {
    methods: block.methods ?? [0, methods],
    points: block.points ?? [0, points],
    images: block.images ?? [0, images],
    repeats: block.repeats ?? [0, repeats],
    columns: block.columns ?? [0, 0],
  };
}

/** How many numbers a unit of this block has. */
export function blockSize(frame: EvaluationFrame, block: Block): number {
  const { points, images, repeats } = extentOf(frame, block);
  return [points, images, repeats].reduce(
    (size, [from, to]) => size * (to - from),
    frame.measures.length,
  );
}

/** Whether a block lies within the table. */
export function isWithin(frame: EvaluationFrame, block: Block): boolean {
  const extent = extentOf(frame, block);
  const whole = extentOf(frame, {
    columns: [0, frame.panels?.columns.length ?? 0],
  });
  return (Object.keys(extent) as (keyof Extent)[]).every((dimension) => {
    const [from, to] = extent[dimension];
    return Number.isInteger(from) && Number.isInteger(to) && 0 <= from &&
      from <= to && to <= whole[dimension][1] &&
      (dimension === "columns" || from < to);
  });
}

/**
 * The result itself.
 *
 * @throws {TypeError} If it does not fill its block with finite numbers.
 */
export function checkResult(
  frame: EvaluationFrame,
  { labels, block }: Pick<ExperimentUnit, "labels" | "block">,
  result: UnitResult,
): UnitResult {
  const size = blockSize(frame, block);
  const [first, last] = extentOf(frame, block).columns;
  const { values, maps = [], notes = [] } = result;
  const fits = Array.isArray(values) && values.length === size &&
    values.every((value) => value === null || Number.isFinite(value)) &&
    Array.isArray(maps) && maps.length === last - first &&
    maps.every((map) => typeof map === "string") &&
    Array.isArray(notes) && notes.every((note) => typeof note === "string");
  if (fits) return result;
  throw new TypeError(
    `Cannot keep the result of ${
      nameOf(labels)
    } as it must have ${size} finite numbers or nulls, ${
      last - first
    } maps and texts as notes: current numbers are ${values?.length}, ${
      values?.filter?.((value) => value !== null && !Number.isFinite(value))
        .length ?? 0
    } of them not finite, and ${maps.length}`,
  );
}

/** A unit in words. */
export function nameOf(labels: ExperimentUnit["labels"]): string {
  return Object.values(labels).join(" ");
}

/** A call in words, of what it ran on and the options that change numbers. */
export function callText(
  call: string,
  { model, images, methods }: Pick<
    EvaluationFrame,
    "model" | "images" | "methods"
  >,
  settings: EvaluationFrame["settings"],
): string {
  const names = methods.map(({ name }) => name);
  return `${call}(${model.name}, ${images.names.length} images, ${
    JSON.stringify({ methods: names, ...settings })
  })`;
}

/** What an experiment must be. */
export const EXPERIMENT: Requirement = {
  expected: "an object with frame, settings, origin, units and compute",
  isType: (value) =>
    isRecord(value) && isRecord(value.frame) && isRecord(value.origin) &&
    Array.isArray(value.units) && typeof value.compute === "function",
};
