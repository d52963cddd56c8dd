import {
  abortSignal,
  type OptionRequirements,
  positive,
  positiveInteger,
} from "../options/mod.ts";
import type { GivenFiles } from "./given_files.ts";

/** What bounds the reading of files. */
export interface ReadOptions {
  /** Ends the reading. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How many bytes are read at most into memory, of a packed file after
   * unpacking. What is larger is refused, before it is read where its size is
   * known.
   *
   * @default 2147483648 (2 GiB), of a dataset 1073741824
   */
  readonly byteLimit?: number | undefined;
  /**
   * Milliseconds in which a server must send its next kilobyte.
   *
   * @default {30000}
   */
  readonly stallTimeout?: number | undefined;
}

/** What bounds the reading, and files of which no computer and no server knows. */
export interface Reading extends ReadOptions {
  readonly files?: GivenFiles | undefined;
}

/** What {@linkcode ReadOptions} must be. */
export const READ_OPTIONS: OptionRequirements<ReadOptions> = {
  signal: abortSignal,
  byteLimit: positiveInteger,
  stallTimeout: positive,
};

/** 2 GiB. */
export const BYTE_LIMIT: number = 2 ** 31;

/** Half a minute. */
export const STALL_TIMEOUT = 30_000;
