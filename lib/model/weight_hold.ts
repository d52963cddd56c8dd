import type * as tf from "@tensorflow/tfjs";
import { requireUndisposed } from "./disposed_models.ts";
import type { Model } from "./model.ts";

/**
 * What is done with the weights of a model: any number of calls read them at
 * once, one alone changes them.
 */
export type WeightUse = "read" | "change";

/** Why weights are held. */
export interface HoldOptions {
  /** The work in words that follow "Cannot", as "explain the model". */
  readonly action: string;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
}

/** What a job works with while it holds the weights of some models. */
export interface HeldModels<Models extends readonly Model[]> {
  /**
   * The models, to be passed on to the methods of the job: their explanations
   * of them pass, whatever the job does with the weights.
   */
  readonly models: { readonly [Place in keyof Models]: Model };
  /**
   * The callback as called from outside of the job. Nobody awaits what a
   * progress callback starts, so that it has to wait for the job.
   */
  readonly outside: <Parameters extends readonly unknown[]>(
    callback: (...parameters: Parameters) => void,
  ) => (...parameters: Parameters) => void;
}

/** Marks a model that a job hands to its methods with the job's hold. */
const HOLD: unique symbol = Symbol("weight hold");

class WeightHold implements Disposable {
  readonly models: readonly Model[];
  readonly use: WeightUse;
  readonly action: string;
  /** The holds of the jobs that this one is a part of. */
  readonly outer: readonly WeightHold[];
  #weights: ReadonlySet<tf.Variable> | undefined;

  constructor(models: readonly Model[], use: WeightUse, action: string) {
    this.models = models;
    this.use = use;
    this.action = action;
    const handed = models.map((model) =>
      (model as { readonly [HOLD]?: WeightHold })[HOLD]
    );
    this.outer = [...handed, CONTEXT?.getStore()]
      .flatMap((hold) => hold === undefined ? [] : [hold, ...hold.outer])
      .filter((hold) => held.has(hold));
  }

  /** The variables themselves: models that were made apart can share them. */
  get weights(): ReadonlySet<tf.Variable> {
    return this.#weights ??= new Set(
      this.models.flatMap(({ weightLayers }) =>
        weightLayers.flatMap(({ weights }) =>
          weights.map(({ variable }) => variable)
        )
      ),
    );
  }

  [Symbol.dispose](): void {
    held.delete(this);
    for (const next of [...waiting]) {
      if (holdersAgainst(next.hold).length === 0) next.start();
    }
  }
}

/** Who holds weights, and who waits for them, the first one first. */
const held = new Set<WeightHold>();
const waiting = new Set<
  { readonly hold: WeightHold; readonly start: () => void }
>();

/** What of `AsyncLocalStorage` tells which job a call belongs to. */
interface AsyncContext {
  getStore(): WeightHold | undefined;
  run<T>(hold: WeightHold | undefined, work: () => T): T;
}

/** That of Deno and Node; a browser page has none. */
const CONTEXT = asyncContext();

/**
 * Holds the weights of some models as soon as nobody else does who would
 * disturb it, until the result is disposed.
 *
 * A call from inside of a job, or one with a model that {@linkcode withWeights}
 * handed to the job, may read what the job holds. One that comes to a job's own
 * work by way of others, such as a queue that was there before, cannot be told from
 * a stranger's and waits forever: whoever waits for long says for what.
 *
 * @throws {Error} If it could wait forever: for a job that it is itself a part
 * of or, in a browser page, where nobody can tell, might be.
 * @throws What the signal was aborted with.
 */
export async function holdWeights(
  models: readonly Model[],
  use: WeightUse,
  { action, signal }: HoldOptions,
): Promise<Disposable> {
  signal?.throwIfAborted();
  const hold = new WeightHold(models, use, action);
  const [holder] = holdersAgainst(hold);
  if (holder === undefined) {
    held.add(hold);
    return hold;
  }
  if (hold.outer.length > 0 || CONTEXT === undefined) {
    throw new Error(
      `Cannot ${action} as a call inside of a job must not wait for the weights of ${
        namesOf(models)
      }: current job is to ${holder.action}${
        use === "change"
          ? ""
          : "; a method may explain the model that it is given"
      }`,
    );
  }
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const next = {
    hold,
    start: () => {
      waiting.delete(next);
      held.add(hold);
      resolve();
    },
  };
  const stop = () => reject(signal!.reason);
  const late = setTimeout(() => sayWaiting(hold), LONG_WAIT);
  waiting.add(next);
  signal?.addEventListener("abort", stop);
  try {
    await promise;
  } finally {
    clearTimeout(late);
    waiting.delete(next);
    signal?.removeEventListener("abort", stop);
  }
  return hold;
}

/** Milliseconds after which somebody who waits wants to know for what. */
const LONG_WAIT = 10_000;

function sayWaiting(hold: WeightHold): void {
  const jobs = holdersAgainst(hold).map(({ action }) => action).join(
    " and to ",
  );
  console.warn(
    `fullgrad waits to ${hold.action} until the job to ${jobs} is done with the weights of ${
      namesOf(hold.models)
    }. A method of that job must explain the model that it is given; one that explains the model itself by way of a queue waits forever`,
  );
}

function namesOf(models: readonly Model[]): string {
  return models.map(({ name }) => `"${name}"`).join(" and ");
}

/**
 * Does the work of a job while it holds the weights of some models; see
 * {@linkcode holdWeights}.
 *
 * @param work Gets the models to be passed on to methods.
 * @returns What the work returns.
 * @throws {Error} If the work fails and a model was disposed meanwhile: says so,
 * whatever it was that lacked weights.
 */
export async function withWeights<const Models extends readonly Model[], T>(
  models: Models,
  use: WeightUse,
  options: HoldOptions,
  work: (held: HeldModels<Models>) => Promise<T>,
): Promise<T> {
  const caller = CONTEXT?.getStore();
  using hold = await holdWeights(models, use, options);
  const handed: HeldModels<Models> = {
    models: models.map((model) => ({ ...model, [HOLD]: hold })) as never,
    outside: (callback) => (...parameters) =>
      CONTEXT === undefined
        ? callback(...parameters)
        : CONTEXT.run(caller, () => callback(...parameters)),
  };
  try {
    return await (CONTEXT === undefined
      ? work(handed)
      : CONTEXT.run(hold as WeightHold, () => work(handed)));
  } catch (error) {
    if (options.signal?.aborted) throw error;
    for (const model of models) requireUndisposed(model, error);
    throw error;
  }
}

/** The holds that exclude a new one, beside those that it may read under. */
function holdersAgainst(hold: WeightHold): readonly WeightHold[] {
  return [...held].filter((other) =>
    (hold.use === "change" || other.use === "change") &&
    !(hold.use === "read" && hold.outer.includes(other)) &&
    !hold.weights.isDisjointFrom(other.weights)
  );
}

function asyncContext(): AsyncContext | undefined {
  const { process } = globalThis as {
    readonly process?: { getBuiltinModule?(name: string): unknown };
  };
  const hooks = process?.getBuiltinModule?.("node:async_hooks") as
    | { readonly AsyncLocalStorage: new () => AsyncContext }
    | undefined;
  return hooks && new hooks.AsyncLocalStorage();
}
