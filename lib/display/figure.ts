import {
  checkOptions,
  number,
  type OptionRequirements,
} from "../options/mod.ts";
import { figureHtml } from "./html/figure_html.ts";
import { htmlPage } from "./html/html_page.ts";
import type { Bundle } from "./jupyter/kernel.ts";
import type { PlotlyFigure } from "./plotly/plotly_figure.ts";
import { scenePlotly } from "./plotly/scene_plotly.ts";
import { encodePng, stillPng } from "./raster/encode_png.ts";
import { rasterizeSvg } from "./raster/rasterize_svg.ts";
import type { Scene } from "./scene/scene.ts";
import { sceneSvg } from "./svg/scene_svg.ts";
import { printable } from "./text/escape.ts";

/**
 * Length of the Plotly JSON up to which a notebook's output holds it beside
 * the HTML, which has the same figure in a fifth of the space.
 */
const LARGEST_JSON = 150_000;

const PNG_OPTIONS: OptionRequirements<PngOptions> = {
  scale: number("a number in (0, 8]", (scale) => scale > 0 && scale <= 8),
};

const HINT = "Still picture: run startNotebook() for the interactive figure";

/** Options of {@linkcode Figure.toPng}. */
export interface PngOptions {
  /**
   * Pixels of the file for each pixel of the figure, in (0, 8].
   *
   * @default {2}
   */
  readonly scale?: number | undefined;
}

/**
 * A figure: interactive as Plotly JSON or HTML, still as PNG or SVG. As the
 * last value of a notebook's cell it shows itself.
 *
 * Made by {@linkcode panelFigure}, {@linkcode layerFigure},
 * {@linkcode barFigure} and {@linkcode curveFigure}.
 *
 * @example
 * ```ts
 * import { barFigure } from "fullgrad";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = barFigure([{ name: "input", value: 0.4 }], {
 *   title: "Shares",
 *   meaning: "share of the logit",
 * });
 * assertEquals((await figure.plotly()).data[0]?.type, "bar");
 * const png = await figure.toPng({ scale: 1 });
 * assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
 * ```
 */
export class Figure {
  readonly #scene: Scene;

  /** Returns the figure of a scene. */
  constructor(scene: Scene) {
    this.#scene = scene;
  }

  /** What the figure is, in plain text. */
  get title(): string {
    return this.#scene.title;
  }

  /** Returns the figure as plotly.js takes it, on plain arrays. */
  plotly(): Promise<PlotlyFigure> {
    return scenePlotly(this.#scene);
  }

  /** Returns the figure, as it is before a reader moves a control, as SVG. */
  toSvg(): Promise<string> {
    return sceneSvg(this.#still);
  }

  /**
   * Returns the bytes of a PNG file of the figure.
   *
   * @param options How many pixels it has.
   * @throws {TypeError} If an option does not exist or is of another type.
   * @throws {RangeError} If the scale is not in (0, 8].
   */
  async toPng(options: PngOptions = {}): Promise<Uint8Array> {
    checkOptions("draw a figure", options, PNG_OPTIONS);
    const { scale = 2 } = options;
    return await encodePng(await rasterizeSvg(await this.toSvg(), scale));
  }

  /** Returns one stand-alone page with the figure, which opens offline. */
  toHtml(): Promise<string> {
    return htmlPage(this.title, [{ figure: this }]);
  }

  /**
   * Returns the figure as a part of a page that holds plotly.js, as pages of
   * {@linkcode htmlPage} and notebooks after {@linkcode loadPlotly} do.
   */
  async toFragment(): Promise<string> {
    return await this.#fragment(await this.plotly(), "");
  }

  /** Returns the figure in words and numbers. */
  toString(): string {
    return this.#scene.lines.map(printable).join("\n");
  }

  /** Returns what a notebook shows: Plotly JSON, HTML with a PNG, and text. */
  async toBundle(): Promise<Bundle> {
    const figure = await this.plotly();
    const small = JSON.stringify(figure).length <= LARGEST_JSON;
    return {
      ...(small && { "application/vnd.plotly.v1+json": figure }),
      "text/html": await this.#fragment(figure, HINT),
      "text/plain": this.toString(),
    };
  }

  /** Returns {@linkcode toBundle}'s: how a notebook draws a cell's last value. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.toBundle();
  }

  get #still(): Scene {
    return this.#scene.still ?? this.#scene;
  }

  async #fragment(figure: PlotlyFigure, hint: string): Promise<string> {
    const { width, height } = this.#still;
    const png = await stillPng(await this.toSvg());
    return figureHtml(figure, {
      png,
      width,
      height,
      alt: this.toString(),
      hint,
    });
  }
}
