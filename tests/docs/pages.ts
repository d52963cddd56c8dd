import { fileURLToPath } from "node:url";
import { architecturesPage, measureSupport } from "./architectures_page.ts";
import { type Listing, MODELS_FILE, modelsPage } from "./models_page.ts";

/** The pages of `docs` that are made, by file name. */
export const PAGES: Readonly<Record<string, () => Promise<string>>> = {
  "architectures.md": async () => architecturesPage(await measureSupport()),
  "models.md": async () => modelsPage(await readListings()),
};

/** The names, as `docs/models.json` has them. */
export async function readListings(): Promise<readonly Listing[]> {
  return JSON.parse(await Deno.readTextFile(MODELS_FILE));
}

/** Where a page lies. */
export function pathOf(page: string): string {
  return fileURLToPath(new URL(`../../docs/${page}`, import.meta.url));
}

/** A page's text, as `deno fmt` writes it. */
export async function makePage(page: string): Promise<string> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", "md", "-"],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = process.stdin.getWriter();
  await writer.write(new TextEncoder().encode(await PAGES[page]!()));
  await writer.close();
  const { stdout } = await process.output();
  return new TextDecoder().decode(stdout);
}
