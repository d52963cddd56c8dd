import type { JsonObject, PlotlyFigure } from "../plotly/plotly_figure.ts";

/**
 * Returns a figure in which a map that is drawn again, as over an image and
 * alone, is there once: later traces have `zOf`, the index of the trace with
 * their `z`. The page's script puts it back.
 */
export function withoutRepeats(figure: PlotlyFigure): PlotlyFigure {
  const seen = new Map<string, number>();
  const data = figure.data.map((trace, i): JsonObject => {
    if (trace.z === undefined) return trace;
    const key = JSON.stringify(trace.z);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, i);
      return trace;
    }
    const { z: _, ...rest } = trace;
    return { ...rest, zOf: first };
  });
  return { ...figure, data };
}
