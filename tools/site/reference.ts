import { escapeHtml, type SitePage } from "./page.ts";

/** What a stage of the library is about, in the order of the page. */
const SUBJECTS: Readonly<Record<string, string>> = {
  model: "Networks",
  image: "Pictures",
  decomposition: "The full-gradient",
  aggregation: "From terms to a map",
  methods: "Methods",
  propagation: "Targets and passes",
  evaluation: "Experiments",
  training: "Training",
  data: "Data",
  display: "Figures and tables",
  exchange: "Saving and reading",
  backend: "Backends",
};

/** A name of the public surface. */
interface Entry {
  readonly name: string;
  readonly stage: string;
  /** First sentence of its documentation. */
  readonly summary: string;
  readonly page: string;
}

/**
 * Writes the reference of every public name, and returns the page that leads
 * to it by subject.
 */
export async function reference(root: URL, out: URL): Promise<SitePage> {
  const subpaths = Object.entries<string>(
    JSON.parse(await Deno.readTextFile(new URL("deno.json", root))).exports,
  );
  const modules = subpaths.map(([, file]) => file);
  await deno(root, [
    ...["doc", "--html", "--name=fullgrad", "--quiet"],
    ...[`--output=${new URL("reference/", out).pathname}`, ...modules],
  ]);
  await mendLinks(new URL("reference/", out));
  const entries: Entry[] = [];
  for (const [subpath, file] of subpaths) {
    const name = subpath.replace(/^\.\/?/, "");
    for (const entry of await entriesOf(root, file, name)) {
      if (entries.every(({ name }) => name !== entry.name)) entries.push(entry);
    }
  }
  return { path: "reference.html", title: "Reference", body: body(entries) };
}

/**
 * `deno doc` links to the source where it lay on this machine, and does not
 * escape the `%` of its own file names.
 */
async function mendLinks(folder: URL): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const at = new URL(encodeURIComponent(name), folder);
    if (isDirectory) await mendLinks(new URL(`${at}/`));
    else if (name.endsWith(".html")) {
      const html = await Deno.readTextFile(at);
      await Deno.writeTextFile(
        at,
        html.replaceAll(
          /<a\s+class="sourceButton"\s+href="file:[^"]*">.*?<\/a>/gs,
          "",
        ).replaceAll(
          /href="[^"]*%22[^"]*"/g,
          (link) => link.replaceAll("%22", "%2522"),
        ),
      );
    }
  }
}

async function entriesOf(
  root: URL,
  file: string,
  subpath: string,
): Promise<Entry[]> {
  const { nodes } = JSON.parse(await deno(root, ["doc", "--json", file]));
  const [{ symbols }] = Object.values(nodes) as [
    { symbols: { name: string; declarations: Declaration[] }[] },
  ];
  return symbols.flatMap(({ name, declarations: [declaration] }) => {
    const stage = /\/lib\/(\w+)\//.exec(declaration!.location.filename)?.[1];
    return stage === undefined || !isValue(declaration!) ? [] : [{
      name,
      stage,
      summary: firstSentence(declaration!.jsDoc?.doc ?? ""),
      page: `reference/${subpath === "" ? "" : `${subpath}/`}~/${name}.html`,
    }];
  });
}

/** What `deno doc` says of a declaration. */
interface Declaration {
  readonly kind: string;
  readonly location: { readonly filename: string };
  readonly jsDoc?: { readonly doc?: string };
}

/** Types are reached from what takes them. */
function isValue({ kind }: Declaration): boolean {
  return kind !== "interface" && kind !== "typeAlias";
}

function firstSentence(text: string): string {
  const [paragraph = ""] = text.split("\n\n");
  const plain = paragraph.replaceAll(/\{@\w+ ([^}]+)\}/g, "`$1`")
    .replaceAll("\n", " ");
  return /^.*?[.:](?= [A-Z]|$)/.exec(plain)?.[0] ?? plain;
}

function body(entries: readonly Entry[]): string {
  const missing = entries.find(({ stage }) => !(stage in SUBJECTS));
  if (missing !== undefined) {
    throw new Error(
      `Cannot write the reference as every stage must have a subject: ${missing.stage} has none`,
    );
  }
  const sections = Object.entries(SUBJECTS).map(([stage, title]) => {
    const rows = entries.filter((entry) => entry.stage === stage)
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(({ name, summary, page }) =>
        `<tr><td><a href="${page}"><code>${name}</code></a></td><td>${
          escapeHtml(summary).replaceAll(/`([^`]+)`/g, "<code>$1</code>")
        }</td></tr>`
      );
    return rows.length === 0
      ? ""
      : `<h2 id="${stage}">${title}</h2><div class="wide"><table>${
        rows.join("\n")
      }</table></div>`;
  });
  return `<h1>Reference</h1>
<p>Functions, classes and constants by subject. Types, and a search over all:
<a href="reference/all_symbols.html">every name</a>.</p>
${sections.join("\n")}`;
}

async function deno(cwd: URL, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd,
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (success) return text(stdout);
  throw new Error(`Cannot run deno ${args.join(" ")}: ${text(stderr)}`);
}
