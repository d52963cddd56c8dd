import type { RetrainingData } from "../evaluation/mod.ts";
import {
  type Dataset,
  loadCifar10,
  shapesDataset,
  subset,
} from "../data/mod.ts";
import { numbers } from "./numbers.ts";

/** Which images the command line asks for. */
export interface DataRequest {
  readonly "training-files"?: string | undefined;
  readonly "test-files"?: string | undefined;
  readonly training?: string | undefined;
  readonly test?: string | undefined;
}

/** Seeds of our own images: those of the embedded network's are 1 and 2. */
const SEEDS = { training: 21, test: 22 } as const;

/** The images to train on and to test on. */
export async function requestedData(
  request: DataRequest,
): Promise<RetrainingData> {
  const training = numbers("training", request.training ?? "1000")[0]!;
  const test = numbers("test", request.test ?? "300")[0]!;
  const files = [request["training-files"], request["test-files"]] as const;
  if (files[0] === undefined || files[1] === undefined) {
    if (files[0] !== files[1]) {
      throw new RangeError(
        "Cannot retrain as --training-files and --test-files must be given together",
      );
    }
    return {
      training: shapesDataset({ seed: SEEDS.training, size: training }),
      test: shapesDataset({ seed: SEEDS.test, size: test }),
    };
  }
  return {
    training: first(await loadCifar10(files[0].split(",")), training),
    test: first(await loadCifar10(files[1].split(",")), test),
  };
}

function first(dataset: Dataset, count: number): Dataset {
  return count >= dataset.size
    ? dataset
    : subset(dataset, [...Array(count).keys()]);
}
