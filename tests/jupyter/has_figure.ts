import type { Output } from "../../tools/jupyter/notebook.ts";

/** Returns whether an output is a figure that shows without scripts too. */
export function hasFigure(output: Output): boolean {
  if (!("data" in output)) return false;
  const html = output.data["text/html"];
  return typeof html === "string" && html.includes("data-state=") &&
    /src="data:image\/(png|webp);base64,/.test(html);
}
