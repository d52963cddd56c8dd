import {
  checkOptions,
  number,
  type OptionRequirements,
} from "../options/mod.ts";
import { type DecodedPixels, platform } from "../platform/mod.ts";
import { figureHtml } from "./html/figure_html.ts";
import { htmlPage, paragraphs } from "./html/html_page.ts";
import { packFigure } from "./html/pack_figure.ts";
import type { Bundle } from "./jupyter/kernel.ts";
import { PLAIN } from "./plotly/picture_traces.ts";
import type { PlotlyFigure } from "./plotly/plotly_figure.ts";
import { scenePlotly } from "./plotly/scene_plotly.ts";
import { drawableScene } from "./raster/drawable_scene.ts";
import { encodePng, encodeWebp, stillUrl } from "./raster/encode.ts";
import { beyondFont, missingCharacters } from "./raster/missing_glyphs.ts";
import { rasterizeSvg } from "./raster/rasterize_svg.ts";
import { type Scene, shownAtStart } from "./scene/scene.ts";
import { sceneSvg } from "./svg/scene_svg.ts";
import { printable } from "./text/escape.ts";
import { fitText } from "./text/fit_text.ts";

/** Panels, and bars, that a browser draws interactively within a few seconds. */
const MOST_PANELS = 100;
const MOST_BARS = 500;

/** Pixels of the longest side of a WebP file. */
const MOST_WEBP = 16383;

/** Length of the words for those who do not see a figure, in ems. */
const MOST_ALT = 1000;

/** Pixels of the largest picture, which takes 0.5 GB to draw. */
const MOST_PIXELS = 1e8;

/**
 * Length of the Plotly JSON up to which a notebook's output holds it beside
 * the HTML, which has the same figure in a fifth of the space.
 */
const LARGEST_JSON = 20_000;

const PNG_OPTIONS: OptionRequirements<PngOptions> = {
  scale: number("a number in (0, 8]", (scale) => scale > 0 && scale <= 8),
};

