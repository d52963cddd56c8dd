/** What the README says to write into a folder of one's own is enough. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const SCRIPT = `
import { fullGrad, loadModel } from "fullgrad";
import { Evaluation } from "fullgrad/evaluation";
const model = await loadModel("shapes_vgg9");
const map = await fullGrad(model, ${
  JSON.stringify(`${ROOT}data/images/boat.png`)
});
console.log(map.target.names[0], map.backend, map.notes.length, typeof Evaluation);
`;

Deno.test("a folder that links the repository imports it, with its engine", async () => {
  const readme = await Deno.readTextFile(`${ROOT}README.md`);
  const [, json] = /```json\n(\{[^`]*"links"[^`]*)```/.exec(readme)!;
  const config = JSON.parse(json!);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${folder}/deno.json`,
      JSON.stringify({ ...config, links: [ROOT] }),
    );
    await Deno.writeTextFile(`${folder}/script.ts`, SCRIPT);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", "script.ts"],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    assertEquals(
      text(stdout),
      "boat fullgrad-wasm 0 function",
      text(stderr),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
