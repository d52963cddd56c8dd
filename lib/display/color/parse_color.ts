import type { Rgba } from "./rgba.ts";

/** Returns the colour of `#rrggbb` or `rgb(r, g, b)`, opaque. */
export function parseColor(text: string): Rgba {
  const parts = text.startsWith("#")
    ? [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))
    : text.match(/\d+/g)?.map(Number) ?? [];
  const [red = 0, green = 0, blue = 0] = parts;
  return [red, green, blue, 1];
}