const TOO_LARGE = "Still picture: too many parts for an interactive figure";

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
 * A figure: interactive as Plotly JSON or HTML, still as PNG, WebP, SVG or PDF. As the
 * last value of a notebook's cell it shows itself.
 *
 * Made by {@linkcode panelFigure}, {@linkcode layerFigure},
 * {@linkcode barFigure} and {@linkcode curveFigure}.
 *
 * @example
 * ```ts
 * import { barFigure } from "fullgrad/display";
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

  /** What a notebook shows below the figure: paragraphs of plain text. */
  readonly notes: readonly string[];

  /**
   * Returns the figure of a scene.
   *
   * @param notes What a notebook shows below it.
   */
  constructor(scene: Scene, notes: readonly string[] = []) {
    this.#scene = scene;
    this.notes = notes;
  }

  /** What the figure is, in plain text. */
  get title(): string {
    return this.#scene.title;
  }

  /**
   * Returns the same figure with what its reader should know, which a notebook
   * shows below it; files of it have no notes.
   *
   * @param notes Paragraphs of plain text.
   */
  withNotes(notes: readonly string[]): Figure {
    return new Figure(this.#scene, notes);
  }

  /** Returns the figure as plotly.js takes it, on plain arrays. */
  plotly(): Promise<PlotlyFigure> {
    return scenePlotly(this.#scene, PLAIN);
  }

  /** Returns the figure, as it is before a reader moves a control, as SVG. */
  toSvg(): Promise<string> {
    return sceneSvg(this.#still);
  }

  /**
   * Returns the bytes of a PNG file of the figure. Characters that neither the
   * figures' font (Latin, Greek, Cyrillic) nor the machine's fonts have become
   * question marks, and a note below the figure says which they were.
   *
   * @param options How many pixels it has.
   * @returns The file's bytes.
   * @throws {TypeError} If an option does not exist or is of another type.
   * @throws {RangeError} If the scale is not in (0, 8], or the file would have
   * more than 100 million pixels.
   */
  async toPng(options: PngOptions = {}): Promise<Uint8Array> {
    return await encodePng(await this.#pixels(options));
  }

  /**
   * Returns the bytes of a WebP file of the figure, a fraction of a PNG's, with
   * the colors of photographs slightly changed; otherwise as
   * {@linkcode toPng}.
   *
   * @param options How many pixels it has.
   * @returns The file's bytes.
   * @throws {TypeError} If an option does not exist or is of another type.
   * @throws {RangeError} If the scale is not in (0, 8], the file would have more
   * than 100 million pixels, or a side more than 16,383, which is WebP's most.
   */
  async toWebp(options: PngOptions = {}): Promise<Uint8Array> {
    const pixels = await this.#pixels(options);
    const longest = Math.max(pixels.width, pixels.height);
    if (longest > MOST_WEBP) {
      throw new RangeError(
        `Cannot draw a figure as the sides of a WebP file must be ${MOST_WEBP} pixels at most: current value is ${longest}`,
      );
    }
    return await encodeWebp(pixels);
  }

  /**
   * Returns the bytes of a PDF file of one page, the figure's size in points: its
   * lines are vectors, its texts are text, and its font is in the file. What is
   * beyond that font (Latin, Greek, Cyrillic) becomes question marks, and a note
   * below the figure says what it was. The same figure gives the same bytes.
   *
   * @returns The file's bytes.
   * @throws {Error} In a page: there `toSvg` is for a vector drawing.
   */
  async toPdf(): Promise<Uint8Array> {
    const scene = await drawableScene(
      this.#still,
      (texts) => Promise.resolve(beyondFont(texts)),
    );
    const { pdf } = await platform();
    return await pdf(await sceneSvg(scene), this.title);
  }

  /** Returns one stand-alone page with the figure, which opens offline. */
  toHtml(): Promise<string> {
    return htmlPage(this.title, [{ figure: this }]);
  }

  /**
   * Returns the figure as a part of a page that holds plotly.js, as pages of
   * {@linkcode htmlPage} and notebooks after {@linkcode loadPlotly} do.
   */
  toFragment(): Promise<string> {
    return this.#fragment("");
  }

  /** Returns the figure in words and numbers. */
  toString(): string {
    return this.#scene.lines.map(printable).join("\n");
  }

  /** What `console.log` shows, under Deno and Node. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Figure { ${printable(this.title)} }`;
  }

  /**
   * Returns what a notebook shows: Plotly JSON, HTML with a still picture, and
   * text; with notes below the figure the last two, as the first has no place for
   * them.
   */
  async toBundle(): Promise<Bundle> {
    const { notes } = this;
    const isJson = notes.length === 0 && isInteractive(this.#scene) &&
      isSmall(this.#scene);
    const json = isJson ? await this.plotly() : undefined;
    const fits = json && JSON.stringify(json).length <= LARGEST_JSON;
    return {
      ...(fits && { "application/vnd.plotly.v1+json": json }),
      "text/html": await this.#fragment(HINT) + paragraphs(notes),
      "text/plain": [
        this.toString(),
        ...notes.map((note) => `note: ${printable(note)}`),
      ].join("\n"),
    };
  }

  /** Returns {@linkcode toBundle}'s: how a notebook draws a cell's last value. */
  [Symbol.for("Jupyter.display")](): Promise<Bundle> {
    return this.toBundle();
  }

  get #still(): Scene {
    return this.#scene.still ?? this.#scene;
  }

  async #pixels(options: PngOptions): Promise<DecodedPixels> {
    checkOptions("draw a figure", options, PNG_OPTIONS);
    const { scale = 2 } = options;
    checkArea(this.#still, scale);
    const scene = await drawableScene(this.#still, missingCharacters);
    return await rasterizeSvg(await sceneSvg(scene), scale);
  }

  async #fragment(hint: string): Promise<string> {
    const scene = await drawableScene(this.#still, missingCharacters);
    const { width, height } = scene;
    const interactive = isInteractive(this.#scene);
    return await figureHtml(
      interactive ? await packFigure(this.#scene) : undefined,
      {
        url: await stillUrl(await sceneSvg(scene), width * height),
        width,
        height,
        alt: fitText(this.toString(), 1, MOST_ALT),
        hint: interactive ? hint : TOO_LARGE,
      },
    );
  }
}

/** Whether a browser can draw all parts of a scene. */
function isInteractive(scene: Scene): boolean {
  const { plots } = scene;
  const bars = plots.flatMap((plot) =>
    plot.kind === "picture"
      ? []
      : plot.marks.flatMap((mark) =>
        mark.kind === "bars" && shownAtStart(scene, mark.frame)
          ? mark.values
          : []
      )
  );
  return plots.length <= MOST_PANELS && bars.length <= MOST_BARS;
}

/**
 * Whether a scene's JSON may be short: a value takes two characters or more. What
 * links maps is in the HTML alone.
 */
function isSmall({ plots }: Scene): boolean {
  const isLinked = plots.some(({ marks }) =>
    marks.some((mark) => mark.kind === "heatmap" && mark.link !== undefined)
  );
  if (isLinked) return false;
  const values = plots.flatMap((plot) =>
    plot.marks.map((mark) => "map" in mark ? mark.map.values.length : 0)
  );
  return 2 * values.reduce((sum, count) => sum + count, 0) <= LARGEST_JSON;
}

function checkArea({ width, height }: Scene, scale: number): void {
  if (Math.round(Math.min(width, height) * scale) < 1) {
    throw new RangeError(
      `Cannot draw a figure of ${width} × ${height} as a picture must have a pixel along each side: current scale is ${scale}`,
    );
  }
  const pixels = Math.round(width * scale) * Math.round(height * scale);
  if (pixels <= MOST_PIXELS) return;
  const most = Math.floor(10 * Math.sqrt(MOST_PIXELS / width / height)) / 10;
  throw new RangeError(
    `Cannot draw a figure of ${width} × ${height} as a picture may have ${
      MOST_PIXELS / 1e6
    } million pixels at most: current value is ${
      Math.round(pixels / 1e6)
    } million at scale ${scale}. ${
      most > 0 ? `Pass a scale of ${most}, or draw` : "Draw"
    } several figures, or use toSvg()`,
  );
}
