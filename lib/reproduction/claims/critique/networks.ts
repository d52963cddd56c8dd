import { datasetImages, shapesDataset } from "../../../data/mod.ts";
import { type CompositeSet, compositeSet } from "../../../evaluation/mod.ts";
import { type ImageInput, toImages } from "../../../image/mod.ts";
import { loadModel, type Model } from "../../../model/mod.ts";
import type { DataFolder, DataName } from "../../data_folder.ts";
import { placesOf } from "../../image_ranges.ts";
import { PicturesOfTwo } from "./pictures_of_two.ts";

/** Where in a network a layer lies, from the logits down. */
export const PLACES = ["last", "before", "middle"] as const;

/** One of {@linkcode PLACES}. */
export type Place = typeof PLACES[number];

/** The steps of a randomization, from the logits down. */
export const STAGES = ["logits", "upper", "middle", "lower"] as const;

/** A network that the critique is tested on. */
export interface Subject {
  readonly name: string;
  readonly title: string;
  /** What it is and what its images are, for pages. */
  readonly about: string;
  readonly needs: readonly DataName[];
  /** The layer at each of {@linkcode PLACES}. */
  readonly layers: Readonly<Record<Place, string>>;
  /** The layers of each of {@linkcode STAGES}: the first that matches. */
  readonly stages: readonly [RegExp, RegExp, RegExp, RegExp];
  /** How many pictures of two objects there are, in tens. */
  readonly pairs: number;
  readonly model: (data: DataFolder) => Promise<Model>;
  /** Images of one object, by their places in a fixed order. */
  readonly images: (
    data: DataFolder,
    start: number,
    end: number,
  ) => Promise<ImageInput>;
  /** Pictures of two objects, by their places in a fixed order. */
  readonly composites: (
    data: DataFolder,
    start: number,
    end: number,
  ) => Promise<CompositeSet>;
}

/** Of the drawn images; other ones than any notebook looks at. */
const SHAPES_SEED = 21;

/** The networks; what is claimed was chosen on the first one. */
export const SUBJECTS: readonly Subject[] = [
  shapesSubject({
    name: "shapes_vgg9",
    title: "shapes VGG9",
    head: "global average pool",
    layers: { last: "relu8", before: "relu6", middle: "relu4" },
    stages: [/logits/, /[78]$/, /[456]$/, /[123]$/],
  }),
  shapesSubject({
    name: "shapes_vgg_dense",
    title: "shapes VGG, dense head",
    head: "three dense layers, no batch normalization",
    layers: { last: "relu6", before: "relu5", middle: "relu4" },
    stages: [/logits/, /dense/, /[456]$/, /[123]$/],
  }),
  {
    name: "resnet20",
    title: "ResNet-20",
    about: "ResNet-20, CIFAR-10's test images",
    needs: ["resnet20", "cifarTest"],
    layers: {
      last: "layer3.2.relu2",
      before: "layer3.0.relu2",
      middle: "layer2.2.relu2",
    },
    stages: [/linear/, /layer3/, /layer2/, /layer1|^(conv|bn)1/],
    pairs: 100,
    model: (data) => data.network("resnet20"),
    images: async (data, start, end) =>
      (await cifarImages(data, placesOf(start, end))).images,
    composites: pairsOf(async (data) =>
      new PicturesOfTwo(
        await data.network("resnet20"),
        2,
        {
          count: (await data.cifar("cifarTest")).size,
          read: async (places) => {
            const { images, labels } = await cifarImages(data, places);
            return { images, labels: [...labels] };
          },
        },
      )
    ),
  },
  photoSubject({
    name: "squeezenet",
    title: "SqueezeNet",
    layers: {
      last: "fire9_concat",
      before: "fire8_concat",
      middle: "fire4_concat",
    },
    stages: [/conv_final/, /fire[789]/, /fire[456]/, /fire[23]|^conv1$/],
    pairs: 50,
  }),
  photoSubject({
    name: "mobilenet",
    title: "MobileNet 0.25",
    layers: {
      last: "conv_pw_13_relu",
      before: "conv_pw_11_relu",
      middle: "conv_pw_5_relu",
    },
    stages: [
      /conv_preds/,
      /_(9|1[0-3])(_bn)?$/,
      /_[5-8](_bn)?$/,
      /_[1-4](_bn)?$|^conv1/,
    ],
    pairs: 50,
  }),
];

/** The layers with weights of each stage, as steps of a randomization. */
export function stepsOf(
  { stages, title }: Subject,
  { weightLayers }: Model,
): readonly (readonly string[])[] {
  const steps = stages.map(() => [] as string[]);
  for (const { name } of weightLayers) {
    const stage = stages.findIndex((pattern) => pattern.test(name));
    if (stage < 0) {
      throw new RangeError(
        `Cannot randomize ${title} as every layer must be of a stage: current layer is ${name}`,
      );
    }
    steps[stage]!.push(name);
  }
  return steps;
}

function shapesSubject(
  { head, ...own }:
    & Pick<Subject, "name" | "title" | "layers" | "stages">
    & { readonly head: string },
): Subject {
  let loaded: Promise<Model> | undefined;
  const model = () =>
    loaded ??= loadModel(
      new URL(`../../../../data/${own.name}/`, import.meta.url),
    );
  return {
    ...own,
    about: `${own.name} (${head}), drawn images of seed ${SHAPES_SEED}`,
    needs: [],
    pairs: 100,
    model,
    images: async (_, start, end) =>
      (await datasetImages(
        shapesDataset({ seed: SHAPES_SEED, size: end }),
        placesOf(start, end),
        await model(),
      )).images,
    composites: async (_, start, end) => {
      const set = compositeSet({
        seed: SHAPES_SEED,
        start,
        count: end - start,
      });
      const images = await toImages(set.images, await model());
      const names = images.names.map((_, i) => `pair ${start + i}`);
      return { ...set, images: { ...images, names } };
    },
  };
}

function photoSubject(
  own:
    & Pick<Subject, "title" | "layers" | "stages" | "pairs">
    & { readonly name: "squeezenet" | "mobilenet" },
): Subject {
  const photos = async (data: DataFolder, places: readonly number[]) =>
    await data.photos(await data.network(own.name), places);
  return {
    ...own,
    about: `${own.title}, photos of ImageNet's classes`,
    needs: [own.name, "imagenetSample"],
    model: (data) => data.network(own.name),
    images: (data, start, end) => photos(data, placesOf(start, end)),
    composites: pairsOf(async (data) =>
      new PicturesOfTwo(
        await data.network(own.name),
        5,
        {
          count: await data.photoCount(),
          read: async (places) => {
            const images = await photos(data, places);
            // A photo is called by its class, such as `0012_n01532829.jpg`.
            const labels = images.names.map((name) =>
              Number(name.split("/").at(-1)!.split("_")[0])
            );
            return { images, labels };
          },
        },
      )
    ),
  };
}

/** The pictures of a network, searched for once for all slices of a data folder. */
function pairsOf(
  start: (data: DataFolder) => Promise<PicturesOfTwo>,
): Subject["composites"] {
  const begun = new WeakMap<DataFolder, Promise<PicturesOfTwo>>();
  return async (data, ...range) => {
    const pictures = begun.get(data) ?? start(data);
    begun.set(data, pictures);
    return await (await pictures).between(range);
  };
}

async function cifarImages(data: DataFolder, places: readonly number[]) {
  return await datasetImages(
    await data.cifar("cifarTest"),
    places,
    await data.network("resnet20"),
  );
}
