/**
 * Labelled images: drawn by the program, or read from the files of well-known
 * datasets when they are asked for.
 *
 * @module
 */
export type { DatasetFiles } from "./cifar_records.ts";
export type { Dataset, LabelledImages } from "./dataset.ts";
export { type DatasetImages, datasetImages } from "./dataset_images.ts";
export {
  datasetPreprocessing,
  type DatasetPreprocessingOptions,
} from "./dataset_preprocessing.ts";
export { loadCifar10 } from "./load_cifar10.ts";
export { type Cifar100Options, loadCifar100 } from "./load_cifar100.ts";
export {
  type ImageFolderOptions,
  loadImageFolder,
} from "./load_image_folder.ts";
export { loadMnist, type MnistOptions } from "./load_mnist.ts";
export { networkInput } from "./network_input.ts";
export { shapesDataset, type ShapesOptions } from "./shapes_dataset.ts";
export { subset } from "./subset.ts";
