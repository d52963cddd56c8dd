import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import {
  barFigure,
  curveFigure,
  layerFigure,
  panelFigure,
  type PlotlyFigure,
  smallMultiples,
} from "../../lib/display/mod.ts";
import { textWidth } from "../../lib/display/text/fit_text.ts";
import { curveOf, figuresOf, imageOf, layersOf, mapOf } from "./examples.ts";

// deno-lint-ignore no-explicit-any -- Plotly's own shapes
type Loose = any;

const sloped = mapOf(4, 6, (row, column) => row - column, { signed: true });
const counted = mapOf(4, 6, (row, column) => row * 6 + column);

function layoutOf({ layout }: PlotlyFigure): Loose {
  return layout;
}

Deno.test("plotly() is plain JSON, for every kind of figure", async () => {
  for (const figure of Object.values(figuresOf("a text"))) {
    const plotly = await figure.plotly();
    assertEquals(JSON.parse(JSON.stringify(plotly)), plotly);
  }
});

Deno.test("plotly() is the same each time, and so is the HTML", async () => {
  for (const name of ["panels", "layers", "bars", "matrix", "curves"]) {
    const [one, two] = [figuresOf("a text")[name]!, figuresOf("a text")[name]!];
    assertEquals(await one.plotly(), await two.plotly());
    assertEquals(await one.toFragment(), await two.toFragment());
  }
});

Deno.test("a map's rows are Plotly's, from the top, with null for NaN", async () => {
  const values = counted.values.with(7, NaN);
  const figure = panelFigure([[{ map: { ...counted, values } }]], {
    title: "",
  });
  const { data, layout } = await figure.plotly();
  assertEquals((data[0] as Loose).z, [
    [0, 1, 2, 3, 4, 5],
    [6, null, 8, 9, 10, 11],
    [12, 13, 14, 15, 16, 17],
    [18, 19, 20, 21, 22, 23],
  ]);
  assertEquals((layout as Loose).yaxis.range, [3.5, -0.5]);
  assertEquals((layout as Loose).yaxis.scaleanchor, "x");
});

Deno.test("a coarse map over an image covers it from edge to edge", async () => {
  const figure = panelFigure([[{ image: imageOf(24, 36), map: counted }]], {
    title: "",
  });
  const [image, map] = (await figure.plotly()).data as Loose[];
  assertEquals([image.type, map.type], ["image", "heatmap"]);
  assertEquals([map.x0, map.dx, map.y0, map.dy], [2.5, 6, 2.5, 6]);
  assertEquals([image.x0, image.dx, image.y0, image.dy], [0, 1, 0, 1]);
});

Deno.test("shared ranges join maps of one meaning, and only those", async () => {
  const twice = { ...counted, values: counted.values.map((v) => 2 * v) };
  const other = { ...counted, meaning: "something else" };
  const figure = panelFigure([[counted, twice, other, sloped].map((map) => ({
    map,
  }))], { title: "" });
  const { data, layout } = await figure.plotly() as Loose;
  assertEquals(
    data.map(({ coloraxis }: Loose) => layout[coloraxis].cmax),
    [46, 46, 23, 5],
  );
  assertEquals(layout.coloraxis3.cmin, -5);
});

Deno.test("ranges of their own have a bar below each map", async () => {
  const twice = { ...counted, values: counted.values.map((v) => 2 * v) };
  const figure = smallMultiples([{ map: counted }, { map: twice }], {
    title: "",
    range: "each",
  });
  const layout = layoutOf(await figure.plotly());
  assertEquals([layout.coloraxis.cmax, layout.coloraxis2.cmax], [23, 46]);
  for (const name of ["coloraxis", "coloraxis2"]) {
    assertEquals(layout[name].colorbar.orientation, "h");
  }
  assertAlmostEquals(
    layout.coloraxis2.colorbar.x,
    layout.xaxis2.domain[0],
    1e-9,
  );
});

Deno.test("one bar serves a map alone and over an image", async () => {
  const figure = panelFigure([[
    { map: counted },
    { map: counted, image: imageOf(4, 6) },
  ]], { title: "" });
  const layout = layoutOf(await figure.plotly());
  assertEquals(layout.coloraxis.showscale, true);
  assertEquals(layout.coloraxis2.showscale, false);
  assertEquals(layout.coloraxis.cmax, layout.coloraxis2.cmax);
});

Deno.test("panels of one size zoom together", async () => {
  const small = mapOf(2, 2, (row) => row);
  const figure = panelFigure([[{ map: counted }, { map: small }, {
    map: sloped,
  }]], { title: "" });
  const layout = layoutOf(await figure.plotly());
  assertEquals(layout.xaxis3.matches, "x");
  assertEquals(layout.yaxis3.matches, "y");
  assertEquals(layout.xaxis2.matches, undefined);
});

