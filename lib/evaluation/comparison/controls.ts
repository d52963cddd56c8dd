import {
  type AttributionMethod,
  classAgnosticCam,
  classAgnosticFullGrad,
  randomMap,
  sobelEdges,
  spatialLayer,
} from "../../methods/mod.ts";
import type { LayerGraph, NodeKind } from "../../model/mod.ts";
import { isRecord } from "../../options/mod.ts";
import { blurred } from "../changed_maps/mod.ts";
import type { ControlsOf, MethodInput } from "../run/mod.ts";

const CONVOLUTIONS: ReadonlySet<NodeKind> = new Set([
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
]);

/** Whether a network has feature maps that a class activation map can be of. */
export function hasConvolution({ nodes }: LayerGraph): boolean {
  return nodes.some(({ kind }) => CONVOLUTIONS.has(kind));
}

/**
 * The controls of every curve: a random map, which is chance, the picture's
 * edges, which know no network, and the sum of the last feature maps, which
 * knows no class. A method that looks like one of them explains no more.
 *
 * Class activation maps of other layers have the class-agnostic map of each of
 * these instead, and where there is a FullGrad, `classAgnosticFullGrad` is there
 * too.
 *
 * @example
 * ```ts
 * import { compareMethods, fullGrad, loadModel } from "fullgrad";
 * import { CONTROLS } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * const { maps } = await compareMethods(model, "data/images/boat.png", {
 *   methods: { FullGrad: fullGrad },
 *   controls: CONTROLS,
 * });
 * assertEquals(Object.keys(maps), ["FullGrad", ...Object.keys(CONTROLS)]);
 * ```
 */
export const CONTROLS: Readonly<Record<string, AttributionMethod>> = {
  "Random map": randomMap,
  "Sobel edges": sobelEdges,
  "Class-agnostic map": classAgnosticCam,
};

/**
 * The controls of remove and retrain: random pixels, random regions and the
 * picture's edges. A method that is no better explains no more than they do.
 *
 * @example
 * ```ts
 * import { loadModel } from "fullgrad";
 * import { RETRAINING_CONTROLS } from "fullgrad/evaluation";
 * import { assertEquals } from "@std/assert";
 *
 * const model = await loadModel("shapes_vgg9");
 * for (const control of Object.values(RETRAINING_CONTROLS)) {
 *   const { values } = await control(model, "data/images/boat.png");
 *   assertEquals(values.length, 64 * 64);
 * }
 * ```
 */
export const RETRAINING_CONTROLS: Readonly<Record<string, AttributionMethod>> =
  {
    "Random": randomMap,
    "Blurred random": blurred(randomMap),
    "Sobel edges": sobelEdges,
  };

/**
 * The controls, the class-agnostic ones of the same layers as the methods; without
 * them where there are no feature maps.
 */
export const controlsOf: ControlsOf = (model, methods) => {
  const { "Class-agnostic map": agnostic, ...others } = CONTROLS;
  const { nodes } = model.graph;
  const names = new Set(nodes.map(({ name }) => name));
  const layers = new Map(methods.flatMap(({ settings }) => {
    const layer = isRecord(settings) ? settings.layer : undefined;
    const isKnown = [layer].flat().every((name) => names.has(name as string));
    return isKnown ? [[String(layer), layer]] : [];
  }));
  const spatial = hasConvolution(model.graph);
  const isDefault = (name: string) => name === spatialLayer(model).name;
  const ofLayers: [string, MethodInput][] = [...layers].map((
    [name, layer],
  ) =>
    isDefault(name) ? ["Class-agnostic map", agnostic!] : [
      `Class-agnostic map, ${name.replaceAll(",", " + ")}`,
      { run: classAgnosticCam, options: { layer } },
    ]
  );
  if (ofLayers.length === 0 && spatial) {
    ofLayers.push(["Class-agnostic map", agnostic!]);
  }
  return {
    ...others,
    ...Object.fromEntries(ofLayers),
    ...(methods.some(({ method }) => /FullGrad(?!\+)/.test(method)) && {
      "Class-agnostic FullGrad": classAgnosticFullGrad,
    }),
  };
};
