/** What notebooks and pages get. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { gunzipSync } from "node:zlib";
import sharp from "sharp";
import {
  barFigure,
  type Bundle,
  displaySections,
  type Figure,
  htmlPage,
  loadPlotly,
  panelFigure,
  type PlotlySource,
  smallMultiples,
} from "../../lib/display/mod.ts";
import { valueRows } from "../../lib/display/data/scaled_values.ts";
import { figuresOf, HOSTILE, imageOf, mapOf } from "./examples.ts";

function bundleOf(figure: Figure): Promise<Bundle> {
  const display = Symbol.for("Jupyter.display");
  return (figure as unknown as Record<symbol, () => Promise<Bundle>>)[
    display
  ]!();
}

const PLOTLY = "application/vnd.plotly.v1+json";

/** The bytes of five digits of base 85 each four, without those that fill. */
function fromBase85([fill, ...digits]: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < digits.length; at += 5) {
    let number = 0n;
    for (const digit of digits.slice(at, at + 5)) {
      const place = { x: 25, y: 57 }[digit] ?? digit.charCodeAt(0) - 35;
      number = 85n * number + BigInt(place);
    }
    for (const shift of [24n, 16n, 8n, 0n]) {
      bytes.push(Number(number >> shift & 255n));
    }
  }
  return Uint8Array.from(bytes.slice(0, bytes.length - Number(fill)));
}

/** The figure that a page's script gets, read as that reads it. */
function unpacked(html: string): unknown {
  const [, packed = ""] = html.match(/\.push\(\["[\w-]+","([^"]+)"\]\)/) ?? [];
  const bytes = new Uint8Array(gunzipSync(fromBase85(packed)));
  const end = bytes.indexOf(10);
  const { maps, pictures, ...figure } = JSON.parse(
    new TextDecoder().decode(bytes.subarray(0, end)),
  );
  let start = end + 1;
  const take = (length: number) => bytes.slice(start, start += length);
  /** Undoes differences. */
  const sums = <T extends Int16Array | Uint8Array>(steps: T, back: number) => {
    for (let i = back; i < steps.length; i++) steps[i]! += steps[i - back]!;
    return steps;
  };
  const rows = maps.map(({ width, length, differences, ...scale }: {
    width: number;
    length: number;
    differences: number;
    base: number;
    unit: 1 | 2 | 5;
    exponent: number;
  }) => {
    const [low, high] = [take(length), take(length)];
    const steps = Int16Array.from(low, (byte, i) => {
      const packed = byte + 256 * high[i]!;
      return packed % 2 ? -(packed + 1) / 2 : packed / 2;
    });
    if (differences > 1) sums(steps, width);
    if (differences > 0) sums(steps, 1);
    return valueRows({ steps, ...scale }, width);
  });
  const sources = pictures.map((
    picture: string | { width: number; height: number },
  ) =>
    typeof picture === "string"
      ? picture
      : sums(take(3 * picture.width * picture.height), 3)
  );
  assertEquals(start, bytes.length);
  for (const trace of figure.data) {
    if (trace.z !== undefined) trace.z = rows[trace.z.map];
    if (trace.source !== undefined) {
      trace.source = sources[trace.source.picture];
    }
  }
  return figure;
}

/** A figure with the colors of its pictures in place of their files. */
async function withPixels(figure: Bundle): Promise<unknown> {
  const data = (figure.data as { source?: string }[]).map(async (trace) => {
    if (!trace.source?.startsWith("data:image/png")) return trace;
    const file = Uint8Array.fromBase64(trace.source.split(",")[1]!);
    const pixels = await sharp(file).removeAlpha().raw().toBuffer();
    return { ...trace, source: new Uint8Array(pixels) };
  });
  return { ...figure, data: await Promise.all(data) };
}

Deno.test("a bundle is Plotly JSON, HTML with the same figure, and text", async () => {
  for (const figure of Object.values(figuresOf("a text"))) {
    const bundle = await bundleOf(figure);
    const plotly = JSON.parse(JSON.stringify(await figure.plotly()));
    assertEquals(
      unpacked(String(bundle["text/html"])),
      await withPixels(plotly),
    );
    const { [PLOTLY]: json = plotly, ...rest } = bundle;
    assertEquals(json, plotly);
    assertEquals(Object.keys(rest), ["text/html", "text/plain"]);
    assertMatch(String(bundle["text/plain"]), /^a text/);
  }
});

Deno.test("the HTML has a still picture of the size that its attributes say", async () => {
  for (const figure of Object.values(figuresOf("a text"))) {
    const html = String((await bundleOf(figure))["text/html"]);
    const [, width, height, base64 = ""] = html.match(
      /<img [^>]*width="(\d+)" height="(\d+)" [^>]*src="data:image\/webp;base64,([^"]+)"/,
    ) ?? [];
    const info = await sharp(Uint8Array.fromBase64(base64)).metadata();
    const scale = info.width / Number(width);
    assert(scale === 1 || scale === 2);
    assertEquals(info.height, Number(height) * scale);
  }
});

