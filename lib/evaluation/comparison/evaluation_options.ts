import {
  abortSignal,
  callback,
  checkOptions,
  isRecord,
  listOf,
  type OptionRequirements,
  positiveInteger,
  type Requirement,
  text,
} from "../../options/mod.ts";
import type { MethodInput } from "../run/mod.ts";
import type { Similarity } from "../similarity/mod.ts";

/** The options of everything that runs several methods. */
export interface EvaluationOptions {
  /**
   * The methods, by the name that figures and tables show: each a function, or
   * `{ run, name, options }`.
   */
  readonly methods: Readonly<Record<string, MethodInput>>;
  /**
   * Methods that cannot explain, to tell what a number means: dashed lines.
   *
   * @default {CONTROLS}
   */
  readonly controls?: Readonly<Record<string, MethodInput>>;
  /**
   * How many images go through the network at once.
   *
   * @default as many as keep the feature maps under about 500 MB
   */
  readonly chunkSize?: number;
  /** Stops the work between two chunks. */
  readonly signal?: AbortSignal;
  /** Told after every part of the work how many are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The options of everything that compares maps. */
export interface ComparisonOptions extends EvaluationOptions {
  /**
   * How maps are compared.
   *
   * @default {SIMILARITIES}
   */
  readonly similarities?: readonly Similarity[];
}

/** Methods by name, each a function or one with its options. */
const methodsByName: Requirement = {
  expected:
    "an object of methods by name, each a function or { run, name, options }",
  isType: (value) => isRecord(value) && Object.values(value).every(isMethod),
};

function isMethod(value: unknown): boolean {
  return typeof value === "function" ||
    isRecord(value) && typeof value.run === "function";
}

/** What {@linkcode EvaluationOptions} must be. */
export const EVALUATION_OPTIONS: OptionRequirements<EvaluationOptions> = {
  methods: methodsByName,
  controls: methodsByName,
  chunkSize: positiveInteger,
  signal: abortSignal,
  onProgress: callback,
};

/** What {@linkcode ComparisonOptions} must be. */
export const COMPARISON_OPTIONS: OptionRequirements<ComparisonOptions> = {
  ...EVALUATION_OPTIONS,
  similarities: listOf({
    expected: "a similarity, such as spearman",
    isType: (value) => isRecord(value) && typeof value.to === "function",
  }),
};

/**
 * Checks the options of everything that runs several methods, at its door.
 *
 * @param action What cannot be done otherwise, as "remove pixels".
 * @throws {TypeError} If there are no methods, an option does not exist, or one
 * has another type.
 * @throws {RangeError} If one has another value.
 */
export function checkEvaluationOptions<Options extends EvaluationOptions>(
  action: string,
  options: Options,
  requirements: OptionRequirements<Options>,
): void {
  checkOptions(action, options, requirements);
  const { methods, controls = {} } = options;
  if (methods === undefined) {
    throw new TypeError(
      `Cannot ${action} as methods must be given, such as { methods: { FullGrad: fullGrad } }: current value is undefined`,
    );
  }
  for (const [name, method] of Object.entries({ ...controls, ...methods })) {
    if (typeof method === "function") continue;
    checkOptions(`${action} by "${name}"`, method, {
      run: callback,
      name: text,
      options: { expected: "an object of options", isType: isRecord },
    });
  }
}
