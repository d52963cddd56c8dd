/** What the site holds, in the order in which its menu lists it. */

/** A page, by the file that it is made of. */
export interface PageSource {
  /** Path in the repository. */
  readonly source: string;
  /** Path in the site. */
  readonly path: string;
}

/** Pages that the menu lists under one heading. */
export interface Chapter {
  readonly title: string;
  readonly pages: readonly PageSource[];
}

/** Returns the pages that are made of files of the repository. */
export async function contents(root: URL): Promise<readonly Chapter[]> {
  const listed = async (folder: string, ending: RegExp) =>
    (await Array.fromAsync(Deno.readDir(new URL(folder, root))))
      .map(({ name }) => name).filter((name) => ending.test(name)).sort()
      .map((name) => `${folder}${name}`);
  const readme = await Deno.readTextFile(new URL("README.md", root));
  const place = (notebook: string) => {
    const at = readme.indexOf(`(${notebook})`);
    return at < 0 ? Infinity : at;
  };
  const notebooks = await listed("notebooks/", /\.ipynb$/);
  const claims = (await listed("docs/reproduction/", /^[^.]+$/)).map((folder) =>
    `${folder}/README.md`
  );
  return [
    { title: "", pages: ["README.md"] },
    { title: "Guide", pages: await listed("docs/guide/", /\.md$/) },
    {
      title: "Notebooks",
      // In the order in which the README leads to them.
      pages: notebooks.sort((a, b) => place(a) - place(b)),
    },
    {
      title: "Reproduction",
      pages: [
        "docs/reproduction/README.md",
        ...claims,
        ...await listed("docs/reproduction/", /\.md$/),
      ],
    },
    {
      title: "More",
      pages: [
        ...["docs/coming_from.md", "docs/trouble.md", "docs/targets.md"],
        ...["docs/architectures.md", "docs/models.md", "docs/limits.md"],
        ...["docs/exchange/README.md", "docs/cluster/README.md"],
        ...["docs/fair4rs.md", "docs/licenses.md"],
        ...["CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "data/README.md"],
      ],
    },
  ].map(({ title, pages }) => ({
    title,
    pages: [...new Set(pages)].map((source) => ({
      source,
      path: pathOf(source),
    })),
  }));
}

/** Where the page of a file lies in the site. */
function pathOf(source: string): string {
  return source.toLowerCase()
    .replace(/readme\.md$/, "index.html")
    .replace(/\.(md|ipynb)$/, ".html");
}
