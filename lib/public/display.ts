/**
 * Figures made of plain data: Plotly, SVG, PNG and pages that open offline.
 *
 * ```ts
 * import { curveFigure } from "fullgrad/display";
 *
 * const figure = curveFigure([{ name: "a", x: [0, 1], y: [1, 2] }]);
 * const svg = figure.toSvg();
 * ```
 *
 * @module
 */
export {
  type Bar,
  barFigure,
  type BarFigureOptions,
  type BarFrame,
  barFrameFigure,
  type BarFrameOptions,
  type Bundle,
  type Curve,
  curveFigure,
  type CurveFigureOptions,
  displaySections,
  Figure,
  type Heatmap,
  htmlPage,
  type Json,
  type JsonObject,
  type Layer,
  layerFigure,
  type LayerFigureOptions,
  loadPlotly,
  type LoadPlotlyOptions,
  matrixFigure,
  type MatrixFigureOptions,
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
  type RgbImage,
  smallMultiples,
  type SmallMultiplesOptions,
  startNotebook,
  type StartNotebookOptions,
} from "../display/mod.ts";
