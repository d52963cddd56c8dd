import { SaliencyMap } from "../aggregation/mod.ts";
import {
  BiasGradients,
  ClassShares,
  FullGradients,
} from "../decomposition/mod.ts";
import { DataTable, type Json } from "../display/mod.ts";
import {
  ALL_MEASURES,
  Evaluation,
  MeasureComparison,
  MethodMaps,
  modelFingerprint,
  VERSION,
} from "../evaluation/mod.ts";
import {
  type FileSource,
  READ_OPTIONS,
  readFile,
  type ReadOptions,
  toUrl,
  writeWhole,
} from "../files/mod.ts";
import { asModel, type ModelInput } from "../model/mod.ts";
import {
  checkedLater,
  checkOptions,
  checkValue,
  describeValue,
  isRecord,
  type OptionRequirements,
} from "../options/mod.ts";
import { Predictions } from "../propagation/mod.ts";
import { TrainingHistory } from "../training/mod.ts";
import { packRecord, unpackRecord } from "./archive.ts";

/** What functions of the package return and files hold. */
export type Result =
  | SaliencyMap
  | BiasGradients
  | FullGradients
  | ClassShares
  | Predictions
  | Evaluation
  | MethodMaps
  | TrainingHistory
  | DataTable;

/** The results that files hold, each with what reads it. */
const RESULTS: readonly {
  readonly format: string;
  from(json: object): Result;
}[] = [
  SaliencyMap,
  BiasGradients,
  FullGradients,
  ClassShares,
  Predictions,
  Evaluation,
  MethodMaps,
  TrainingHistory,
  DataTable,
];

/** Options of {@linkcode saveResult} and {@linkcode toNpz}. */
export interface SaveResultOptions {
  /**
   * The network that the result is of, so that the manifest has the SHA-256 of what it
   * computes (operations and weights): whoever reads the file can tell it from
   * another network of its name.
   *
   * @default none: only the network's name is in the file
   */
  readonly model?: ModelInput;
}

const OPTIONS: OptionRequirements<SaveResultOptions> = { model: checkedLater };

/** The record of a result of this package; of all else there is none. */
function recordOf(value: unknown): Json | undefined {
  const { toJSON } = Object(value);
  if (typeof toJSON !== "function" || value instanceof Date) return undefined;
  const record: unknown = toJSON.call(value);
  const isResult = isRecord(record) &&
    RESULTS.some(({ format }) => format === record.format);
  return isResult ? record as Json : undefined;
}

/**
 * A result as the bytes of an .npz archive, which `numpy.load` reads: an .npy file
 * for every array (`values` are the maps `[N, H, W]`, `images` what went into the
 * network `[N, H, W, C]`, `images.rgb` the pictures, `logits` the outputs) and
 * `manifest.json` with all else: method, options, target, names of the images,
 * completeness, version, and type and shape of every array. Same result, same
 * bytes.
 *
 * @param result What a function of this package returned.
 * @param options The network, for its hash.
 * @returns The bytes.
 * @throws {TypeError} If it is no result, or an option does not exist.
 *
 * @example
 * ```ts
 * import { fullGrad, loadModel, loadResult, toNpz } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const map = await fullGrad(model, "data/images/boat.png");
 * const again = await loadResult(await toNpz(map, { model }));
 * assertEquals(JSON.stringify(again), JSON.stringify(map));
 * ```
 */
export async function toNpz(
  result: Result,
  options: SaveResultOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const { record, model } = checkWritten(result, options);
  return packRecord(record, {
    library: { name: "fullgrad", version: VERSION },
    ...(model && {
      model: { name: model.name, sha256: await modelFingerprint(model) },
    }),
  });
}

/**
 * The record of a result, and its network.
 *
 * @throws {TypeError} If it is no result, or an option does not exist.
 */
function checkWritten(result: unknown, options: SaveResultOptions) {
  const action = "write the result";
  const record = recordOf(result);
  checkValue(action, "it", result, {
    expected: "a result of this package, such as a SaliencyMap",
    isType: () => record !== undefined,
  });
  checkOptions(action, options, OPTIONS);
  return {
    record: record!,
    model: options.model && asModel(options.model),
  };
}

