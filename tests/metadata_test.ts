/** What the repository says of itself agrees with itself. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";

const text = (name: string) =>
  Deno.readTextFile(new URL(`../${name}`, import.meta.url));
const config = JSON.parse(await text("deno.json"));

Deno.test("CITATION.cff and codemeta.json name the version and the license", async () => {
  const citation = await text("CITATION.cff");
  assertStringIncludes(citation, `\nversion: ${config.version}\n`);
  assertStringIncludes(citation, `\nlicense: ${config.license}\n`);
  const { version, license } = JSON.parse(await text("codemeta.json"));
  assertEquals(version, config.version);
  assertEquals(license, `https://spdx.org/licenses/${config.license}`);
});

Deno.test("every package that is imported stands among the licenses", async () => {
  const licenses = await text("docs/licenses.md");
  const packages = Object.values<string>(config.imports).flatMap((target) =>
    /^npm:\/?((?:@[^/]+\/)?[^@/]+)@/.exec(target)?.[1] ?? []
  );
  assert(packages.length > 20);
  const missing = packages.filter((name) => !licenses.includes(`\`${name}\``));
  assertEquals(missing, []);
});

Deno.test("links between the repository's pages lead to files", async () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "llms.txt",
    "data/README.md",
  ];
  for await (
    const { name } of Deno.readDir(new URL("../docs", import.meta.url))
  ) {
    if (name.endsWith(".md")) pages.push(`docs/${name}`);
  }
  const dead: string[] = [];
  for (const page of pages) {
    const base = new URL(`../${page}`, import.meta.url);
    const content = (await text(page)).replaceAll(/```[\s\S]*?```/g, "");
    for (const [, target] of content.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue;
      await Deno.stat(new URL(target!, base))
        .catch(() => dead.push(`${page}: ${target}`));
    }
  }
  assertEquals(dead, []);
});
