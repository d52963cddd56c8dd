import { Figure } from "./figure.ts";
import type { LayerFigureOptions } from "./figures/layer_options.ts";
import { layerScene } from "./figures/layer_scene.ts";
import type { Layer } from "./layer.ts";

/**
 * Returns a figure that steps through the maps of layers with a slider, each
 * in its own range of colours, with its name and share. As a still picture it
 * shows all layers side by side.
 *
 * @param layers One or more, in the network's order.
 *
 * @example
 * ```ts
 * import { layerFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const layers = ["input", "conv1"].map((name, i) => ({
 *   map: {
 *     name,
 *     values: new Float32Array([0, i]),
 *     height: 1,
 *     width: 2,
 *     signed: false,
 *     meaning: "relevance",
 *   },
 *   share: 0.25 + i / 2,
 * }));
 * const figure = layerFigure(layers, { title: "Layers" });
 * const { data } = await figure.plotly();
 * assertEquals(data.map((trace) => trace.visible), [false, true]);
 * ```
 *
 * @throws {TypeError} If a number of values does not fit its size.
 * @throws {RangeError} If there is no layer, a side is not a positive integer,
 * an unsigned map has a value below zero, or an option is out of range.
 */
export function layerFigure(
  layers: readonly Layer[],
  options: LayerFigureOptions,
): Figure {
  return new Figure(layerScene(layers, options));
}
