import {
  type AttributionMethod,
  classAgnosticCam,
  randomMap,
  sobelEdges,
} from "../../methods/mod.ts";
import type { Model, NodeKind } from "../../model/mod.ts";

const CONVOLUTIONS: ReadonlySet<NodeKind> = new Set([
  "conv2d",
  "depthwiseConv2d",
  "conv2dTranspose",
]);

/**
 * The controls of every curve: a random map, which is chance, the picture's
 * edges, which know no network, and the sum of the last feature maps, which
 * knows no class. A method that looks like one of them explains no more.
 */
export const CONTROLS: Readonly<Record<string, AttributionMethod>> = {
  "Random map": randomMap,
  "Sobel edges": sobelEdges,
  "Class-agnostic map": classAgnosticCam,
};

/** The controls; without the class-agnostic map where there are no feature maps. */
export function controlsOf({ graph }: Model): typeof CONTROLS {
  const spatial = graph.nodes.some(({ kind }) => CONVOLUTIONS.has(kind));
  return Object.fromEntries(
    Object.entries(CONTROLS).filter(([, control]) =>
      spatial || control !== classAgnosticCam
    ),
  );
}
