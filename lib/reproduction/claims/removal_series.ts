import { datasetImages } from "../../data/mod.ts";
import {
  type FillName,
  type MethodInput,
  pixelPerturbation,
} from "../../evaluation/mod.ts";
import type { Images } from "../../image/mod.ts";
import type { Model } from "../../model/mod.ts";
import type { Series } from "../claim.ts";
import {
  type DataFolder,
  type DataName,
  meanColor,
  type NetworkName,
} from "../data_folder.ts";
import { imageRanges, placesOf } from "../image_ranges.ts";

/** A network, and the images that it explains. */
export interface Subject {
  readonly network: NetworkName;
  readonly title: string;
  readonly images: Extract<DataName, "cifarTest" | "imagenetSample">;
  /** How many images there are. */
  readonly whole: number;
  /** Images of a slice. */
  readonly size: number;
}

/** The networks of the claims on removed pixels: the fastest first. */
export const SUBJECTS = {
  resnet20: {
    network: "resnet20",
    title: "ResNet-20",
    images: "cifarTest",
    whole: 2000,
    size: 100,
  },
  mobilenet: {
    network: "mobilenet",
    title: "MobileNet 0.25",
    images: "imagenetSample",
    whole: 500,
    size: 20,
  },
  squeezenet: {
    network: "squeezenet",
    title: "SqueezeNet 1.0",
    images: "imagenetSample",
    whole: 500,
    size: 20,
  },
  darknet: {
    network: "darknet",
    title: "Tiny Darknet",
    images: "imagenetSample",
    whole: 500,
    size: 20,
  },
} as const satisfies Readonly<Record<string, Subject>>;

/** The paper's axis, at equal distances. */
const FRACTIONS = [0.001, 0.003, 0.01, 0.03, 0.1];

/** What removed pixels are judged by. */
export const REMOVAL_MEASURES = [
  "least salient first",
  "most salient first",
  "SRG",
] as const;

/** Pixels of a network's images removed by some methods, filled in one way. */
export function removalSeries(
  { network, title, images, whole, size }: Subject,
  fill: FillName,
  methodsOf: (model: Model) => Readonly<Record<string, MethodInput>>,
): Series {
  return {
    name: `${network}-${fill}`,
    about: `${title}, removed pixels ${fill}`,
    needs: [network, images],
    unit: "images",
    whole,
    measures: REMOVAL_MEASURES,
    slices: async (data, scale) => {
      const model = await data.network(network);
      const mean = meanColor(
        model,
        images === "imagenetSample" ? "imagenet" : "cifar",
      );
      return imageRanges(scale, size).map(({ name, start, end }) => ({
        name,
        run: async (options) =>
          await pixelPerturbation(
            model,
            await imagesOf(data, images, model, start, end),
            {
              methods: methodsOf(model),
              fractions: FRACTIONS,
              fill,
              mean,
              repeats: 1,
              // Ties and noise are other ones in every slice.
              seed: start,
              ...options,
            },
          ),
      }));
    },
  };
}

/** Some images of a network. */
export async function imagesOf(
  data: DataFolder,
  images: Subject["images"],
  model: Model,
  start: number,
  end: number,
): Promise<Images> {
  const places = placesOf(start, end);
  if (images === "imagenetSample") return await data.photos(model, places);
  const dataset = await data.cifar(images);
  return (await datasetImages(dataset, places, model)).images;
}
