import { basename, join } from "node:path";
import type { InputSize, Preprocessing } from "../../../lib/model/mod.ts";

/** What an `about.json` says of a network; every field may be absent. */
export interface About {
  /** Height, width and channels of an image. */
  readonly inputShape?: InputSize | undefined;
  readonly preprocessing?: Preprocessing;
}

/** A network that lies in a folder of networks. */
export interface FoundNetwork extends About {
  /** Its folder and file, for the name of a test. */
  readonly name: string;
  readonly path: string;
  readonly format: NetworkFormat;
  /** What its framework gave for some images, if that lies beside it. */
  readonly expected: string | undefined;
}

/** What a network's file is. */
export type NetworkFormat =
  | "onnx"
  | "graph model"
  | "layers model"
  | "keras"
  | "state dict";

const ENDINGS: Readonly<Record<string, NetworkFormat>> = {
  ".onnx": "onnx",
  ".h5": "keras",
  ".hdf5": "keras",
  ".keras": "keras",
  ".safetensors": "state dict",
  ".pt": "state dict",
  ".pth": "state dict",
  ".th": "state dict",
  ".bin": "state dict",
};

const EXPECTED = "expected.safetensors";

/** The networks in the subfolders of a folder, which may not exist. */
export async function findNetworks(
  root: string,
): Promise<readonly FoundNetwork[]> {
  const found: FoundNetwork[] = [];
  for (const folder of await namesIn(root)) {
    const files = await namesIn(join(root, folder));
    const about = files.includes("about.json")
      ? aboutOf(await parsed(join(root, folder, "about.json")))
      : {};
    for (const file of files) {
      const path = join(root, folder, file);
      const format = await formatOf(path);
      if (format === undefined) continue;
      found.push({
        name: `${folder}/${file}`,
        path,
        format,
        expected: files.includes(EXPECTED)
          ? join(root, folder, EXPECTED)
          : undefined,
        ...about,
      });
    }
  }
  return found;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name)
      .toSorted();
  } catch (error) {
    const { NotFound, NotADirectory } = Deno.errors;
    if (error instanceof NotFound || error instanceof NotADirectory) return [];
    throw error;
  }
}

async function parsed(path: string): Promise<Record<string, unknown>> {
  const json = JSON.parse(await Deno.readTextFile(path));
  return typeof json === "object" && json !== null ? json : {};
}

async function formatOf(path: string): Promise<NetworkFormat | undefined> {
  const file = basename(path);
  if (file === EXPECTED) return undefined;
  if (file.endsWith(".json")) {
    const { format, modelTopology } = await parsed(path);
    if (modelTopology === undefined) return undefined;
    const { node } = modelTopology as { readonly node?: unknown };
    return format === "graph-model" || Array.isArray(node)
      ? "graph model"
      : "layers model";
  }
  const ending = /\.\w+$/.exec(file)?.[0].toLowerCase() ?? "";
  // Weights of TF.js are .bin too: those of PyTorch are named so.
  if (ending === ".bin" && file !== "pytorch_model.bin") return undefined;
  return ENDINGS[ending];
}

/** An image's shape may be written with its batch, and channels first. */
function aboutOf(
  { inputShape, preprocessing }: Record<string, unknown>,
): About {
  const lengths = Array.isArray(inputShape)
    ? inputShape.slice(-3).map(Number)
    : [];
  const [a, b, c] = lengths as [number, number, number];
  const isFirst = a <= 4 && c > 4;
  const isKnown = lengths.length === 3 && lengths.every((n) => n > 0);
  return {
    ...(isKnown &&
      { inputShape: isFirst ? [b, c, a] : [a, b, c] }),
    ...(typeof preprocessing === "object" && preprocessing !== null &&
      { preprocessing: preprocessing as Preprocessing }),
  };
}
