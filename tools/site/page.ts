import type { Chapter } from "./contents.ts";

/** A page of the site, before it has a menu. */
export interface SitePage {
  /** Path in the site. */
  readonly path: string;
  /** What it is called, in the menu too. */
  readonly title: string;
  /** HTML of its content. */
  readonly body: string;
}

/** A heading of the menu with its pages. */
export interface MenuChapter extends Pick<Chapter, "title"> {
  readonly pages: readonly Pick<SitePage, "path" | "title">[];
}

/** Returns the HTML of a page with its menu, and with what comes after it. */
export function pageHtml(
  { path, title, body }: SitePage,
  menu: readonly MenuChapter[],
): string {
  const up = "../".repeat(path.split("/").length - 1);
  const entry = (to: string, name: string) =>
    `<li><a href="${up}${to}"${to === path ? ' aria-current="page"' : ""}>${
      escapeHtml(name)
    }</a></li>`;
  const chapters = menu.map(({ title, pages }) => {
    const names = menuNames(pages.map(({ title }) => title));
    return `${title === "" ? "" : `<h2>${escapeHtml(title)}</h2>`}<ul>${
      pages.map(({ path }, i) => entry(path, names[i]!)).join("")
    }</ul>`;
  });
  const chapter =
    menu.find(({ pages }) => pages.some((page) => page.path === path))?.pages ??
      [];
  const next = chapter[chapter.findIndex((page) => page.path === path) + 1];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} · fullgrad</title>
<link rel="icon" href="data:">
<link rel="stylesheet" href="${up}site.css">
<script src="${up}site.js" defer></script>
</head>
<body>
<details class="menu" open><summary>fullgrad</summary><nav>${
    chapters.join("\n")
  }</nav></details>
<main>
${body}
${
    next
      ? `<p class="next"><a href="${up}${next.path}">${
        escapeHtml(next.title)
      } →</a></p>`
      : ""
  }
</main>
</body>
</html>
`;
}

/**
 * Returns long titles of a chapter without what comes behind their colons, or,
 * where that would be the same for several, that alone.
 */
export function menuNames(titles: readonly string[]): readonly string[] {
  const heads = titles.map((title) =>
    title.length > 30 ? title.replace(/: .*$/, "") : title
  );
  return heads.map((head, i) => {
    const isOnly = heads.indexOf(head) === heads.lastIndexOf(head);
    if (isOnly) return head;
    const tail = titles[i]!.replace(/^.*?: /, "");
    return tail.charAt(0).toUpperCase() + tail.slice(1);
  });
}

/** Returns a text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
