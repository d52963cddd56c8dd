/** The models that come with the package, by name. */
export const EMBEDDED_MODELS: Readonly<Record<string, URL>> = {
  shapes_vgg9: new URL("../../data/shapes_vgg9/model.json", import.meta.url),
};
