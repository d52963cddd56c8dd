import type { BackendName } from "../backend/mod.ts";
import {
  type Dataset,
  loadCifar10,
  loadCifar100,
  loadImageFolder,
  shapesDataset,
  subset,
} from "../data/mod.ts";
import {
  type Retrainer,
  retrainer,
  type RetrainerOptions,
  type RetrainingData,
  type RetrainingOptions,
} from "../evaluation/mod.ts";
import { resNet8, vgg9, type VggPlan } from "../training/mod.ts";

/** What the command line asks for, as it is parsed. */
export interface RetrainRequest {
  readonly folder: string;
  readonly shard?: string;
  readonly experiment: string;
  readonly methods: readonly string[];
  readonly model: string;
  readonly data: string;
  readonly trainingFiles?: readonly string[];
  readonly testFiles?: readonly string[];
  readonly size: number;
  readonly training?: number;
  readonly test?: number;
  readonly fractions: readonly number[];
  readonly runs: number;
  readonly fill: NonNullable<RetrainingOptions["fill"]>;
  readonly seed: number;
  readonly network: string;
  readonly width: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly backend?: BackendName;
}

/** Five convolutions, which learn our own images in seconds. */
const SMALL: VggPlan = [8, "M", 16, "M", 32, "M", 64, "M", 64];

type Network = NonNullable<RetrainerOptions["network"]>;

/** The networks that can be trained, of a width. */
export const NETWORKS: Readonly<Record<string, (width: number) => Network>> = {
  small: (width) => (options) => vgg9({ ...options, width, plan: SMALL }),
  vgg9: (width) => (options) => vgg9({ ...options, width }),
  resNet8: (width) => (options) => resNet8({ ...options, width }),
};

type ReadFiles = (
  files: readonly string[],
  request: RetrainRequest,
) => Promise<Dataset>;

/** The kinds of files that images can lie in. */
export const DATASETS: Readonly<Record<string, ReadFiles | undefined>> = {
  shapes: undefined,
  cifar10: (files) => loadCifar10(files),
  cifar100: (files) => loadCifar100(files),
  folder: async ([folder, ...others], { size }) => {
    if (others.length === 0) return await loadImageFolder(folder!, { size });
    throw new RangeError(
      `Cannot read folders of images as there must be one, with a folder for each class: current number is ${
        others.length + 1
      }`,
    );
  },
};

/** Seeds of our own images: those of the embedded network's are 1 and 2. */
const SEEDS = { training: 21, test: 22 } as const;

/** How many of our own images, where nothing is said. */
export const SIZES = { training: 1000, test: 300 } as const;

/** The images to train on and to test on. */
export async function requestedData(
  request: RetrainRequest,
): Promise<RetrainingData> {
  const { data, trainingFiles, testFiles } = request;
  const read = DATASETS[data];
  if (read === undefined) {
    if (trainingFiles ?? testFiles) {
      throw new RangeError(
        `Cannot read the images as --data must say what lies in the files, one of ${
          Object.keys(DATASETS).filter((name) => name !== data).join(", ")
        }: current value is ${data}`,
      );
    }
    const { training = SIZES.training, test = SIZES.test } = request;
    return {
      training: shapesDataset({ seed: SEEDS.training, size: training }),
      test: shapesDataset({ seed: SEEDS.test, size: test }),
    };
  }
  if (trainingFiles === undefined || testFiles === undefined) {
    throw new RangeError(
      `Cannot read the images as --data ${data} must come with --training-files and --test-files`,
    );
  }
  return {
    training: first(await read(trainingFiles, request), request.training),
    test: first(await read(testFiles, request), request.test),
  };
}

function first(dataset: Dataset, count = dataset.size): Dataset {
  return count >= dataset.size
    ? dataset
    : subset(dataset, [...Array(count).keys()]);
}

/** What trains the networks. */
export function requestedRetrainer(request: RetrainRequest): Retrainer {
  const { network, width, epochs, batchSize } = request;
  return retrainer({
    name: `${network} × ${width}`,
    network: NETWORKS[network]!(width),
    optimizer: { kind: "adam" },
    epochs,
    batchSize,
  });
}
