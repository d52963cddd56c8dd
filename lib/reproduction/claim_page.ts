import type { Evaluation } from "../evaluation/mod.ts";
import type { Claim } from "./claim.ts";
import { DATA } from "./data_folder.ts";
import { STANDINGS_LEGEND } from "./page_parts.ts";
import { readSeries } from "./series_files.ts";

/** What the CSVs of a claim in a folder of results hold, by series. */
export async function claimEvaluations(
  out: string,
  claim: Claim,
): Promise<ReadonlyMap<string, Evaluation>> {
  const found = new Map<string, Evaluation>();
  for (const series of claim.series) {
    const record = await readSeries(out, claim, series);
    if (record !== undefined) found.set(series.name, record.evaluation());
  }
  return found;
}

/**
 * The files of claims' pages by their paths in the folder of results: of each
 * its page and figures, and the page over all. They follow from the CSVs alone.
 */
export async function claimPages(
  claims: readonly Claim[],
  out: string,
): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const lines: string[] = [];
  for (const claim of claims) {
    const evaluations = await claimEvaluations(out, claim);
    if (evaluations.size === 0) continue;
    const beside = claim.beside === undefined
      ? new Map<string, Evaluation>()
      : await claimEvaluations(out, claim.beside);
    const { summary, body, figures } = claim.finding(evaluations, beside);
    files.set(`${claim.name}/README.md`, pageOf(claim, evaluations, body));
    for (const [name, figure] of Object.entries(figures)) {
      files.set(`${claim.name}/${name}.svg`, await figure.toSvg());
    }
    lines.push(
      `## [${claim.title}](${claim.name}/README.md)`,
      `*The paper:* ${claim.paper}`,
      "*Found:*",
      summary,
    );
  }
  files.set("README.md", [HEAD, ...lines, DATA_HEAD, dataTable()].join("\n\n"));
  return files;
}

const HEAD = `# The papers' claims on real networks

Written by \`deno task reproduce\` from the CSVs beside it: what holds, on which networks, how sure. In its tables, ${STANDINGS_LEGEND}. That is no equality: of few images most differences are too small to be seen. Over rows, networks and fills nothing is corrected, so that of many rows one may err. Every page has the command, the seeds, the data and the code.

\`\`\`sh
deno task reproduce --data FOLDER                      # goes on where the CSVs end
deno task reproduce --data FOLDER --only left_figure --scale 100
deno task reproduce --data FOLDER --out again          # from nothing, to compare
\`\`\`

A CSV has a row for every method, image and repeat, and a column for every measure and point of the axis; slices in it are finished and not computed again. On the machine that made it, a slice gives the same bytes. Other kernels change the last digits of maps, and where pixels nearly tie, which of them are removed: computed again with tfjs's own (\`--backend wasm\`), of 7,620 numbers of ResNet-20 at 32 × 32 19 are further apart than 10⁻⁴, of 2,700 of MobileNet at 224 × 224 511; the order of the methods' means stays as it is ([the test](../../tests/reproduction/other_kernels_test.ts) computes them).`;

const DATA_HEAD = `## Data

None of it is in this repository. \`--data\` names a folder with:`;

function dataTable(): string {
  return [
    "| in the folder | what | SHA-256 |",
    "| --- | --- | --- |",
    ...Object.values(DATA).filter((item) => !("ours" in item)).map((item) =>
      `| \`${item.path}${
        "file" in item ? `/${item.file}` : ""
      }\` | ${item.about} | \`${item.sha256.slice(0, 16)}…\` |`
    ),
  ].join("\n");
}

function pageOf(
  claim: Claim,
  evaluations: ReadonlyMap<string, Evaluation>,
  body: string,
): string {
  return [
    `# ${claim.title}`,
    `**The paper.** ${claim.paper}`,
    `**What was run.** ${claim.protocol}`,
    `\`\`\`sh\ndeno task reproduce --data FOLDER --only ${claim.name}\n\`\`\``,
    `Code: [\`${claim.code}\`](../../../${claim.code}); CSVs, networks, seeds: [the numbers](#the-numbers); images: [data](../README.md#data).`,
    body,
    "## What must not be concluded",
    claim.limits.map((limit) => `* ${limit}`).join("\n"),
    "## The numbers",
    seriesTable(claim, evaluations),
  ].join("\n\n");
}

/** What each CSV is of, and how far it is. */
function seriesTable(
  claim: Claim,
  evaluations: ReadonlyMap<string, Evaluation>,
): string {
  return [
    "| CSV | what | done | network's SHA-256 | seeds | backend |",
    "| --- | --- | --- | --- | --- | --- |",
    ...claim.series.flatMap(({ name, about, unit, whole }) => {
      const data = evaluations.get(name)?.data;
      if (data === undefined) {
        return [`| ${name} | ${about} | 0 of ${whole} ${unit} | – | – | – |`];
      }
      const { images, repeats, model, provenance: { seeds, backend } } = data;
      const done = unit === "images" ? images.names.length : repeats.count;
      return [
        `| [${name}](${name}.csv) | ${about} | ${done} of ${whole} ${unit} | \`${
          model.fingerprint.slice(0, 12)
        }…\` | ${seeds[0] ?? "–"}${
          seeds.length > 1 ? ` … ${seeds.at(-1)}` : ""
        } | ${backend} |`,
      ];
    }),
  ].join("\n");
}
