import type { ExplainOptions } from "../propagation/mod.ts";

/** The option `ties` among a result's settings, where it is not the default. */
export function tieSettings(
  { ties }: ExplainOptions,
): Pick<ExplainOptions, "ties"> {
  return ties === "share" ? { ties } : {};
}
