import { SHARD, SHARD_INDEX } from "../formats/state_dict/read_shards.ts";

/** What is read of a repository. */
export interface HubChoice {
  /** The model. */
  readonly file: string;
  /** What it needs and what describes it. */
  readonly beside: readonly string[];
}

/** In order of preference: whole models in single precision, then weights. */
const PREFERRED: readonly RegExp[] = [
  /^onnx\/model\.onnx$/,
  /^model\.onnx$/,
  /^model\.json$/,
  /^[^/]+\.(keras|h5)$/,
  /^model\.safetensors$/,
  /^model\.safetensors\.index\.json$/,
  /^pytorch_model\.bin$/,
  /^pytorch_model\.bin\.index\.json$/,
];

const ABOUT = ["config.json", "preprocessor_config.json"];

/**
 * Chooses a model among the files of a repository; one in reduced precision only
 * where it is named.
 *
 * @param where The repository and its revision, for errors.
 * @param files All of its files.
 * @param named The file that is meant.
 * @throws {RangeError} If there is no such file, no model, or several.
 */
export function chooseFiles(
  where: string,
  files: readonly string[],
  named: string | undefined,
): HubChoice {
  const listed = files.length === 0 ? "nothing" : files.slice(0, 20).join(", ");
  const candidates = named !== undefined
    ? files.filter((file) => file === named)
    : PREFERRED.map((pattern) => files.filter((file) => pattern.test(file)))
      .find((found) => found.length > 0) ?? [];
  const [file] = candidates;
  if (file === undefined) {
    throw new RangeError(
      `Cannot load the model as ${where} must hold ${
        named ??
          "onnx/model.onnx, model.onnx, model.json, a Keras file, model.safetensors or pytorch_model.bin"
      }: it holds ${listed}`,
    );
  }
  if (candidates.length > 1) {
    throw new RangeError(
      `Cannot load the model as ${where} must hold one: it holds ${
        candidates.join(", ")
      }; name one by the option file`,
    );
  }
  const folder = file.slice(0, file.lastIndexOf("/") + 1);
  const isPart = (other: string) =>
    SHARD_INDEX.test(file)
      ? SHARD.test(other) &&
        other.replace(SHARD, "") === file.replace(SHARD_INDEX, "")
      : file.endsWith(".json")
      ? other.startsWith(folder) && other.endsWith(".bin") &&
        other !== "pytorch_model.bin"
      : other !== file &&
        (other.startsWith(`${file}_data`) || other.startsWith(`${file}.data`));
  return {
    file,
    beside: files.filter((other) => isPart(other) || ABOUT.includes(other)),
  };
}
