import { type PageSection, sectionsHtml } from "../html/html_page.ts";
import { printable } from "../text/escape.ts";
import type { Bundle } from "./kernel.ts";

/**
 * Returns what a notebook shows of several figures and texts, one below the
 * other.
 *
 * @param sections The parts, in order.
 * @returns The bundle: HTML, and the same in words.
 * @throws {TypeError} If a part is of another type.
 *
 * @example
 * ```ts
 * import { curveFigure, displaySections } from "fullgrad/display";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const figure = curveFigure([{ name: "a", x: [0, 1], y: [1, 0] }], {
 *   title: "Similarity",
 *   x: "step",
 *   y: "similarity",
 * });
 * const bundle = await displaySections([{ figure, text: "Two points." }]);
 * assertStringIncludes(String(bundle["text/html"]), "<p>Two points.</p>");
 * ```
 */
export async function displaySections(
  sections: readonly PageSection[],
): Promise<Bundle> {
  return {
    "text/html": await sectionsHtml("display sections", sections),
    "text/plain": sections.map(sectionText).join("\n\n"),
  };
}

function sectionText({ heading, text, figure }: PageSection): string {
  const words = [heading, text].flat().filter((line) => line !== undefined);
  return [...words.map(printable), ...(figure ? [String(figure)] : [])].join(
    "\n",
  );
}
