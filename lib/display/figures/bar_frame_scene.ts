import type { BarFrame } from "../bar_frame.ts";
import type { Scene } from "../scene/scene.ts";
import type { BarFrameOptions } from "./bar_frame_options.ts";
import { barScene, lengthAxis } from "./bar_scene.ts";

/**
 * Returns the scene of bars with a slider.
 *
 * @throws As {@linkcode barFrameFigure}.
 */
export function barFrameScene(
  frames: readonly BarFrame[],
  options: BarFrameOptions,
): Scene {
  const { noun, initial = 0, subtitle = " ", format } = options;
  checkFrames(frames, initial);
  const scenes = frames.map(({ bars, note = subtitle }) =>
    barScene(bars, { ...options, subtitle: note })
  );
  const start = scenes[initial]!;
  const x = lengthAxis(frames.flatMap(({ bars }) => bars), format);
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
  if (frames[initial] === undefined) {
    throw new RangeError(
      frames.length === 0
        ? "Cannot draw frames as there must be one or more: current value is 0"
        : `Cannot draw frames as initial must be an index below ${frames.length}: current value is ${initial}`,
    );
  }
  const names = (frame: BarFrame) => frame.bars.map(({ name }) => name).join();
  const other = frames.find((frame) => names(frame) !== names(frames[0]!));
  if (other === undefined) return;
  throw new TypeError(
    `Cannot draw frames as all must have the bars ${
      names(frames[0]!)
    }: frame "${other.name}" has ${names(other)}`,
  );
}
