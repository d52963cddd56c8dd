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
