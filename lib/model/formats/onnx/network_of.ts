import { finishGraph } from "../../graph/finish_graph.ts";
import { type LaidOut, NO_AXIS } from "../../graph/laid_out.ts";
import { PATTERNS } from "../../graph/patterns/mod.ts";
import type { Network } from "../../model.ts";
import type { ImageInput } from "./image_input.ts";
import type { Scope } from "./scope.ts";
import type { Translation } from "./translation.ts";
import { isConstant } from "./value.ts";

/**
 * The network from an image to an output, simplified, with its weights.
 *
 * @param translation How nodes are translated; none is so far.
 * @param scope The nodes of the file, and its constants.
 * @throws {RangeError} If the output does not depend on the image.
 * @throws {UnsupportedLayerError} If a node cannot be translated.
 */
export function networkOf(
  translation: Translation,
  scope: Scope,
  { name, shape, axes }: ImageInput,
  outputName: string,
): Network {
  const image = translation.layout.add(
    { name, layerClass: "Input" },
    { kind: "input", inputs: [] },
    shape,
    axes,
  );
  scope.values.set(name, image);
  const [value] = translation.run(scope, [outputName]);
  if (value === undefined || isConstant(value)) {
    throw new RangeError(
      `Cannot explain the output ${
        JSON.stringify(outputName)
      } as it must depend on the image`,
    );
  }
  const simple = finishGraph(
    {
      nodes: translation.builder.nodes,
      input: image.id,
      output: classesOf(translation, value, outputName),
    },
    PATTERNS,
    translation.weights,
  );
  const { layers, dispose } = translation.weights.create(simple.nodes);
  return {
    graph: simple,
    weightLayers: layers,
    layersModel: undefined,
    dispose,
  };
}

/** The node of the output as `[N, classes]`, or as it lies. */
function classesOf(
  translation: Translation,
  value: LaidOut,
  name: string,
): number {
  const long = value.axes.filter((axis) =>
    axis !== NO_AXIS && value.shape[axis] !== 1
  );
  return translation.layout.arrange(
    value,
    long.length > 0 ? long : [value.shape.length - 1],
    { name, layerClass: "Output" },
  );
}
