import {
  type AttributionMethod,
  classAgnosticCam,
  randomMap,
  sobelEdges,
} from "../../methods/mod.ts";

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
