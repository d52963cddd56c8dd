/** The permissions that `docs/limits.md` names are enough. */
import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

const SCRIPT = `
import { fullGrad, loadImage, loadModel } from "fullgrad";
const model = await loadModel("shapes_vgg9");
const map = await fullGrad(model, await loadImage("data/images/boat.png", model));
const png = await map.figure().toPng();
console.log(map.target.names[0], map.backend, png.length > 1000);
`;

Deno.test("a picture is explained and drawn with the least permissions", async () => {
  const [, flags] = /needs\s+`(--allow[^`]*)`/.exec(
    await Deno.readTextFile(`${ROOT}docs/limits.md`),
  )!;
  const process = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--no-prompt", "--no-check", "--ext=ts"],
      ...flags!.split(/\s+/),
      "-",
    ],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const input = process.stdin.getWriter();
  await input.write(new TextEncoder().encode(SCRIPT));
  await input.close();
  const { stdout } = await process.output();
  assertEquals(
    new TextDecoder().decode(stdout).trim(),
    "boat fullgrad-wasm true",
  );
});
