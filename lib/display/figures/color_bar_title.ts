import { PALETTE } from "../color/palette.ts";
import { BAR_TICK_SIZE, barTicks } from "../scene/bar_ticks.ts";
import type { ColorScale } from "../scene/color_scale.ts";
import type { Label } from "../scene/label.ts";
import { fitText } from "../text/fit_text.ts";
import { textWidth } from "../text/text_width.ts";

/** Returns the title to the right of an upright colour bar, if there is one. */
export function colorBarTitle(scale: ColorScale, title: string): Label[] {
  const { bar, frame } = scale;
  if (bar === undefined) return [];
  const ticks = barTicks(scale).map(({ text }) =>
    textWidth(text, BAR_TICK_SIZE)
  );
  const text = fitText(title, 12, bar.height);
  return [{
    text,
    x: bar.x + bar.width + Math.max(0, ...ticks) + 16,
    y: bar.y + bar.height / 2,
    size: 12,
    anchor: "middle",
    color: PALETTE.ink,
    angle: 90,
    frame,
    ...(text !== title && { whole: title }),
  }];
}
