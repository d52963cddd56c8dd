/** Names that no font has are said to be missing; they are no silent boxes. */
import { assert, assertEquals } from "@std/assert";
import { barFigure } from "../../lib/display/mod.ts";
import { drawableScene } from "../../lib/display/raster/drawable_scene.ts";
import {
  missingCharacters,
  tryCharacters,
} from "../../lib/display/raster/missing_glyphs.ts";
import { BEYOND_FONT } from "../../lib/display/raster/rasterize_svg.ts";
import type { Scene } from "../../lib/display/scene/scene.ts";
import { sceneTexts } from "../../lib/display/scene/texts.ts";
import sharp from "sharp";

/** Private use: no font has this. */
const NOWHERE = "\u{10fffd}";

function titled(title: string, width = 400): Scene {
  return {
    title,
    lines: [title],
    width,
    height: 100,
    plots: [{
      kind: "chart",
      rect: { x: 100, y: 0, width: 100, height: 80 },
      x: axis("0"),
      y: axis(title),
      marks: [{
        kind: "bars",
        values: [1],
        colors: ["#000"],
        intervals: [undefined],
        names: [title],
        texts: [`${title} 1`],
        details: [""],
      }],
    }],
    labels: [{
      text: title,
      x: 0,
      y: 0,
      size: 12,
      anchor: "start",
      color: "#000",
    }],
    scales: [],
    controls: [],
  };
}

function axis(text: string) {
  return {
    range: [0, 1] as const,
    ticks: [{ value: 0, text }],
    color: "#000",
    angle: 0,
    grid: false,
    fixedTicks: true,
  };
}

Deno.test("the figures' font has all that is not tried", async () => {
  const certain = Array.from(
    { length: 0x3000 },
    (_, code) => String.fromCharCode(code),
  ).filter((char) => !BEYOND_FONT.test(char));
  assert(certain.length > 800);
  const missing = await tryCharacters(certain);
  assertEquals(
    [...missing].filter((char) => !/[\s\u200b-\u200f]/.test(char)),
    [],
  );
});

Deno.test("characters that no font has are found among those that some have", async () => {
  const missing = await missingCharacters([
    `plain ${NOWHERE}`,
    "\u0378Việt Nam, Ψ − ±\u200d",
  ]);
  assertEquals([...missing].sort(), ["\u0378", NOWHERE].sort());
  assertEquals((await missingCharacters(["\t\n \u202f\u00ad"])).size, 0);
});

Deno.test("what can be drawn is left as it is", async () => {
  const scene = titled("Ünï Ψ");
  assertEquals(await drawableScene(scene, missingCharacters), scene);
});

Deno.test("what cannot be drawn is replaced everywhere, and named below", async () => {
  const scene = titled("日本 cat");
  const drawn = await drawableScene(
    scene,
    () => Promise.resolve(new Set(["日", "本"])),
  );
  const texts = sceneTexts(drawn);
  assertEquals(texts.slice(0, 4), ["0", "?? cat", "?? cat 1", "?? cat"]);
  const note = texts.slice(4).join(" ");
  assertEquals(
    note,
    "? stands for characters that no font here has (Han): U+65E5 U+672C",
  );
  assert(drawn.height > scene.height);
  for (const { y } of drawn.labels.slice(1)) {
    assert(y > scene.height - 16 && y < drawn.height);
  }
});

Deno.test("a note of many names stays short", async () => {
  const name = Array.from(
    { length: 400 },
    (_, i) => String.fromCodePoint(0x4e00 + i),
  ).join("");
  const { labels, height } = await drawableScene(
    titled(name),
    (texts) =>
      Promise.resolve(new Set(texts.join("").replaceAll(/[ -~]/g, ""))),
  );
  assertEquals(labels.length, 1 + 4);
  assert(labels.at(-1)!.text.endsWith("…"));
  assert(height < 200);
});

Deno.test("PNG and still picture have the note, the SVG has the name", async () => {
  const heights = await Promise.all(["cat", NOWHERE].map(async (name) => {
    const figure = barFigure([{ name, value: 1 }], { title: "", meaning: "" });
    assert((await figure.toSvg()).includes(name));
    assert(figure.toString().includes(name));
    const { height } = await sharp(await figure.toPng({ scale: 1 })).metadata();
    const [, still] = (await figure.toFragment()).match(/ height="(\d+)"/)!;
    assertEquals(Number(still), height);
    return height;
  }));
  assert(heights[1]! > heights[0]! + 15, `${heights}`);
});
