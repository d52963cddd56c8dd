import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readStateDict } from "../../lib/model/formats/state_dict/read_state_dict.ts";
import { savedWeights } from "../model/state_dict/saved_weights.ts";

/** Files of a model, as a person would drop them into a page. */
export interface PortableCase {
  readonly name: string;
  /** Whether the files are there. */
  readonly ignore: boolean;
  readonly files: () => Promise<readonly File[]>;
}

const ROOT = new URL("../../", import.meta.url);
const SHARED = new URL("../shared/models/", ROOT);

function filesCase(
  name: string,
  folder: URL,
  names: readonly string[],
): PortableCase {
  const urls = names.map((name) => new URL(name, folder));
  return {
    name,
    ignore: !urls.every((url) => existsSync(url)),
    files: () =>
      Promise.all(
        urls.map(async (url, i) =>
          new File([await Deno.readFile(url)], names[i]!)
        ),
      ),
  };
}

const RESNET = new URL("resnet_cifar_pth/resnet20-12fca82f.th", SHARED);

/** The weights of a network in another of PyTorch's formats. */
function weightsCase(
  name: string,
  saving: "safetensors" | "torch zip",
  file: string,
): PortableCase {
  return {
    name,
    ignore: !existsSync(RESNET),
    files: async () => {
      const weights = readStateDict(
        await Deno.readFile(RESNET),
        fileURLToPath(RESNET),
      );
      const floats = new Map(
        [...weights].map(([name, { shape, read }]) => [
          name,
          { shape, values: Float32Array.from(read()) },
        ]),
      );
      return [new File([savedWeights(saving, floats)], file)];
    },
  };
}

/** A case of every format that is read. */
export const PORTABLE_CASES: readonly PortableCase[] = [
  filesCase("layers model", new URL("data/shapes_vgg9/", ROOT), [
    "model.json",
    "weights.bin",
  ]),
  filesCase("graph model", new URL("human_emotion/", SHARED), [
    "emotion.json",
    "emotion.bin",
  ]),
  filesCase("ONNX", new URL("mesonet/", SHARED), ["model.onnx"]),
  filesCase("Keras .h5", new URL("mini_xception/", SHARED), [
    "fer2013_mini_XCEPTION.102-0.66.hdf5",
  ]),
  filesCase("PyTorch, legacy", new URL("resnet_cifar_pth/", SHARED), [
    "resnet20-12fca82f.th",
  ]),
  weightsCase("PyTorch, zip", "torch zip", "resnet20.pt"),
  weightsCase("safetensors", "safetensors", "resnet20.safetensors"),
];
