import { progress } from "../../display/mod.ts";
import { checkOptions, checkValue } from "../../options/mod.ts";
import { Evaluation } from "../result/mod.ts";
import { assemble } from "./assemble.ts";
import {
  checkResult,
  EXPERIMENT,
  type Experiment,
  type ExperimentUnit,
  nameOf,
  type UnitResult,
} from "./experiment.ts";
import { untilInterrupted } from "./interrupt.ts";
import { checkFolder, checkNames, writeJobFile } from "./job_file.ts";
import { MapCache } from "./map_cache.ts";
import { join } from "./paths.ts";
import { checkKept, RUN_OPTIONS, type RunOptions } from "./run_options.ts";
import { checkShard, isOfShard, type Shard } from "./shard.ts";
import { machine, UnitTimes } from "./unit_times.ts";
import { unitKey, UnitStore } from "./unit_store.ts";
import { clearUnfinished } from "./write_atomic.ts";

/** How long a process waits before it looks again what others have finished. */
const PAUSE = 500;

/**
 * Computes the units of an experiment that are not finished, and keeps each at
 * once.
 *
 * With a folder, a unit is computed by one process at a time, which holds a
 * lease beside it; that of a process which is gone expires. Without a shard it
 * ends when all units are finished, whoever computes them.
 *
 * @param experiment The units, and what computes one.
 * @param options The folder, the shard, signal and progress.
 * @returns The record of all units that are finished, here or elsewhere.
 * @throws {RangeError} If the shard is not valid, two units have the same
 * labels, or the folder is of an earlier version.
 * @throws {TypeError} If an option has another type, a unit does not fill its block, or units of a shard
 * cannot be told from others (a method of the user's without name and options).
 * @throws {Error} If a result could not be written; those before it are kept.
 *
 * @example
 * ```ts
 * import { runExperiment } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const method = { control: false, method: "", signed: false, settings: {}, key: null };
 * const squares = await runExperiment({
 *   frame: {
 *     experiment: "Squares",
 *     model: { name: "none", fingerprint: "" },
 *     images: { names: ["one", "two"], fingerprint: "" },
 *     methods: [{ ...method, name: "square" }],
 *     measures: [{ name: "square", meaning: "a number times itself" }],
 *     repeats: { count: 1, name: "repeat" },
 *     settings: {},
 *     limits: [],
 *   },
 *   settings: {},
 *   origin: { call: "squares", backend: "none", seeds: [] },
 *   units: [1, 2].map((number) => ({
 *     labels: { number },
 *     key: "square",
 *     block: { images: [number - 1, number] as const },
 *   })),
 *   compute: ({ labels }) =>
 *     Promise.resolve({ values: [Number(labels.number) ** 2] }),
 * });
 * assertEquals(squares.values("square"), [[1, 4]]);
 * ```
 */
export async function runExperiment<Unit extends ExperimentUnit>(
  experiment: Experiment<Unit>,
  options: RunOptions = {},
): Promise<Evaluation> {
  checkValue("run an experiment", "experiment", experiment, EXPERIMENT);
  checkOptions("run an experiment", options, RUN_OPTIONS);
  checkKept(options);
  options.signal?.throwIfAborted();
  const shard = checkShard(options.shard ?? { index: 1, count: 1 });
  checkNames(experiment.units);
  checkShared(experiment, shard);
  return await untilInterrupted(options.signal, async (signal) => {
    const run = new Run(
      experiment,
      { ...options, ...(signal && { signal }) },
      shard,
    );
    await run.open();
    await run.compute();
    return new Evaluation(
      assemble(
        experiment.frame,
        experiment.units.map((unit, i) => ({
          ...unit,
          result: run.results[i],
        })),
        experiment.origin,
        run.notes,
      ),
    );
  });
}

/** @throws {TypeError} If several processes could not share the units. */
function checkShared(
  { units }: Pick<Experiment, "units">,
  { count }: Shard,
): void {
  const own = units.find(({ key }) => key === undefined);
  if (own === undefined || count === 1) return;
  throw new TypeError(
    `Cannot share the work on ${
      nameOf(own.labels)
    } as a function of your own must be given as { run, name, options }: nothing else tells it from another`,
  );
}

/** One run of an experiment: which units are finished, and who computes which. */
class Run<Unit extends ExperimentUnit> {
  /** What every unit found; `undefined` where it is not finished. */
  readonly results: (UnitResult | undefined)[];
  readonly #experiment: Experiment<Unit>;
  readonly #options: RunOptions;
  readonly #shard: Shard;
  readonly #store: UnitStore | undefined;
  readonly #cache: MapCache;
  /** What units are kept under; `undefined` for those that are not. */
  #keys: readonly (string | undefined)[] = [];

  constructor(experiment: Experiment<Unit>, options: RunOptions, shard: Shard) {
    this.#experiment = experiment;
    this.#options = options;
    this.#shard = shard;
    this.results = experiment.units.map(() => undefined);
    const { folder, mapFolder = folder && join(folder, "maps") } = options;
    this.#cache = new MapCache(mapFolder);
    this.#store = folder === undefined
      ? undefined
      : new UnitStore(folder, experiment.frame);
  }

