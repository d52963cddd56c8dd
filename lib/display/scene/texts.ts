import type { Axis, ChartPlot, Plot } from "./plot.ts";
import type { Scene } from "./scene.ts";

/** Returns a scene with every text that a picture of it shows changed. */
export function mapTexts(
  scene: Scene,
  change: (text: string) => string,
): Scene {
  return {
    ...scene,
    plots: scene.plots.map((plot) => mapPlot(plot, change)),
    labels: scene.labels.map((label) => ({
      ...label,
      text: change(label.text),
    })),
  };
}

/** Returns the texts that a picture of a scene shows. */
export function sceneTexts(scene: Scene): string[] {
  const texts: string[] = [];
  mapTexts(scene, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

function mapPlot(plot: Plot, change: (text: string) => string): Plot {
  if (plot.kind === "picture") return plot;
  const ticks = ({ ticks, ...axis }: Axis): Axis => ({
    ...axis,
    ticks: ticks.map(({ value, text }) => ({ value, text: change(text) })),
  });
  return {
    ...plot,
    x: ticks(plot.x),
    y: ticks(plot.y),
    marks: plot.marks.map((mark): ChartPlot["marks"][number] =>
      mark.kind === "line"
        ? { ...mark, shortName: change(mark.shortName) }
        : { ...mark, texts: mark.texts.map(change) }
    ),
  };
}
