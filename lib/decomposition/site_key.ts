import type { TermSum } from "./completeness.ts";

/** A key for the site of a term: unlike its name, unique among all of them. */
export function siteKey({ name, kind }: TermSum["site"]): string {
  return kind === "input" || kind === "target" ? kind : `bias/${name}`;
}