/**
 * Saves any result in a file, which {@linkcode loadResult} reads back bit by bit:
 * as {@linkcode toNpz} has it where the file's name ends in `.npz`, and where it
 * ends in `.json`, as one text with arrays in base64.
 *
 * The file appears as a whole or not at all.
 *
 * @param result What a function of this package returned.
 * @param path Where the file is to be, on this computer; folders that lack are made.
 * @param options The network, for its hash; a file that ends in `.json` has none.
 * @throws {TypeError} If it is no result, the path is none of this computer, or an
 * option does not exist.
 * @throws {RangeError} If the file's name ends in something else.
 * @throws {Error} If it could not be written: the message names the file.
 * @returns A promise of the end.
 *
 * @example
 * ```ts
 * import { biasGradients, BiasGradients, loadModel, loadResult, saveResult } from "fullgrad";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const folder = await Deno.makeTempDir();
 * const model = await loadModel("shapes_vgg9");
 * const result = await biasGradients(model, "data/images/boat.png");
 * await saveResult(result, `${folder}/boat.npz`, { model });
 * const again = await loadResult(`${folder}/boat.npz`);
 * assert(again instanceof BiasGradients);
 * assertEquals(again.completeness, result.completeness);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function saveResult(
  result: Result,
  path: string | URL,
  options: SaveResultOptions = {},
): Promise<void> {
  const url = toUrl("save the result", path);
  if (url.protocol !== "file:") {
    throw new TypeError(
      `Cannot save the result as its path must be one of this computer: current value is ${
        describeValue(String(path))
      }`,
    );
  }
  const { process } = globalThis;
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const file = fileURLToPath(url);
  const [ending] = /\.(npz|json)$/i.exec(file) ?? [];
  if (ending === undefined) {
    throw new RangeError(
      `Cannot save the result as its file must end in .npz or .json: current value is ${
        describeValue(file)
      }`,
    );
  }
  const content = ending.toLowerCase() === ".json"
    ? JSON.stringify(checkWritten(result, options).record)
    : await toNpz(result, options);
  await writeWhole(file, content).catch(async (cause) => {
    const { stat } = process.getBuiltinModule("node:fs/promises");
    const there = await stat(file).catch(() => undefined);
    throw new Error(
      there?.isDirectory()
        ? `Cannot save the result as ${file} must be a file: current one is a folder`
        : `Cannot save the result in ${file}: ${cause.message}`,
      { cause },
    );
  });
}

/**
 * The result in a file of {@linkcode saveResult}, or in one of an experiment's
 * folder: it equals what was saved and draws itself.
 *
 * @param source A path, URL or the bytes.
 * @param options Signal and limits of reading.
 * @returns The result, of the class that was saved: `instanceof` tells which.
 * @throws {SyntaxError} If it holds no result, or is damaged.
 * @throws {Deno.errors.NotFound} If there is no such file.
 *
 * @example
 * ```ts
 * import { DataTable, loadResult, toNpz } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const table = new DataTable({
 *   columns: [{ name: "area", meaning: "under its curve" }],
 *   rows: [[0.5]],
 * });
 * const again = await loadResult(await toNpz(table));
 * assertEquals(again.toCsv(), table.toCsv());
 * ```
 */
export async function loadResult(
  source: FileSource,
  options: ReadOptions = {},
): Promise<Result> {
  checkOptions("read the result", options, READ_OPTIONS);
  const { bytes, where } = await readFile("read the result", source, options);
  const name = where === undefined ? "" : ` ${where}`;
  const wrong = (reason: string, cause?: unknown) =>
    new SyntaxError(`Cannot read the result${name} as ${reason}`, { cause });
  let record: Json;
  try {
    record = isArchive(bytes)
      ? unpackRecord(bytes).record
      : JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = isArchive(bytes) && error instanceof Error &&
        !(error instanceof SyntaxError)
      ? error.message
      : "it must be an archive or JSON as saveResult() writes it";
    throw wrong(reason, error);
  }
  if (!isRecord(record)) throw wrong("it must be a record");
  const known = RESULTS.find(({ format }) => format === record.format);
  if (known === undefined) {
    throw wrong(
      `its format must be one of ${
        RESULTS.map(({ format }) => `"${format}"`).join(", ")
      }: current value is ${describeValue(record.format)}`,
    );
  }
  // Its record has the form of any evaluation.
  return known === Evaluation && record.experiment === ALL_MEASURES
    ? MeasureComparison.from(record)
    : known.from(record);
}

/** Whether bytes begin as a zip archive does. */
function isArchive(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}
