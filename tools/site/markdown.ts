import highlight from "highlight.js";
import { Marked } from "marked";
import markedKatex from "marked-katex-extension";
import { gfmHeadingId } from "marked-gfm-heading-id";

/**
 * Returns the HTML of a Markdown text. Formulas become MathML, which browsers
 * draw by themselves.
 *
 * @param text The text.
 * @param link Says where an address in the text leads in the site.
 */
export async function markdownHtml(
  text: string,
  link: (address: string) => string | Promise<string>,
): Promise<string> {
  const marked = new Marked(
    gfmHeadingId(),
    markedKatex({ output: "mathml", throwOnError: true }),
    {
      async: true,
      async walkTokens(token) {
        if (token.type === "link" || token.type === "image") {
          token.href = await link(token.href);
        }
      },
      renderer: {
        code: ({ text, lang }) => codeHtml(text, lang ?? ""),
        table(token) {
          const html = new Marked().parser([token]);
          return `<div class="wide">${html}</div>`;
        },
      },
    },
  );
  return await marked.parse(text);
}

/** Returns the HTML of code, colored where its language is known. */
export function codeHtml(code: string, language: string): string {
  const known = highlight.getLanguage(language) ? language : "plaintext";
  const { value } = highlight.highlight(code, { language: known });
  return `<pre><code class="hljs">${value}</code></pre>\n`;
}
