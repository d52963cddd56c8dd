import type { Figure } from "../figure.ts";
import type { Bundle } from "./bundle.ts";

const DISPLAY = Symbol.for("Jupyter.display");

/** Returns what a notebook shows of a figure. */
export function displayBundle(figure: Figure): Promise<Bundle> {
  return (figure as unknown as Record<symbol, () => Promise<Bundle>>)[
    DISPLAY
  ]!();
}
