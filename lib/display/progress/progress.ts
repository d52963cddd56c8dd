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
}

/** A running job, for those who wait for it. */
export interface Progress extends Disposable {
  /** Counts steps as done, one by default, but never more than there are. */
  advance(steps?: number): void;
  /** Ends the job and shows its last state; after that nothing is shown. */
  done(): void;
}

/**
 * Returns a job that shows its state while it runs: steps done, time gone and
 * time left, in place. With `using` it also ends where an error is thrown.
 *
 * @param label What is done, in plain text.
 * @param total Steps in all, 0 or more.
 *
 * @example
 * ```ts
 * import { progress } from "fullgrad";
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
 * @throws {RangeError} If the total is not an integer of 0 or more.
 */
export function progress(
  label: string,
  total: number,
  { sink = defaultSink(), now = () => performance.now(), interval = 100 }:
    ProgressOptions = {},
): Progress {
  if (!Number.isInteger(total) || total < 0) {
    throw new RangeError(
      `Cannot show progress as total must be an integer of 0 or more: current value is ${total}`,
    );
  }
  const start = now();
  let [count, ended, shownAt] = [0, false, -Infinity];
  const show = (at: number) => {
    sink({ label, count, total, elapsed: at - start, ended });
    shownAt = at;
  };
  const done = () => {
    if (ended) return;
    ended = true;
    show(now());
  };
  show(start);
  return {
    advance(steps = 1) {
      if (ended) return;
      count = Math.min(total, count + steps);
      const at = now();
      if (at - shownAt >= interval) show(at);
    },
    done,
    [Symbol.dispose]: done,
  };
}
