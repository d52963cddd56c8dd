import { checkValue, nonNegativeInteger } from "../../options/mod.ts";
import { Figure } from "../figure.ts";
import type { Scene } from "../scene/scene.ts";
import {
  type Bar,
  BAR_OPTIONS,
  type BarFigureOptions,
  barScene,
  lengthAxis,
  MOST_BARS,
} from "./bar_figure.ts";
import { checkFigureOptions, checkItems, label } from "./options.ts";

const MOST_FRAMES = 1000;

/** One step of a figure of bars that a slider changes. */
export interface BarFrame {
  /** Plain text beside the slider. */
  readonly name: string;
  /** The bars of this step, of the same names as those of the others. */
  readonly bars: readonly Bar[];
  /** Plain text below the title in this step, in place of the subtitle. */
  readonly note?: string | undefined;
}

/** Options of {@linkcode barFrameFigure}. */
export interface BarFrameOptions extends BarFigureOptions {
  /** What a step is, in plain text: `position`. */
  readonly noun: string;
  /**
   * Index of the step to begin with.
   *
   * @default {0}
   */
  readonly initial?: number | undefined;
}

/**
 * Returns a figure of horizontal bars with a slider that steps through frames,
 * all on the same axis; otherwise as {@linkcode barFigure}.
 *
 * @param frames One to 1,000, with bars of the same names in the same order.
 * @param options Texts, how values are written, and the step to begin with.
 * @returns The figure; its still picture is the step to begin with.
 *
 * @example
 * ```ts
 * import { barFrameFigure } from "fullgrad/display";
 * import { assertEquals } from "@std/assert";
 *
 * const figure = barFrameFigure(
 *   [1, 2].map((x) => ({ name: `${x}`, bars: [{ name: "x²", value: x * x }] })),
 *   { title: "A square", meaning: "value", format: "number", noun: "x" },
 * );
 * const { data } = await figure.plotly();
 * assertEquals(data.map(({ visible }) => visible), [true, false]);
 * ```
 *
 * @throws {TypeError} If the bars of two frames have other names, or an option is
 * missing, does not exist or is of another type.
 * @throws {RangeError} If there is no frame or no bar or too many, a value is not
 * finite, or an option is none of those allowed.
 */
export function barFrameFigure(
  frames: readonly BarFrame[],
  options: BarFrameOptions,
): Figure {
  checkFigureOptions("draw frames", options, {
    ...BAR_OPTIONS,
    noun: label,
    initial: nonNegativeInteger,
  }, ["title", "meaning", "noun"]);
  return new Figure(barFrameScene(frames, options));
}

/**
 * Returns the scene of bars with a slider.
 *
 * @throws As {@linkcode barFrameFigure}.
 */
function barFrameScene(
  frames: readonly BarFrame[],
  options: BarFrameOptions,
): Scene {
  const { noun, initial = 0, subtitle = " " } = options;
  checkFrames(frames, initial);
  const scenes = frames.map(({ bars, note = subtitle }) =>
    barScene(bars, { ...options, subtitle: note })
  );
  const start = scenes[initial]!;
  const all = frames.flatMap(({ bars }) => bars);
  checkItems("draw frames", "bars in all frames", all, MOST_BARS);
  const x = lengthAxis(all, options);
  return {
    ...start,
    lines: [
      ...start.lines,
      `${noun}: ${frames.map(({ name }) => name).join(", ")}`,
    ],
    plots: start.plots.map((plot) =>
      plot.kind === "picture" ? plot : {
        ...plot,
        x,
        marks: scenes.flatMap(({ plots }, frame) =>
          plots.flatMap((of) =>
            of.kind === "picture"
              ? []
              : of.marks.map((mark) => ({ ...mark, frame }))
          )
        ),
      }
    ),
    // The title and the axis are the same in every frame, the notes are not.
    labels: scenes.flatMap(({ labels }, frame) =>
      labels.map((label) => ({ ...label, frame }))
    ),
    controls: [{
      kind: "frames",
      noun,
      names: frames.map(({ name }) => name),
      initial,
    }],
  };
}

function checkFrames(frames: readonly BarFrame[], initial: number): void {
  checkItems("draw frames", "frames", frames, MOST_FRAMES);
  for (const { name } of frames) {
    checkValue("draw frames", "the name of a frame", name, label);
  }
  if (initial >= frames.length) {
    throw new RangeError(
      `Cannot draw frames as initial must be an index below ${frames.length}: current value is ${initial}`,
    );
  }
  const names = ({ bars }: BarFrame) =>
    JSON.stringify(bars.map(({ name }) => name));
  const other = frames.find((frame) => names(frame) !== names(frames[0]!));
  if (other === undefined) return;
  throw new TypeError(
    `Cannot draw frames as all must have the bars ${
      names(frames[0]!)
    }: frame "${other.name}" has ${names(other)}`,
  );
}