Deno.test("notes stand below the figure, as text, and nothing where there are none", async () => {
  for (const figure of Object.values(figuresOf("a text"))) {
    const plain = await bundleOf(figure);
    assert(!String(plain["text/html"]).includes("<p>"));
    const noted = await bundleOf(figure.withNotes(["One.", HOSTILE]));
    assertEquals(Object.keys(noted), ["text/html", "text/plain"]);
    const html = String(noted["text/html"]);
    assertStringIncludes(html, String(plain["text/html"]) + "<p>One.</p>");
    assert(!html.includes("<img src=x"));
    assertStringIncludes(
      String(noted["text/plain"]),
      `${plain["text/plain"]}\nnote: One.\nnote: </script>`,
    );
    assertEquals(await figure.withNotes([]).toBundle(), plain);
    assertEquals(
      await figure.withNotes(["One."]).toSvg(),
      await figure.toSvg(),
    );
  }
});

Deno.test("a notebook's output stays small", async () => {
  const bars = barFigure([{ name: "a", value: 1 }], { title: "", meaning: "" });
  assertEquals(Object.keys(await bundleOf(bars))[0], PLOTLY);
  const map = mapOf(
    224,
    224,
    (row, column) => Math.exp(-((row - 90) ** 2 + (column - 120) ** 2) / 2000),
  );
  const large = await bundleOf(panelFigure([[{ map }]], { title: "Large" }));
  assertEquals(Object.keys(large), ["text/html", "text/plain"]);
  assert(String(large["text/html"]).length < 150_000);
  const small = mapOf(64, 64, (row, column) => Math.sin(row * column), {
    signed: true,
  });
  const bundle = await bundleOf(panelFigure([[{ map: small }]], { title: "" }));
  assert(JSON.stringify(bundle).length < 120_000);
});

Deno.test("hostile texts are text in the HTML", async () => {
  const page = await htmlPage(HOSTILE, [
    { heading: HOSTILE, text: [HOSTILE, HOSTILE] },
    ...Object.values(figuresOf(HOSTILE)).map((figure) => ({ figure })),
  ]);
  const markup = page.replaceAll(/<script>[\s\S]*?<\/script>/g, "");
  assertEquals(/<(script|a|b)[\s>]|<img src=x/.test(markup), false);
  assertEquals(page.match(/<\/script>/g)?.length, 5 + 1);
});

Deno.test("a page holds the library once, and forbids itself the network", async () => {
  const { bars, curves } = figuresOf("a text");
  const page = await htmlPage("Two figures", [
    { heading: "One", text: "A text.", figure: bars! },
    { figure: curves! },
  ]);
  assertEquals(page.match(/fullgradFigures\.start\(/g)?.length, 1);
  assertEquals(page.match(/data-state="static"/g)?.length, 2);
  assertStringIncludes(page, "default-src 'none'");
  assertEquals(/(src|href)="(?!data:)/.test(page), false);
});

Deno.test("loadPlotly() does nothing outside a notebook, and knows two sources", async () => {
  assertMatch(await loadPlotly(), /not in a notebook/);
  await assertRejects(
    () => loadPlotly({ library: "local" as PlotlySource }),
    RangeError,
    'current value is "local"',
  );
});

Deno.test("a figure of too many parts for a browser is a still picture", async () => {
  const map = mapOf(2, 2, (row) => row);
  for (
    const [count, state] of [[100, "static"], [101, "still"]] as const
  ) {
    const panels = Array.from({ length: count }, () => ({ map }));
    const bundle = await bundleOf(smallMultiples(panels, { title: "Many" }));
    const html = String(bundle["text/html"]);
    assertStringIncludes(html, `data-state="${state}"`);
    assertEquals(html.includes("<script>"), state === "static");
    if (state === "still") {
      assertEquals(Object.keys(bundle), ["text/html", "text/plain"]);
      assertStringIncludes(html, "too many parts");
    }
  }
  const bars = Array.from(
    { length: 501 },
    (_, i) => ({ name: `${i}`, value: i }),
  );
  const html = await barFigure(bars, { title: "", meaning: "" }).toHtml();
  assertStringIncludes(html, 'data-state="still"');
});

Deno.test("a map and a picture that are drawn again are held once", async () => {
  const values = Float32Array.from(
    { length: 64 * 64 },
    (_, i) => Math.sin(i * i),
  );
  const map = { ...mapOf(64, 64, () => 0), values, signed: true };
  const image = imageOf(64, 64);
  const size = async (times: number) => {
    const row = Array.from({ length: times }, () => ({ map, image }));
    const html = await panelFigure([row], { title: "", size: 40 }).toFragment();
    return html.match(/"([^"]+)"\]\)/)![1]!.length;
  };
  assert(await size(4) < await size(1) + 2000);
});

Deno.test("a part of a page that is misspelt or of another type is refused", async () => {
  const wrong = [
    null,
    {},
    "text",
    new Map(),
    [null],
    ["text"],
    [new Map()],
    [{ figures: 1 }],
    [{ figure: {} }],
    [{ figure: "f" }],
    [{ text: 3 }],
    [{ text: [3] }],
    [{ heading: [] }],
  ] as never[];
  for (const sections of wrong) {
    await assertRejects(
      () => displaySections(sections),
      TypeError,
      "Cannot display sections as",
    );
    await assertRejects(
      () => htmlPage("Title", sections),
      TypeError,
      "Cannot write a page as",
    );
  }
  await assertRejects(() => htmlPage([] as never, []), TypeError, "title");
  const empty = await displaySections([{ text: [] }, { text: "" }]);
  assertEquals(empty["text/html"], "<p></p>\n");
});
