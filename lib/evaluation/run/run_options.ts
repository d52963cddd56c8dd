import {
  abortSignal,
  callback,
  isRecord,
  type OptionRequirements,
  text,
} from "../../options/mod.ts";
import type { Shard } from "./shard.ts";

/** The options of everything that runs as units of work. */
export interface RunOptions {
  /**
   * A folder for finished units, each written at once: a run that was stopped
   * or killed, called again with the same arguments, goes on where it was, and
   * processes that share the folder share the work.
   *
   * @default none
   */
  readonly folder?: string;
  /**
   * A folder for the saliency maps, which several experiments can share.
   *
   * @default `maps` in `folder`; none without one
   */
  readonly mapFolder?: string;
  /**
   * Which part of the units this process begins with. In a folder that it
   * shares with others it then takes any unit that nobody computes, so that a
   * slow process delays no other; alone in its folder, or without one, it stops
   * after its part.
   *
   * @default all
   */
  readonly shard?: Shard;
  /** Stops the work between two units, and within one where it can. */
  readonly signal?: AbortSignal;
  /** Told after every unit how many of those that were open are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What {@linkcode RunOptions} must be. */
export const RUN_OPTIONS: OptionRequirements<RunOptions> = {
  folder: text,
  mapFolder: text,
  shard: {
    expected: "an object such as { index: 1, count: 8 }",
    isType: isRecord,
  },
  signal: abortSignal,
  onProgress: callback,
};

/** Those of an experiment's options that are of the run. */
export function runOptionsOf(options: RunOptions): RunOptions {
  const { folder, mapFolder, shard, signal, onProgress } = options;
  return {
    ...(folder !== undefined && { folder }),
    ...(mapFolder !== undefined && { mapFolder }),
    ...(shard !== undefined && { shard }),
    ...(signal !== undefined && { signal }),
    ...(onProgress !== undefined && { onProgress }),
  };
}

/** @throws {TypeError} If results cannot be kept here. */
export function checkKept({ folder, mapFolder }: RunOptions): void {
  const kept = folder ?? mapFolder;
  if (kept === undefined || "Deno" in globalThis) return;
  throw new TypeError(
    `Cannot run an experiment as folders of results are kept under Deno only: leave folder and mapFolder away, current value is ${kept}`,
  );
}
