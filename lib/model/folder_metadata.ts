import { readFile, type ReadOptions, shownUrl } from "../files/mod.ts";
import { isRecord } from "../options/mod.ts";
import { namesByLine } from "./class_names.ts";
import { type FolderMetadata, huggingFace } from "./hugging_face.ts";

/**
 * What a folder says of its model: the `metadata.json` of Teachable Machine, or
 * the `config.json` and `preprocessor_config.json` of Hugging Face, or a list of
 * the names of its classes.
 *
 * What is written there in a way that could mean several things is left out, so
 * that whoever loads a picture is asked for it.
 *
 * @param folder The folder, with a slash at its end.
 * @param files Names of the files in it.
 * @throws {SyntaxError} If one of them is not JSON.
 */
export async function readMetadata(
  folder: URL,
  files: readonly string[],
  reading: ReadOptions,
): Promise<FolderMetadata> {
  const textOf = async (name: string) => {
    const location = new URL(encodeURIComponent(name), folder);
    const { bytes } = await readFile("load the model", location, reading);
    return new TextDecoder(encodingOf(bytes)).decode(bytes);
  };
  const read = async (name: string): Promise<Record<string, unknown>> =>
    files.includes(name)
      ? parsed(await textOf(name), new URL(name, folder))
      : {};
  const teachable = teachableMachine(await read("metadata.json"));
  if (teachable !== undefined) return teachable;
  const found = huggingFace(
    await read("config.json"),
    await read("preprocessor_config.json"),
  );
  if (found.named.classNames !== undefined) return found;
  const lists = await Promise.all(
    files.filter((name) => NAME_LIST.test(name)).map(async (file) => ({
      file,
      names: namesByLine(await textOf(file)),
    })),
  );
  return { ...found, lists };
}

/** What a list of class names is called, such as `imagenet_classes.txt`. */
const NAME_LIST =
  /^([^/]*[^a-z/])?(class(es|[-_ ]?names)|labels?|synsets?([-_ ]words)?)[^a-z/]*\.txt$/i;

/** Notepad and PowerShell write UTF-16, which its first bytes tell. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
}

function parsed(text: string, file: URL): Record<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(
      `Cannot load the model as ${shownUrl(file)} must be JSON: it is not`,
      { cause },
    );
  }
  return isRecord(json) ? json : {};
}

/** Images in [−1, 1], cropped to a square. */
function teachableMachine(
  { labels, imageSize, grayscale, modelName }: Record<string, unknown>,
): FolderMetadata | undefined {
  if (!isTexts(labels) || typeof imageSize !== "number") return undefined;
  const isGray = grayscale === true;
  const each = (value: number) => Array<number>(isGray ? 1 : 3).fill(value);
  return {
    named: {
      ...(typeof modelName === "string" && modelName !== "" &&
        { name: modelName }),
      classNames: labels,
      preprocessing: {
        scale: 1 / 127.5,
        mean: each(1),
        std: each(1),
        channelOrder: isGray ? "gray" : "rgb",
        fit: "crop",
      },
    },
  };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) &&
    value.every((item) => typeof item === "string");
}
