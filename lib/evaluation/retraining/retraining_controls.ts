import {
  type AttributionMethod,
  randomMap,
  sobelEdges,
} from "../../methods/mod.ts";
import { blurred } from "./blurred.ts";

/**
 * The controls of remove and retrain: random pixels, random regions and the
 * picture's edges. A method that is no better explains no more than they do.
 */
export const RETRAINING_CONTROLS: Readonly<Record<string, AttributionMethod>> =
  {
    "Random": randomMap,
    "Blurred random": blurred(randomMap),
    "Sobel edges": sobelEdges,
  };
