/** What a browser makes of figures in a notebook's and in a paper's column. */
import { existsSync } from "node:fs";
import { assertEquals } from "@std/assert";
import { chromium } from "playwright-core";
import { libraryHtml } from "../../lib/display/html/library_html.ts";
import { DataTable } from "../../lib/display/mod.ts";
import { exhaustiveTest } from "../exhaustive.ts";
import { wideFigures } from "./examples.ts";
import { drawn, troublesLeft, visit } from "./visit.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

/** Debian's Notebook has 978 pixels, a paper's column 650. */
const COLUMNS = [978, 650];

/** As notebooks and pages begin: without it heights mean something else. */
const DOCTYPE = "<!doctype html>";

/** What of the column's content is wider than it, and which texts are cut off. */
const TROUBLES = `(() => {
  const column = document.querySelector("#column").getBoundingClientRect();
  const found = [];
  const out = (inner, outer) =>
    inner.left < outer.left - 1.5 || inner.right > outer.right + 1.5 ||
    inner.top < outer.top - 1.5 || inner.bottom > outer.bottom + 1.5;
  for (const figure of document.querySelectorAll("[data-state], table")) {
    const box = (figure.closest("table")?.parentElement ?? figure)
      .getBoundingClientRect();
    if (out(box, column)) found.push("figure of " + box.width);
    for (const text of figure.querySelectorAll("svg text")) {
      const place = text.getBoundingClientRect();
      const hidden = getComputedStyle(text).fillOpacity === "0";
      if (place.width === 0 || hidden) continue;
      if (out(place, box)) found.push(text.textContent);
    }
  }
  return found;
})()`;

/** The least contrast of the texts of a table on what is behind them. */
const CONTRAST = `(() => {
  const light = (color) => {
    const [r, g, b] = color.match(/[\\d.]+/g).map(Number).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const ground = (element) => {
    const color = getComputedStyle(element).backgroundColor;
    return color === "rgba(0, 0, 0, 0)" ? ground(element.parentElement) : color;
  };
  return Math.min(...[...document.querySelectorAll("th, td")].map((cell) => {
    const [a, b] = [light(getComputedStyle(cell).color), light(ground(cell))];
    return Math.max(a, b) / Math.min(a, b);
  }));
})()`;

exhaustiveTest({
  name: "figures fit columns in a browser, and are read on dark pages",
  ignore: CHROMIUM === undefined,
  async fn(t) {
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--disable-gpu"],
    });
    const { html: library } = await libraryHtml("embedded");
    const table = new DataTable({
      columns: Array.from({ length: 30 }, (_, i) => ({
        name: `a column of a long name ${i}`,
        meaning: "",
      })),
      rows: [Array.from({ length: 30 }, (_, i) => i)],
    });
    for (const width of COLUMNS) {
      const figures = await Promise.all(
        [wideFigures(), wideFigures(width)].flatMap(Object.values)
          .map((figure) => figure.toFragment()),
      );
      const column = `<div id="column" style="width:${width}px">${
        [...figures, await table.toFragment()].join("")
      }</div>`;

      await t.step(`${width} px, interactive`, async () => {
        await visit(browser, DOCTYPE + library + column, async ({ page }) => {
          await drawn(page);
          assertEquals(await troublesLeft(page, TROUBLES), []);
        });
      });

      await t.step(`${width} px, still`, async () => {
        await visit(browser, DOCTYPE + column, async ({ page }) => {
          assertEquals(await page.evaluate(TROUBLES), []);
        });
      });
    }

    await t.step(
      "tables are read on dark pages, figures have paper",
      async () => {
        // As JupyterLab names its ground.
        const style = "background:#111;color:#eee;--jp-layout-color0:#111";
        const [figure] = Object.values(wideFigures());
        const content = await figure!.toFragment() + await table.toFragment();
        const html =
          `${DOCTYPE}${library}<body style="${style}">${content}</body>`;
        await visit(browser, html, async ({ page }) => {
          await drawn(page);
          const contrast = await page.evaluate(CONTRAST) as number;
          assertEquals(contrast > 4.5, true, `contrast ${contrast}`);
          assertEquals(
            await page.$eval(
              ".js-plotly-plot .main-svg",
              (svg) =>
                svg.ownerDocument.defaultView!.getComputedStyle(svg)
                  .backgroundColor,
            ),
            "rgb(255, 255, 255)",
          );
        });
      },
    );
    await browser.close();
  },
});
