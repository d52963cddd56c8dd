import { isRecord } from "../model_json.ts";

/**
 * A weight's name in Keras as the name under which tfjs-layers looks for it,
 * `layer/weight`.
 *
 * Keras 3 puts the models around a layer before its name,
 * `sequential/conv2d/kernel`, and calls the kernel of a depthwise convolution
 * `kernel`. A name that fits already comes back equal.
 *
 * @param topology The topology that the weights belong to.
 * @returns A function from a name to its name in tfjs-layers.
 */
export function tfjsWeightNames(
  topology: Record<string, unknown>,
): (name: string) => string {
  const classes = new Map<string, string>();
  collectLayers(topology, classes);
  return (name) => {
    const parts = name.split("/");
    const weight = parts.pop()!;
    // A layer's own name may have slashes, in Keras 2.
    const whole = parts.join("/");
    const at = parts.findLastIndex((part) => classes.has(part));
    const scope = classes.has(whole) || at < 0
      ? whole
      : parts.slice(at).join("/");
    const isDepthwise = classes.get(scope) === "DepthwiseConv2D";
    const own = isDepthwise && weight === "kernel"
      ? "depthwise_kernel"
      : weight;
    return scope === "" ? own : `${scope}/${own}`;
  };
}

/** Names of all layers, those of nested models as well, with their classes. */
function collectLayers(value: unknown, classes: Map<string, string>): void {
  if (Array.isArray(value)) {
    value.forEach((item) => collectLayers(item, classes));
  } else if (isRecord(value)) {
    const { class_name: layerClass, config } = value;
    if (
      typeof layerClass === "string" && isRecord(config) &&
      typeof config["name"] === "string"
    ) classes.set(config["name"], layerClass);
    Object.values(value).forEach((item) => collectLayers(item, classes));
  }
}
