/**
 * Labeled images: drawn by the program, or read from the files of well-known datasets.
 *
 * @module
 */
export {
  type ImageInput,
  type Images,
  type ImageSpec,
  loadImage,
  type LoadImageOptions,
  loadImages,
  type NestedImage,
  type PictureOptions,
  type PixelArray,
  type RgbaPixels,
  toImages,
  type ValueArray,
} from "../image/mod.ts";
export {
  preprocessing,
  PREPROCESSING_NAMES,
  type PreprocessingName,
} from "../model/mod.ts";
export {
  type Cifar100Options,
  type CompositeImages,
  type Dataset,
  type DatasetFiles,
  type DatasetImages,
  datasetImages,
  datasetPreprocessing,
  type DatasetPreprocessingOptions,
  type Half,
  type ImageFolderOptions,
  type LabeledImages,
  loadCifar10,
  loadCifar100,
  loadImageFolder,
  loadMnist,
  type MnistOptions,
  networkInput,
  type ObjectPart,
  type PartImages,
  renderComposites,
  type RenderOptions,
  renderParts,
  renderShapes,
  renderTriggers,
  SHAPE_CLASSES,
  SHAPE_SIZE,
  type ShapeImages,
  shapesDataset,
  type ShapesOptions,
  subset,
  type TriggerImages,
} from "../data/mod.ts";
