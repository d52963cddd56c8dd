import * as tf from "@tensorflow/tfjs";
import type { LayerTies } from "../ties.ts";
import { tensorsIn } from "./read_back.ts";

/** What every pass over a chunk knows; every tensor has a row per image. */
export interface PassResult {
  /** The network's output. */
  readonly logits: tf.Tensor;
  /** The target's value, `[n]`. */
  readonly value: tf.Tensor;
  /** How often the extremes tie that its gradient passes; of any method's. */
  readonly ties?: readonly LayerTies[];
}

/** What a pass over a chunk returns. */
export interface ChunkResult<T> extends PassResult {
  /** Whatever the method computes, in lists and records of the same form always. */
  readonly tensors: T;
}

/**
 * The passes of a method that makes several over a chunk, one a step: the
 * tensors among what it yields are those that it needs later; others are disposed.
 */
export type Passes<T> = Generator<readonly unknown[], ChunkResult<T>, void>;

/** What several passes result in; `between` is told after each how many are done. */
export async function resultOf<T>(
  passes: Passes<T>,
  between: (done: number) => Promise<void>,
): Promise<ChunkResult<T>> {
  let held: readonly tf.Tensor[] = [];
  try {
    for (let done = 1;; done++) {
      const next = tidied(() => passes.next());
      const needed = new Set(tensorsIn(next.value));
      tf.dispose(held.filter((tensor) => !needed.has(tensor)));
      held = next.done ? [] : [...needed];
      if (next.done) return next.value;
      await between(done);
    }
  } finally {
    tf.dispose([...held]);
  }
}

/** `tf.tidy` of lists and records of any type. */
export function tidied<T>(run: () => T): T {
  return tf.tidy(() => run() as tf.TensorContainer) as T;
}

/** Milliseconds after which timers and signals have their turn. */
const TURN = 50;

/** When they had it last, whoever of the methods gave it. */
let lastTurn = 0;

/**
 * Lets timers and signals come in, where they have waited for a while: reading
 * back need not leave the microtasks, and many methods make many short calls.
 */
export async function yieldToEventLoop(): Promise<void> {
  if (performance.now() - lastTurn < TURN) return;
  await new Promise((resolve) => setTimeout(resolve));
  lastTurn = performance.now();
}
