/**
 * What is fuzzed.
 *
 * @module
 */
import type * as fc from "fast-check";

/** A target of whichever cases. */
interface AnyTarget {
  readonly cases: fc.Arbitrary<unknown>;
  readonly check: (value: never, folder: string) => Promise<void>;
}

/** Everything that reads what others have written, loaded when it is fuzzed. */
export const TARGETS: Readonly<
  Record<string, () => Promise<AnyTarget>>
> = {
  modelJson: async () => (await import("./model_json.ts")).modelJson,
  modelText: async () => (await import("./model_json.ts")).modelText,
  modelWeights: async () => (await import("./model_json.ts")).modelWeights,
  graphModel: async () => (await import("./graph_model.ts")).graphModel,
  onnxFile: async () => (await import("./onnx.ts")).onnxFile,
  onnxGraph: async () => (await import("./onnx.ts")).onnxGraph,
  pictures: async () => (await import("./pictures.ts")).pictures,
  cifar: async () => (await import("./datasets.ts")).cifar,
  mnist: async () => (await import("./datasets.ts")).mnist,
  resultsFolder: async () => (await import("./results.ts")).resultsFolder,
  jobFile: async () => (await import("./results.ts")).jobFile,
  record: async () => (await import("./results.ts")).record,
  mapCache: async () => (await import("./results.ts")).mapCache,
  imageFolder: async () => (await import("./datasets.ts")).imageFolder,
  stateDict: async () => (await import("./weights_files.ts")).stateDict,
  archive: async () => (await import("./archives.ts")).archive,
  archiveManifest: async () => (await import("./archives.ts")).archiveManifest,
  kerasFile: async () => (await import("./weights_files.ts")).kerasFile,
};

/** So many cases of each as take a machine of two slow cores five seconds. */
export const GATE: Readonly<Record<string, number>> = {
  modelJson: 800,
  modelText: 800,
  modelWeights: 1000,
  graphModel: 1200,
  onnxFile: 1600,
  onnxGraph: 2000,
  pictures: 10_000,
  cifar: 2500,
  mnist: 600,
  resultsFolder: 30,
  jobFile: 50,
  record: 3700,
  mapCache: 400,
  imageFolder: 330,
  stateDict: 30_000,
  archive: 1700,
  archiveManifest: 850,
  kerasFile: 15_000,
};
