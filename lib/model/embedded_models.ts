/** The models that come with the package, by name. */
export const EMBEDDED_MODELS: Readonly<Record<string, URL>> = {
  shapes_vgg9: new URL("../../data/shapes_vgg9/model.json", import.meta.url),
  shapes_vgg9_random_labels: new URL(
    "../../data/shapes_vgg9_random_labels/model.json",
    import.meta.url,
  ),
};
