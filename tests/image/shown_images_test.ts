/** Batches that show themselves. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type Images,
  loadImage,
  loadModel,
  renderShapes,
  startBackend,
} from "fullgrad";
import { fileURLToPath } from "node:url";
import { toImages } from "../../lib/image/mod.ts";

const BOAT = fileURLToPath(
  new URL("../../data/images/boat.png", import.meta.url),
);

await startBackend();
const model = await loadModel("shapes_vgg9");

/** What a cell that ends in a batch gets. */
async function shown(images: Images): Promise<Record<string, string>> {
  const display = (images as unknown as Record<symbol, () => Promise<unknown>>)[
    Symbol.for("Jupyter.display")
  ]!;
  return await display.call(images) as Record<string, string>;
}

async function batchOf(count: number): Promise<Images> {
  const { rgb } = renderShapes({ seed: 3, count });
  return await toImages({ data: rgb, shape: [count, 64, 64, 3] }, model);
}

Deno.test("an image last in a cell is its picture, in a console a line", async () => {
  const image = await loadImage(BOAT, model);
  const { "text/html": html, "text/plain": text } = await shown(image);
  assertStringIncludes(html!, "<img");
  assertStringIncludes(text!, "boat.png, 64 × 64 × 3");
  assertEquals(
    Deno.inspect(image).split("\n")[0],
    "Images { boat.png, 64 × 64 × 3 }",
  );
});

Deno.test("a batch shows each picture with its name, of many the first ones", async () => {
  const few = (await shown(await batchOf(3)))["text/plain"]!;
  for (const name of ["3 images", "image 1", "image 3"]) {
    assertStringIncludes(few, name);
  }
  const many = (await shown(await batchOf(14)))["text/plain"]!;
  assertStringIncludes(many, "14 images");
  assertStringIncludes(many, "The first 12 of them");
  assert(!many.includes("image 13"));
});

Deno.test("values that were given show the pictures that results are drawn over, and notes", async () => {
  const values = new Float32Array(64 * 64 * 3).fill(7);
  const images = await toImages(values, model);
  const { "text/plain": text } = await shown({ ...images, notes: ["A note."] });
  assertStringIncludes(text!, "image 1");
  assertStringIncludes(text!, "A note.");
});