  /** What a reader should know. */
  get notes(): readonly string[] {
    const { units, frame } = this.#experiment;
    const unkept = frame.methods.filter((_, m) =>
      units.some(({ key, block: { methods = [0, 0] } }) =>
        key === undefined && methods[0] <= m && m < methods[1]
      )
    );
    const note = unkept.map(({ name }) =>
      `Results of ${name} are not kept: only a name and options, given as { run, name, options }, tell a method of your own from another (a similarity of your own, its settings).`
    );
    return [
      ...(this.#store?.notes ?? []),
      ...(this.#store === undefined ? [] : note),
      ...this.#cache.notes,
    ];
  }

  /** Reads what is finished, and says in the folder what it is of. */
  async open(): Promise<void> {
    const { frame, settings, units, origin } = this.#experiment;
    this.#keys = await Promise.all(
      units.map((unit) =>
        unit.key === undefined ? undefined : unitKey(settings, unit)
      ),
    );
    const { folder } = this.#options;
    if (folder === undefined) return;
    await checkFolder(folder);
    await clearUnfinished(folder);
    const kept = units.flatMap(({ labels, block }, i) => {
      const key = this.#keys[i];
      return key === undefined ? [] : [{ key, labels, block }];
    });
    if (kept.length > 0) {
      await writeJobFile(folder, { frame, origin, units: kept });
    }
    for (const position of units.keys()) await this.#read(position);
  }

  /** Computes what is open, until nothing is left to this process. */
  async compute(): Promise<void> {
    const all = [...this.results.keys()];
    if (this.#shard.count === 1) return await this.#computePart(all, true);
    const own = all.filter((position) => this.#isOwn(position));
    await this.#computePart(own, false);
    if (await this.#isShared()) await this.#computePart(all, false);
  }

  /** @param waits Whether it waits for units that other processes compute. */
  async #computePart(
    positions: readonly number[],
    waits: boolean,
  ): Promise<void> {
    const { frame, units } = this.#experiment;
    const { signal, onProgress } = this.#options;
    let open = positions.filter((i) => this.results[i] === undefined);
    const total = open.length;
    if (total === 0) return;
    using bar = progress(
      labelOf(frame.experiment, total, units.length, this.#shard),
      total,
    );
    const times = new UnitTimes(
      frame,
      open.map((i) => units[i]!),
      units.length,
    );
    let done = 0;
    for (;;) {
      for (const position of open) {
        const time = await this.#computeOne(position);
        if (this.results[position] !== undefined) {
          times.finish(units[position]!, time);
          bar.advance(1, { left: times.left, note: times.estimate(machine) });
          onProgress?.(++done, total);
        }
        // Without a pause no timer and no signal handler could stop the work.
        await new Promise((resolve) => setTimeout(resolve));
        signal?.throwIfAborted();
      }
      open = open.filter((i) => this.results[i] === undefined);
      if (open.length === 0 || !waits) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /**
   * Computes a unit, unless another process does or has, and returns how many
   * milliseconds that took.
   */
  async #computeOne(position: number): Promise<number | undefined> {
    const key = this.#keys[position];
    const start = performance.now();
    if (this.#store === undefined || key === undefined) {
      this.results[position] = await this.#result(position);
      return performance.now() - start;
    }
    await this.#read(position);
    if (this.results[position] !== undefined) return undefined;
    await using lease = await this.#store.lease(key);
    if (lease === undefined) return undefined;
    // Another process may have finished it in between.
    await this.#read(position);
    if (this.results[position] !== undefined) return undefined;
    const result = await this.#result(position);
    await this.#store.write(key, result);
    this.results[position] = result;
    return performance.now() - start;
  }

  async #result(position: number): Promise<UnitResult> {
    const { frame, units, compute } = this.#experiment;
    const unit = units[position]!;
    const result = await compute(unit, {
      cache: this.#cache,
      signal: this.#options.signal,
    });
    // As it will be read: −0 is 0.
    return JSON.parse(JSON.stringify(checkResult(frame, unit, result)));
  }

  async #read(position: number): Promise<void> {
    const key = this.#keys[position];
    if (key === undefined) return;
    this.results[position] ??= await this.#store?.read(
      key,
      this.#experiment.units[position]!,
    );
  }

  /** Whether another process works in the folder: on units of another part. */
  async #isShared(): Promise<boolean> {
    const begun = await this.#store?.begun();
    return this.#keys.some((key, position) =>
      !this.#isOwn(position) && key !== undefined && begun?.has(key)
    );
  }

  #isOwn(position: number): boolean {
    return isOfShard(position, this.#shard);
  }
}

function labelOf(
  experiment: string,
  left: number,
  units: number,
  { index, count }: Shard,
): string {
  const part = count > 1 ? `, shard ${index}/${count}` : "";
  const rest = left < units ? `, ${left} of ${units} units` : "";
  return `${experiment}${part}${rest}`;
}
