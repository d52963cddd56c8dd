/**
 * `deno task pages`: makes the pages of `docs` that say what tests have found.
 *
 * @module
 */
import { makePage, PAGES, pathOf } from "./pages.ts";

for (const page of Object.keys(PAGES)) {
  await Deno.writeTextFile(pathOf(page), await makePage(page));
}
// Threads of the backend would keep the process alive.
Deno.exit(0);
