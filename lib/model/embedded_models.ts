type ModelFiles = Readonly<Record<string, URL>>;

/** The files of the models that come with the package, by the model's name. */
export const EMBEDDED_MODELS: Readonly<Record<string, ModelFiles>> = {
  shapes_vgg9: {
    "model.json": new URL(
      "../../data/shapes_vgg9/model.json",
      import.meta.url,
    ),
    "weights.bin": new URL(
      "../../data/shapes_vgg9/weights.bin",
      import.meta.url,
    ),
  },
};

/** The same of those that a clone of the repository has, and no package. */
export const CLONE_MODELS: Readonly<Record<string, ModelFiles>> = {
  shapes_vgg9_random_labels: {
    "model.json": new URL(
      "../../data/shapes_vgg9_random_labels/model.json",
      import.meta.url,
    ),
    "weights.bin": new URL(
      "../../data/shapes_vgg9_random_labels/weights.bin",
      import.meta.url,
    ),
  },
};