Deno.test("the opacity slider reaches every map over an image, and no other trace", async () => {
  const image = imageOf(4, 6);
  const figure = panelFigure([[{ image }, { image, map: counted }, {
    map: counted,
  }, { image, map: sloped }]], { title: "", opacity: 0.5 });
  const { data, layout } = await figure.plotly() as Loose;
  const [slider] = layout.sliders;
  assertEquals(data.map((trace: Loose) => trace.opacity), [
    undefined,
    undefined,
    0.5,
    undefined,
    undefined,
    0.5,
  ]);
  assertEquals(slider.steps[slider.active].args, [{ opacity: 0.5 }, [2, 5]]);
  assertEquals(slider.steps[10].args[0], { opacity: 1 });
});

Deno.test("a slider has ticks with the names of its places, or none", async () => {
  const sliderOf = async (name: string, count: number) => {
    const layers = Array.from({ length: count }, (_, i) => ({
      map: mapOf(2, 2, (row) => row, { name: `${name} ${i}` }),
    }));
    const figure = layerFigure(layers, { title: "" });
    return layoutOf(await figure.plotly()).sliders[0];
  };
  const few = await sliderOf("conv", 4);
  assertEquals(few.ticklen, 3);
  assert(few.font.color.startsWith("#"));
  for (
    const [name, count] of [["encoder.layers.mlp", 2], ["conv", 50]] as const
  ) {
    const slider = await sliderOf(name, count);
    assertEquals([slider.ticklen, slider.font.color], [0, "rgba(0,0,0,0)"]);
  }
});

Deno.test("each step of the layers' slider shows one layer, its texts and its bar", async () => {
  const figure = layerFigure(layersOf(3), {
    title: "",
    image: imageOf(16, 16),
  });
  const { data, layout } = await figure.plotly() as Loose;
  const [slider] = layout.sliders;
  assertEquals(slider.active, 1);
  assertEquals(data.map(({ visible = true }) => visible), [
    true,
    false,
    true,
    false,
  ]);
  slider.steps.forEach((step: Loose, i: number) => {
    const [traces, changes] = step.args;
    assertEquals(traces.visible, [true, i === 0, i === 1, i === 2]);
    layout.annotations.forEach((label: Loose, at: number) => {
      const shown = changes[`annotations[${at}].visible`];
      if (shown === undefined) return;
      if (label.text.startsWith("layer ")) {
        assertEquals(shown, label.text === `layer ${i}`);
      }
    });
    const bars = ["coloraxis", "coloraxis2", "coloraxis3"];
    assertEquals(
      bars.map((name) => changes[`${name}.showscale`]),
      [i === 0, i === 1, i === 2],
    );
  });
});

Deno.test("bars have their values, the first at the top, red above zero and blue below", async () => {
  const figure = barFigure(
    [{ name: "input", value: 0.7 }, { name: "conv", value: -0.2 }],
    { title: "", meaning: "share" },
  );
  const { data, layout } = await figure.plotly() as Loose;
  assertEquals(data[0].x, [0.7, -0.2]);
  assertEquals(layout.yaxis.range, [1.5, -0.5]);
  assertEquals(layout.yaxis.ticktext, ["input", "conv"]);
  assert(data[0].marker.color[0] !== data[0].marker.color[1]);
  const [from, to] = layout.xaxis.range;
  assert(from < -0.2 && to > 0.7);
});

Deno.test("bars with intervals have a line each, and their texts beyond it", async () => {
  const figure = barFigure([
    { name: "a", value: 0.5, interval: { low: 0.25, high: 2 } },
    { name: "b", value: -0.5, interval: { low: -1, high: 0.25 } },
    { name: "c", value: 0.25, interval: { low: NaN, high: NaN } },
  ], { title: "", meaning: "difference", format: "number" });
  const { data: [bars, texts], layout } = await figure.plotly() as Loose;
  assertEquals(bars.error_x.array, [1.5, 0.75, 0]);
  assertEquals(bars.error_x.arrayminus, [0.25, 0.5, 0]);
  assertEquals(texts.x, [2, -1, 0.25]);
  assertEquals(texts.text.map((text: string) => text.trim()), [
    "0.5",
    "−0.5",
    "0.25",
  ]);
  const [from, to] = layout.xaxis.range;
  assert(from < -1 && to > 2);
  assert(String(figure).includes("a: 0.5 (0.25 to 2)"));
  // Three strokes for an interval, none for the one that is no interval.
  const without = barFigure([{ name: "a", value: 0.5 }], {
    title: "",
    meaning: "",
  });
  const strokes = async (of: typeof figure) =>
    (await of.toSvg()).split(/<line [^>]*stroke="#1f2430"/).length - 1;
  assertEquals(await strokes(figure) - await strokes(without), 6);
  assertThrows(
    () =>
      barFigure([{ name: "a", value: 1, interval: [0, 1] as never }], {
        title: "",
        meaning: "",
      }),
    TypeError,
    "low and high",
  );
});

