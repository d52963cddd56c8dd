/**
 * Figures: images, maps, bars and curves on plain data, interactive in a
 * notebook or a page, still as a picture; and the progress of a long job.
 *
 * ```ts
 * import { panelFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const map = {
 *   name: "relevance",
 *   values: Float32Array.from({ length: 64 }, (_, i) => i),
 *   height: 8,
 *   width: 8,
 *   signed: false,
 *   meaning: "relevance",
 * };
 * const figure = panelFigure([[{ map }]], { title: "A map" });
 * assertEquals(figure.title, "A map");
 * ```
 *
 * @module
 */
export type { Bar } from "./bar.ts";
export { barFigure } from "./bar_figure.ts";
export type { BarFrame } from "./bar_frame.ts";
export { barFrameFigure } from "./bar_frame_figure.ts";
export type { Curve } from "./curve.ts";
export { curveFigure } from "./curve_figure.ts";
export type { Heatmap } from "./data/heatmap.ts";
export type { RangeOptions } from "./data/map_range.ts";
export type { RgbImage } from "./data/rgb_image.ts";
export { Figure, type PngOptions } from "./figure.ts";
export type { BarFrameOptions } from "./figures/bar_frame_options.ts";
export type { BarFigureOptions } from "./figures/bar_options.ts";
export type { CurveFigureOptions } from "./figures/curve_options.ts";
export type { LayerFigureOptions } from "./figures/layer_options.ts";
export type { PanelFigureOptions } from "./figures/panel_options.ts";
export { htmlPage } from "./html/html_page.ts";
export type { PageSection } from "./html/section_html.ts";
export type { PlotlySource } from "./html/library_html.ts";
export type { Bundle } from "./jupyter/bundle.ts";
export { displayBundle } from "./jupyter/display_bundle.ts";
export { displaySections } from "./jupyter/display_sections.ts";
export { loadPlotly, type LoadPlotlyOptions } from "./jupyter/load_plotly.ts";
export {
  startNotebook,
  type StartNotebookOptions,
} from "./jupyter/start_notebook.ts";
export type { Layer } from "./layer.ts";
export { layerFigure } from "./layer_figure.ts";
export type { Panel } from "./panel.ts";
export { panelFigure } from "./panel_figure.ts";
export type { Json, JsonObject, PlotlyFigure } from "./plotly/plotly_figure.ts";
export { type Progress, progress, type ProgressOptions } from "./progress.ts";
export type { ProgressSink } from "./progress/progress_sink.ts";
export type { ProgressState } from "./progress/progress_state.ts";
export {
  smallMultiples,
  type SmallMultiplesOptions,
} from "./small_multiples.ts";
export { formatNumber } from "./text/format_number.ts";
export { formatShare } from "./text/format_share.ts";
