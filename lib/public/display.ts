/**
 * Figures made of plain data: Plotly, SVG, PNG and pages that open offline.
 *
 * ```ts
 * import { barFigure } from "fullgrad/display";
 *
 * const bars = [{ name: "FullGrad", value: 0.4 }];
 * const options = { title: "A score", meaning: "score" };
 * const svg = await barFigure(bars, options).toSvg();
 * ```
 *
 * @module
 */
export {
  type AdvanceOptions,
  type Bar,
  barFigure,
  type BarFigureOptions,
  type BarFrame,
  barFrameFigure,
  type BarFrameOptions,
  type Bundle,
  type Cell,
  type Curve,
  curveFigure,
  type CurveFigureOptions,
  DataTable,
  displaySections,
  Figure,
  formatNumber,
  formatProbability,
  formatShare,
  type Heatmap,
  htmlPage,
  type Json,
  type JsonObject,
  type Layer,
  layerFigure,
  type LayerFigureOptions,
  loadPlotly,
  type LoadPlotlyOptions,
  type MapFigureOptions,
  mapPicture,
  type MapPictureOptions,
  matrixFigure,
  type MatrixFigureOptions,
  type NamedRows,
  type PageFigure,
  type PageSection,
  type Panel,
  panelFigure,
  type PanelFigureOptions,
  type PlotlyFigure,
  type PlotlySource,
  type PngOptions,
  type Progress,
  progress,
  type ProgressOptions,
  type ProgressSink,
  type ProgressState,
  type RangeOptions,
  type ResultFigureOptions,
  type RgbImage,
  smallMultiples,
  type SmallMultiplesOptions,
  startNotebook,
  type StartNotebookOptions,
  type Table,
  type TableColumn,
} from "../display/mod.ts";
