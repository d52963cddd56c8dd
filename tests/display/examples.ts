/** Small figures of every kind, for the tests of this folder. */
import {
  barFigure,
  type Curve,
  curveFigure,
  type Figure,
  type Heatmap,
  type Layer,
  layerFigure,
  matrixFigure,
  panelFigure,
  type RgbImage,
  smallMultiples,
} from "../../lib/display/mod.ts";

/** A name that is dangerous wherever it is not taken as plain text. */
export const HOSTILE =
  `</script><script>pwned=1</script><b>b</b><img src=x onerror="pwned=1">` +
  ` %{z} %{customdata} $x^2$ &lt; <a href="javascript:pwned=1">a</a> ' "`;

/** A map whose values are a function of row and column. */
export function mapOf(
  height: number,
  width: number,
  value: (row: number, column: number) => number,
  rest: Partial<Heatmap> = {},
): Heatmap {
  return {
    name: "a map",
    values: Float32Array.from(
      { length: height * width },
      (_, i) => value(Math.floor(i / width), i % width),
    ),
    height,
    width,
    signed: false,
    meaning: "relevance",
    ...rest,
  };
}

/** An image with a gradient of colors. */
export function imageOf(height: number, width: number): RgbImage {
  const data = new Uint8Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    const [row, column] = [Math.floor(i / width), i % width];
    data.set([row * 255 / height, column * 255 / width, 128], i * 3);
  }
  return { data, height, width };
}

/** Layers with maps that halve in size. */
export function layersOf(count: number, name = "layer"): Layer[] {
  return Array.from({ length: count }, (_, i) => ({
    map: mapOf(16 >> i, 16 >> i, (row, column) => (row - column) / (i + 1), {
      name: `${name} ${i}`,
      signed: true,
    }),
    share: [0.1, -0.5, 0.2, 0.05][i] ?? 0,
    note: `note ${i}`,
  }));
}

/** A curve with its interval. */
export function curveOf(name: string): Curve {
  const x = [0, 0.25, 0.5, 0.75, 1];
  const y = x.map((at) => 1 - at * at);
  return {
    name,
    x,
    y,
    interval: {
      low: y.map((value) => value - 0.1),
      high: y.map((value) => value + 0.1),
    },
  };
}

/** A figure of each kind, with a text wherever a text can be. */
export function figuresOf(text: string): Record<string, Figure> {
  const map = mapOf(16, 16, (row, column) => row * column, {
    name: text,
    meaning: text,
  });
  const image = imageOf(16, 16);
  return {
    panels: panelFigure([[
      { title: text, note: text, image, map },
      { title: text, map },
    ]], { title: text, subtitle: text, rows: [text], columns: [text, text] }),
    layers: layerFigure(
      layersOf(3).map((layer) => ({
        ...layer,
        map: { ...layer.map, name: text, meaning: text },
        note: text,
      })),
      { title: text, subtitle: text, image, shareOf: text },
    ),
    bars: barFigure(
      [{ name: text, value: 0.5, detail: text }, { name: "b", value: -0.1 }],
      { title: text, subtitle: text, meaning: text },
    ),
    matrix: matrixFigure([[1, -0.5], [NaN, 0.25]], {
      title: text,
      subtitle: text,
      rows: [text, "b"],
      columns: ["a", text],
      meaning: text,
    }),
    curves: curveFigure([curveOf(text), { ...curveOf("b"), dashed: true }], {
      title: text,
      subtitle: text,
      x: text,
      y: text,
      interval: text,
    }),
  };
}

const CLASS = "flat-coated retriever";

/** A figure of each kind with more than stands side by side. */
export function wideFigures(width?: number): Record<string, Figure> {
  const image = imageOf(16, 16);
  const map = mapOf(16, 16, (row, column) => row * column);
  const options = { title: "A title of many words ".repeat(8), width };
  const names = Array.from(
    { length: 14 },
    (_, i) => `Integrated Gradients ${i}`,
  );
  return {
    panels: panelFigure(
      [1, 2].map(() =>
        names.map(() => ({ image, map, note: `${CLASS} = 1.25` }))
      ),
      {
        ...options,
        columns: names,
        rows: [`a\n${CLASS} = 1.25`, "b"],
        range: "each",
      },
    ),
    shared: panelFigure([names.map(() => ({ map }))], options),
    multiples: smallMultiples(names.map((title) => ({ title, map })), options),
    layers: layerFigure(layersOf(4, CLASS), { ...options, image }),
    bars: barFigure(
      names.map((name, value) => ({ name: name.repeat(9), value })),
      { ...options, meaning: "a meaning of many words ".repeat(9) },
    ),
    curves: curveFigure(
      names.map((name) => ({ ...curveOf(name), interval: undefined })),
      { ...options, x: "x", y: "y" },
    ),
    matrix: matrixFigure(names.map((_, i) => names.map((_, j) => i - j)), {
      ...options,
      rows: names,
      columns: names,
      meaning: "m",
    }),
  };
}
