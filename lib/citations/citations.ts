import { CAM_PAPERS } from "./cam_papers.ts";
import { EXPERIMENT_PAPERS } from "./experiment_papers.ts";
import { MEASURE_PAPERS } from "./measure_papers.ts";
import { METHOD_PAPERS } from "./method_papers.ts";
import type { Paper } from "./paper.ts";

/** Every paper that a result can cite. */
export const PAPERS: readonly Paper[] = [
  ...METHOD_PAPERS,
  ...CAM_PAPERS,
  ...EXPERIMENT_PAPERS,
  ...MEASURE_PAPERS,
];

/**
 * The papers that stand behind names, as BibTeX, by year; the empty
 * string where no paper does.
 *
 * @param names What a result says of itself: names of methods, experiments and
 * measures, and the values of options.
 */
export function citationsFor(names: readonly string[]): string {
  return PAPERS
    .filter(({ standsBehind }) => names.some((name) => standsBehind.test(name)))
    .toSorted((a, b) => a.year - b.year)
    .map(bibtexOf)
    .join("\n");
}

/** The words among the values of options, however deep. */
export function wordsOf(settings: unknown): readonly string[] {
  if (typeof settings === "string") return [settings];
  return typeof settings === "object" && settings !== null
    ? Object.values(settings).flatMap(wordsOf)
    : [];
}

/** One entry of a BibTeX file, with the line feed at its end. */
function bibtexOf({ key, authors, title, venue, year, arxiv }: Paper): string {
  const fields: readonly (readonly [name: string, value: string])[] = [
    ["author", authors],
    ["title", `{${title}}`],
    ["journal", venue ?? `arXiv preprint arXiv:${arxiv}`],
    ["year", String(year)],
    ...arxiv === undefined ? [] : [["eprint", arxiv] as const],
  ];
  const lines = fields.map(([name, value]) => `  ${name} = {${value}},\n`);
  return `@article{${key},\n${lines.join("")}}\n`;
}
