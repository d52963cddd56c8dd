/**
 * Figures: images, maps, bars and curves on plain data, interactive in a
 * notebook or a page, still as a picture; and the progress of a long job.
 *
 * ```ts
 * import { panelFigure } from "fullgrad/display";
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
export { Figure, type PngOptions } from "./figure.ts";
export {
  type Bar,
  barFigure,
  type BarFigureOptions,
} from "./figures/bar_figure.ts";
export {
  type BarFrame,
  barFrameFigure,
  type BarFrameOptions,
} from "./figures/bar_frame_figure.ts";
export type { Curve, CurveFigureOptions } from "./figures/curve.ts";
export { curveFigure } from "./figures/curve_figure.ts";
export type { Layer } from "./figures/layer.ts";
export {
  layerFigure,
  type LayerFigureOptions,
} from "./figures/layer_figure.ts";
export { mapPicture, type MapPictureOptions } from "./figures/map_picture.ts";
export {
  matrixFigure,
  type MatrixFigureOptions,
} from "./figures/matrix_figure.ts";
export type { Panel } from "./figures/panel.ts";
export {
  panelFigure,
  type PanelFigureOptions,
} from "./figures/panel_figure.ts";
export {
  MAP_FIGURE,
  type MapFigureOptions,
  RESULT_FIGURE,
  type ResultFigureOptions,
} from "./figures/result_options.ts";
export {
  fittingColumns,
  smallMultiples,
  type SmallMultiplesOptions,
} from "./figures/small_multiples.ts";
export type { Heatmap } from "./data/heatmap.ts";
export type { RangeOptions } from "./data/map_range.ts";
export type { RgbImage } from "./data/rgb_image.ts";
export {
  htmlPage,
  type PageFigure,
  type PageSection,
} from "./html/html_page.ts";
export type { PlotlySource } from "./html/library_html.ts";
export { displaySections } from "./jupyter/display_sections.ts";
export { type Bundle, inNotebook } from "./jupyter/kernel.ts";
export {
  loadPlotly,
  type LoadPlotlyOptions,
  startNotebook,
  type StartNotebookOptions,
} from "./jupyter/start_notebook.ts";
export type { Json, JsonObject, PlotlyFigure } from "./plotly/plotly_figure.ts";
export {
  type AdvanceOptions,
  type Progress,
  progress,
  type ProgressOptions,
} from "./progress/progress.ts";
export { type ProgressState, roughDuration } from "./progress/progress_text.ts";
export type { ProgressSink } from "./progress/sinks.ts";
export { DataTable, type NamedRows } from "./table/data_table.ts";
export {
  type Cell,
  TABLE,
  type Table,
  type TableColumn,
} from "./table/table.ts";
export { type CsvOptions, tableCsv } from "./table/table_csv.ts";
export {
  formatNumber,
  formatProbability,
  formatShare,
} from "./text/format_number.ts";
