/**
 * Labeled images: drawn by the program, or read from the files of well-known
 * datasets when they are asked for.
 *
 * @module
 */
export {
  checkDataset,
  DATASET,
  type Dataset,
  type LabeledImages,
} from "./dataset.ts";
export {
  type DatasetImages,
  datasetImages,
  networkInput,
} from "./dataset_images.ts";
export {
  datasetPreprocessing,
  type DatasetPreprocessingOptions,
} from "./dataset_preprocessing.ts";
export {
  type Cifar100Options,
  type DatasetFiles,
  loadCifar10,
  loadCifar100,
} from "./load_cifar.ts";
export {
  type ImageFolderOptions,
  loadImageFolder,
} from "./load_image_folder.ts";
export { loadMnist, type MnistOptions } from "./load_mnist.ts";
export { readBatch } from "./read_batch.ts";
export { shapesDataset, type ShapesOptions } from "./shapes_dataset.ts";
export { subset } from "./subset.ts";