Deno.test("curves have a band, a line and gaps", async () => {
  const curve = curveOf("FullGrad");
  const y = curve.y.with(2, NaN);
  const figure = curveFigure([{ ...curve, y }], { title: "", x: "x", y: "y" });
  const { data, layout } = await figure.plotly() as Loose;
  const [band, line] = data;
  assertEquals(line.y, [1, 0.9375, null, 0.4375, 0]);
  assertEquals(band.fill, "toself");
  assertEquals(band.x, [0, 0.25, 0.5, 0.75, 1, 1, 0.75, 0.5, 0.25, 0]);
  assertEquals(band.showlegend, false);
  assertEquals(layout.showlegend, true);
});

Deno.test("places with long names are turned, others are not", async () => {
  const figureWith = (text: string) =>
    curveFigure([curveOf("FullGrad")], {
      title: "",
      x: "",
      y: "",
      range: [0, 1],
      places: [0, 0.25, 0.5, 0.75, 1, 7].map((value) => ({ value, text })),
    });
  const axis = async (text: string) =>
    layoutOf(await figureWith(text).plotly()).xaxis;
  assertEquals((await axis("fc")).tickangle, 0);
  const long = await axis("a_layer_with_a_long_name");
  assertEquals(long.tickangle, -40);
  assertEquals(long.tickvals, [0, 0.25, 0.5, 0.75, 1]);
});

Deno.test("names of layers are whole where they fit, and stay within the figure", async () => {
  const names = ["none", "conv_preds", "layer3.2.bn1", "layer3.2.conv1"];
  const places = [...names, "encoder.layers.encoder_layer_3.mlp.linear_1"]
    .map((text, i) => ({ value: i / 4, text }));
  const layout = layoutOf(
    await curveFigure([curveOf("FullGrad")], {
      title: "",
      x: "",
      y: "",
      places: places.toReversed().map(({ text }, i) => ({
        value: i / 4,
        text,
      })),
    }).plotly(),
  );
  const { ticktext, tickangle, domain } = layout.xaxis;
  assertEquals(tickangle, -40);
  assertEquals(ticktext, ["…3.mlp.linear_1", ...names.toReversed()]);
  const first = domain[0] * layout.width + 0.036 * 520;
  assert(textWidth(ticktext[0], 11) * Math.cos(40 / 180 * Math.PI) <= first);
});

Deno.test("nothing of a figure goes to a server", async () => {
  const { config } = await figuresOf("a text").bars!.plotly();
  assertEquals(config.showSendToCloud, false);
  assertEquals(config.plotlyServerURL, "");
});

Deno.test("figures reject what cannot be drawn", () => {
  const title = "";
  assertThrows(() => panelFigure([], { title }), RangeError, "one or more");
  assertThrows(() => panelFigure([[{}]], { title }), TypeError, "neither");
  assertThrows(
    () => panelFigure([[{ map: counted }]], { title, opacity: 2 }),
    RangeError,
    "current value is 2",
  );
  assertThrows(
    () => panelFigure([[{ map: counted }]], { title, size: 3 }),
    RangeError,
    "40…1024",
  );
  assertThrows(
    () => panelFigure([[{ image: { ...imageOf(2, 2), width: 3 } }]], { title }),
    TypeError,
    "12",
  );
  assertThrows(() => layerFigure([], { title }), RangeError, "one or more");
  assertThrows(
    () => layerFigure(layersOf(2), { title, initial: 2 }),
    RangeError,
    "current value is 2",
  );
  assertThrows(
    () => barFigure([{ name: "a", value: NaN }], { title, meaning: "" }),
    RangeError,
    'Cannot draw bar "a"',
  );
  assertThrows(
    () =>
      curveFigure([{ name: "c", x: [1, 2], y: [1] }], { title, x: "", y: "" }),
    TypeError,
    "2 values",
  );
});

Deno.test("linked maps say their value alone, and which row they are of", async () => {
  const rows = [[{ map: counted }, { map: sloped }], [{ map: counted }]];
  const figure = panelFigure(rows, { title: "", linked: true });
  const { data } = await figure.plotly();
  assertEquals(
    data.map(({ meta, hovertemplate }) => [meta, hovertemplate]),
    [0, 0, 1].map((link) => [{ link }, "%{z:.3~g}<extra></extra>"]),
  );
  // What links them is in the HTML: the JSON would be drawn without it.
  const bundle = await figure.toBundle();
  assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
  const alone = await panelFigure(rows, { title: "" }).plotly();
  assert(alone.data.every(({ meta }) => meta === undefined));
});
