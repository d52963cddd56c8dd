import {
  callback,
  checkOptions,
  checkValue,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  text,
} from "../../options/mod.ts";
import type { ProgressState } from "./progress_text.ts";
import { defaultSink, type ProgressSink } from "./sinks.ts";

/** Options of {@linkcode progress}. */
export interface ProgressOptions {
  /**
   * What shows the state. By default a bar in a notebook, a line on stderr in
   * a terminal, and nothing elsewhere.
   */
  readonly sink?: ProgressSink | undefined;
  /**
   * Milliseconds of a steady clock.
   *
   * @default {performance.now}
   */
  readonly now?: (() => number) | undefined;
  /**
   * Least milliseconds from one showing to the next.
   *
   * @default {100}
   */
  readonly interval?: number | undefined;
  /**
   * What a step is, where megabytes are shown in place of the number of steps.
   *
   * @default a step of its own
   */
  readonly unit?: "bytes" | undefined;
}

/** What a job tells of a step. */
export interface AdvanceOptions {
  /** Whether the steps were kept from before: they say nothing of the time left. */
  readonly kept?: boolean | undefined;
  /** Milliseconds that the rest takes; by default as much a step as until now. */
  readonly left?: number | undefined;
  /** A line to say of the job while it runs, until there is another. */
  readonly note?: string | undefined;
}

/** A running job, for those who wait for it. */
export interface Progress extends Disposable {
  /** Counts steps as done, one by default, but never more than there are. */
  advance(steps?: number, options?: AdvanceOptions): void;
  /** Ends the job and shows its last state; after that nothing is shown. */
  done(): void;
}

/**
 * Returns a job that shows its state while it runs: steps done, time gone and
 * time left, in place. With `using` it also ends where an error is thrown.
 *
 * @param label What is done, in plain text.
 * @param total Steps in all, 0 or more.
 * @param options What shows it, and how often.
 * @returns The job, at its start.
 *
 * @example
 * ```ts
 * import { progress } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const counts: number[] = [];
 * {
 *   using bar = progress("Samples", 2, {
 *     sink: ({ count }) => counts.push(count),
 *     interval: 0,
 *   });
 *   for (let i = 0; i < 2; i++) bar.advance();
 * }
 * assertEquals(counts, [0, 1, 2, 2]);
 * ```
 *
 * @throws {TypeError} If an option does not exist, or an argument is of another
 * type.
 * @throws {RangeError} If the label is empty, or the total is not an integer of 0
 * or more.
 */
export function progress(
  label: string,
  total: number,
  options: ProgressOptions = {},
): Progress {
  checkOptions("show progress", options, {
    sink: callback,
    now: callback,
    interval: nonNegative,
    unit: oneOf(["bytes"]),
  });
  checkValue("show progress", "label", label, text);
  checkValue("show progress", "total", total, nonNegativeInteger);
  const {
    sink = defaultSink(),
    now = () => performance.now(),
    interval = 100,
    unit,
  } = options;
  const start = now();
  let [count, kept, ended, shownAt] = [0, 0, false, -Infinity];
  let said: Pick<ProgressState, "left" | "note"> = {};
  const show = (at: number) => {
    sink({
      label,
      count,
      ...(kept > 0 && { kept }),
      total,
      ...(unit && { unit }),
      elapsed: at - start,
      ended,
      ...said,
    });
    shownAt = at;
  };
  const stopClock = everySecond(() => show(now()));
  const done = () => {
    if (ended) return;
    stopClock();
    [ended, said] = [true, {}];
    show(now());
  };
  show(start);
  return {
    advance(steps = 1, options = {}) {
      if (ended) return;
      const before = count;
      count = Math.min(total, count + steps);
      if (options.kept) kept += count - before;
      const { left, note = said.note } = options;
      said = { ...(left !== undefined && { left }), ...(note && { note }) };
      const at = now();
      if (at - shownAt >= interval) show(at);
    },
    done,
    [Symbol.dispose]: done,
  };
}

/**
 * Calls a function every second, also during a long step, and returns what ends
 * that. It keeps no process from ending.
 */
function everySecond(call: () => void): () => void {
  const timer = setInterval(call, 1000);
  // A page's timer is a number.
  (timer as { readonly unref?: () => void }).unref?.();
  return () => clearInterval(timer);
}
