import { escapePlotly } from "./escape_plotly.ts";
import { fitText } from "./fit_text.ts";

/** Pixels that a line of a hover label takes at most. */
const WIDEST = 460;

/** Returns the Plotly text that shows this text, or its ends, on hover. */
export function hoverText(text: string): string {
  return escapePlotly(fitText(text, 12, WIDEST, 600));
}
