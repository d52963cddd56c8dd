import { TORCHVISION_WEIGHTS } from "../../lib/model/hub/torchvision_weights.ts";

/** A name that `loadModel` takes, and what came of it. */
export interface ListedName {
  readonly name: string;
  /** What a trial gave; none where nobody has tried it. */
  readonly trial?: Trial | undefined;
}

/** What a trial of a name gave. */
export interface Trial {
  /** Day, as 2026-01-31. */
  readonly date: string;
  /** Residual as a share of Σ|terms|, where FullGrad has run. */
  readonly residual?: number;
  /** Why it was refused. */
  readonly refused?: string;
}

/** A published list and what its files are. */
export interface Listing {
  readonly title: string;
  readonly source: string;
  readonly about: string;
  readonly names: readonly ListedName[];
}

/** Where the names and what came of them are kept. */
export const MODELS_FILE: URL = new URL(
  "../../docs/models.json",
  import.meta.url,
);

/** Every name of torchvision, its weights included where there are several. */
export function torchvisionNames(): readonly string[] {
  return [...TORCHVISION_WEIGHTS].flatMap(([name, weights]) =>
    weights.length === 1
      ? [`torchvision:${name}`]
      : weights.map((each) => `torchvision:${name}@${each.weights}`)
  );
}

/** The page that lists names. */
export function modelsPage(listings: readonly Listing[]): string {
  const names = listings.flatMap(({ names }) => names);
  const tried = names.filter(({ trial }) => trial !== undefined).length;
  const parts = listings.map(({ title, source, about, names }) =>
    `## ${title}

[${source}](${source}). ${about}

| name | tried |
| --- | --- |
${names.map((each) => `| \`${each.name}\` | ${trialText(each)} |`).join("\n")}`
  );
  return `# Networks by their names

\`loadModel("hf:owner/name")\` and \`loadModel("torchvision:name")\` fetch a
network once, into the cache that its own client keeps, and read it from there
afterwards. The names below stand in published lists. **${tried} of ${names.length} have
been tried**: a name without a date has never been loaded by us, and may be refused
with a word that says why. The formats behind them are tested on files and on small
networks of the same kinds: [architectures.md](architectures.md).

\`deno task try-names\`, where there is a network, loads every name that is untried,
runs FullGrad on a picture, and writes what came of it into
[\`models.json\`](models.json) and this page. It fetches some 20 GB: names can be
given as arguments.

${parts.join("\n\n")}
`;
}

function trialText({ trial }: ListedName): string {
  if (trial === undefined) return "untried";
  const { date, residual, refused } = trial;
  return refused === undefined
    ? `${date}: exact to ${residual!.toExponential(0)} of Σ\\|terms\\|`
    : `${date}: refused: ${refused.replaceAll("|", "\\|")}`;
}
