import { backendThreads } from "../../backend/mod.ts";
import { roughDuration } from "../../display/mod.ts";
import { counted, type EvaluationFrame } from "../result/mod.ts";
import type { ExperimentUnit } from "./experiment.ts";

/** Milliseconds of a job that is worth an estimate. */
const LONG = 60_000;
/** Milliseconds of units from which they say more than how a backend starts. */
const SETTLED = 3000;
/** What was said is said anew where it was wrong by more than this factor. */
const WRONG = 1.5;

/** Units of the same methods, which take about the same time each. */
interface Group {
  open: number;
  computed: number;
  /** Milliseconds that those computed took together. */
  time: number;
}

/**
 * How long a run takes, from the units that it has computed: the others of a
 * method take as long as its own did, and as all did until one of them was.
 */
export class UnitTimes {
  readonly #what: string;
  readonly #groups: ReadonlyMap<string, Group>;
  #said = 0;

  /**
   * The times of the units that are open.
   *
   * @param all How many units there are, those finished included.
   */
  constructor(
    { images, methods }: Pick<EvaluationFrame, "images" | "methods">,
    open: readonly Pick<ExperimentUnit, "block">[],
    all: number,
  ) {
    this.#what = open.length < all
      ? `the ${open.length} units left`
      : `${counted(images.names.length, "image")} and ${
        counted(methods.length, "method")
      }`;
    const groups = Map.groupBy(open, groupOf);
    this.#groups = new Map(
      [...groups].map(([name, { length }]) =>
        [name, { open: length, computed: 0, time: 0 }] as const
      ),
    );
  }

  /**
   * Counts a unit as finished.
   *
   * @param time Milliseconds that it took; `undefined` if another process has
   * computed it.
   */
  finish(
    unit: Pick<ExperimentUnit, "block">,
    time: number | undefined,
  ): void {
    const group = this.#groups.get(groupOf(unit))!;
    group.open--;
    if (time === undefined) return;
    group.computed++;
    group.time += time;
  }

  /** Milliseconds that the open units take; `undefined` before one was computed. */
  get left(): number | undefined {
    const groups = [...this.#groups.values()];
    const { computed, time } = sum(groups);
    if (computed === 0) return undefined;
    return groups.reduce((left, group) => {
      const known = group.computed > 0 ? group : { computed, time };
      return left + group.open * known.time / known.computed;
    }, 0);
  }

  /**
   * A line that says how long all of it takes, where that is a minute or more and
   * was not said, or said wrongly.
   *
   * @param machine On what, in words.
   */
  estimate(machine: () => string): string | undefined {
    const groups = [...this.#groups.values()];
    const { time } = sum(groups);
    const total = time + (this.left ?? 0);
    const isKnown = this.#said > 0 && total < WRONG * this.#said &&
      this.#said < WRONG * total;
    if (time < SETTLED || total < LONG || isKnown) return undefined;
    this.#said = total;
    const timed = groups.filter(({ computed }) => computed > 0).length;
    const rest = timed < groups.length
      ? `, if the other methods take as long as the ${timed} timed`
      : "";
    return `About ${roughDuration(total)} for ${this.#what}${machine()}${rest}`;
  }
}

function groupOf({ block }: Pick<ExperimentUnit, "block">): string {
  return String(block.methods);
}

function sum(groups: readonly Group[]): Omit<Group, "open"> {
  return groups.reduce((sum, { computed, time }) => ({
    computed: sum.computed + computed,
    time: sum.time + time,
  }), { computed: 0, time: 0 });
}

/** What a run computes on, and how much memory its process has taken until now. */
export function machine(): string {
  const threads = backendThreads();
  const bytes = globalThis.process?.memoryUsage?.().rss;
  return (threads > 1 ? ` on ${threads} threads` : "") +
    (bytes ? `, with ${(bytes / 1e9).toFixed(1)} GB of memory` : "");
}
