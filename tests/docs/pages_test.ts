/** Pages that say what was found say what is found now. */
import { assert, assertEquals } from "@std/assert";
import { startBackend } from "../../lib/backend/mod.ts";
import { COMPLETE, measureSupport } from "./architectures_page.ts";
import { type Listing, torchvisionNames } from "./models_page.ts";
import { makePage, PAGES, pathOf, readListings } from "./pages.ts";
import { tryNames } from "./try_names.ts";

await startBackend("fullgrad-wasm");

for (const page of Object.keys(PAGES)) {
  Deno.test(`docs/${page} is what deno task pages makes`, async () => {
    assertEquals(await Deno.readTextFile(pathOf(page)), await makePage(page));
  });
}

Deno.test("every architecture is complete, by the gradient and by LIBRA", async () => {
  for (const { name, exact, libra } of await measureSupport()) {
    assert(exact <= COMPLETE, `${name}: ${exact}`);
    assert(libra <= COMPLETE, `${name} by LIBRA: ${libra}`);
  }
});

Deno.test("names are listed once, and torchvision's are those that load", async () => {
  const listings = await readListings();
  const names = listings.flatMap(({ names }) => names.map(({ name }) => name));
  assertEquals(names.length, new Set(names).size);
  assert(names.every((name) => /^(hf:[\w.-]+\/|torchvision:)/.test(name)));
  assertEquals(
    names.filter((name) => name.startsWith("torchvision:")),
    torchvisionNames(),
  );
});

Deno.test("tryNames() writes what came of a name, and leaves what no server answered", async () => {
  const before = { date: "2020-01-01", residual: 1e-7 };
  const listing = (trials: Record<string, Listing["names"][0]["trial"]>) => [{
    title: "A list",
    source: "https://a.b",
    about: "",
    names: Object.entries(trials).map(([name, trial]) =>
      trial === undefined ? { name } : { name, trial }
    ),
  }];
  const unreachable = new Error("no server");
  unreachable.name = "UnreachableError";
  const tried = await tryNames(
    listing({
      good: undefined,
      bad: undefined,
      away: undefined,
      done: before,
    }),
    (_name, trial) => trial === undefined,
    (name) =>
      name === "good"
        ? Promise.resolve(1e-8)
        : Promise.reject(name === "bad" ? new Error("gated") : unreachable),
    "2026-02-03",
  );
  assertEquals(
    tried,
    listing({
      good: { date: "2026-02-03", residual: 1e-8 },
      bad: { date: "2026-02-03", refused: "gated" },
      away: undefined,
      done: before,
    }),
  );
});
