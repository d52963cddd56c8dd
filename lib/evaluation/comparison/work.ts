import { type Progress, progress } from "../../display/mod.ts";
import type { EvaluationOptions } from "./evaluation_options.ts";

/** The parts of a long job: shows how far it is, and ends where it is told to. */
export class Work implements Disposable {
  readonly #total: number;
  readonly #options: Pick<EvaluationOptions, "signal" | "onProgress">;
  readonly #bar: Progress;
  #done = 0;

  /**
   * @param label What is done, in plain text.
   * @param total Parts in all.
   */
  constructor(
    label: string,
    total: number,
    options: Pick<EvaluationOptions, "signal" | "onProgress">,
  ) {
    this.#total = total;
    this.#options = options;
    this.#bar = progress(label, total);
  }

  /**
   * Counts a part as done and lets others run: without a pause no timer and no
   * signal handler could stop the job.
   *
   * @throws What the signal was aborted with.
   */
  async advance(): Promise<void> {
    this.#done++;
    this.#bar.advance();
    this.#options.onProgress?.(this.#done, this.#total);
    await new Promise((resolve) => setTimeout(resolve));
    this.#options.signal?.throwIfAborted();
  }

  /** Ends what is shown. */
  [Symbol.dispose](): void {
    this.#bar.done();
  }
}
