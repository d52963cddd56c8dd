/** Pages and notebook outputs in a real browser, without a network. */
import { existsSync } from "node:fs";
import { assert, assertEquals } from "@std/assert";
import { chromium, type Page } from "playwright-core";
import { htmlPage, matrixFigure, panelFigure } from "../../lib/display/mod.ts";
import { libraryHtml } from "../../lib/display/html/library_html.ts";
import { figuresOf, HOSTILE, imageOf, mapOf } from "./examples.ts";
import { drawn, troublesLeft, visit } from "./visit.ts";
import { exhaustiveTest } from "../exhaustive.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

function texts(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(
    selector,
    (found) => found.map(({ textContent }) => textContent ?? ""),
  );
}

exhaustiveTest({
  name: "figures in a browser",
  ignore: CHROMIUM === undefined,
  async fn(t) {
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
      ],
    });
    const figures = Object.values(figuresOf("a text"));
    const fragments = await Promise.all(figures.map((f) => f.toFragment()));

    await t.step("a page draws every figure and asks for nothing", async () => {
      const page = await htmlPage(
        "A page",
        figures.map((figure) => ({
          figure,
        })),
      );
      await visit(browser, page, async ({ page, troubles }) => {
        await drawn(page);
        assertEquals(await page.$$eval("[data-state]", (f) => f.length), 5);
        assert((await page.$$(".heatmaplayer image")).length >= 3);
        assert((await page.$$(".barlayer .point")).length === 2);
        assertEquals(await texts(page, ".legendtext"), ["a text", "b"]);
        assertEquals(
          await page.$$eval("figure > div > img", (f) => f.length),
          0,
        );
        assertEquals(troubles, []);
      });
    });

    await t.step(
      "outputs above and below the library's are drawn, in a page that has another Plotly",
      async () => {
        const { html } = await libraryHtml("embedded");
        const [above = "", ...below] = fragments;
        const page = `<script>globalThis.Plotly = "theirs"</script>` +
          above + html + below.join("") + html + above;
        await visit(browser, page, async ({ page, troubles }) => {
          await drawn(page);
          assertEquals(await page.evaluate("Plotly"), "theirs");
          assertEquals(troubles, []);
        });
      },
    );

    await t.step("without the library the still pictures stay", async () => {
      await visit(browser, fragments.join(""), async ({ page, troubles }) => {
        const shown = await page.evaluate(
          `[...document.querySelectorAll("[data-state=static] > img")]
            .map(({ naturalWidth, width }) => naturalWidth / width)`,
        );
        assertEquals(shown, [2, 2, 2, 2, 2]);
        assertEquals(troubles, []);
      });
    });

    await t.step(
      "a figure in a hidden part is drawn when it is shown",
      async () => {
        const { html } = await libraryHtml("embedded");
        const page = `<div id="part" style="display:none">${
          fragments[2]
        }</div>`;
        await visit(browser, page + html, async ({ page }) => {
          await page.waitForFunction("globalThis.fullgradFigures.plotly");
          assertEquals((await page.$$("[data-state=static]")).length, 1);
          await page.evaluate("part.style.display = 'block'");
          await drawn(page);
        });
      },
    );

    await t.step(
      "the sliders step through layers and set the opacity",
      async () => {
        const html = await figuresOf("a text").layers!.toHtml();
        await visit(browser, html, async ({ page, troubles }) => {
          await drawn(page);
          const [layers, opacity] = await page.$$(".slider-rail-touch-rect");
          const click = async (rail: typeof layers, part: number) => {
            const box = await rail!.boundingBox();
            await page.mouse.click(
              box!.x + box!.width * part,
              box!.y + box!.height / 2,
            );
          };
          const state = () =>
            page.$eval(".js-plotly-plot", (plot) => {
              // deno-lint-ignore no-explicit-any -- Plotly's own element
              const { data, layout } = plot as any;
              return {
                // deno-lint-ignore no-explicit-any -- a trace
                visible: data.map((trace: any) => trace.visible ?? true),
                opacity: data[1].opacity,
                bars: ["coloraxis", "coloraxis2", "coloraxis3"]
                  .map((name) => layout[name].showscale),
              };
            });
          await click(layers, 0.999);
          await click(opacity, 0.5);
          await page.waitForSelector("text=Opacity of the map: 50 %");
          assertEquals(await state(), {
            visible: [true, false, false, true],
            opacity: 0.5,
            bars: [false, false, true],
          });
          assertEquals((await page.$$(".heatmaplayer image")).length, 1);
          assertEquals(troubles, []);
        });
      },
    );

    await t.step(
      "hovering shows the name, the pixel and the value",
      async () => {
        const map = mapOf(4, 4, (row, column) => row * 10 + column, {
          name: HOSTILE,
          meaning: "relevance of %{x}",
        });
        const figure = panelFigure([[{ map, image: imageOf(4, 4) }]], {
          title: "",
        });
        const html = await figure.toHtml();
        await visit(browser, html, async ({ page, troubles }) => {
          await drawn(page);
          const plot = await page.$(".nsewdrag");
          const { x, y, width } = (await plot!.boundingBox())!;
          const cell = width / 4;
          await page.mouse.move(x + 1.5 * cell, y + 2.4 * cell);
          await page.mouse.move(x + 1.5 * cell, y + 2.5 * cell);
          await page.waitForSelector(".hovertext");
          const [label = ""] = await texts(page, ".hovertext");
          assert(label.includes("row 2, column 1"), label);
          assert(label.includes("relevance of %{x}: 21"), label);
          assert(label.startsWith("</script>"), label);
          assertEquals(troubles, []);
        });
      },
    );

    await t.step(
      "hovering over a linked map shows the values of its row, of no other",
      async () => {
        const row = (ten: number) =>
          [1, 2, 3].map((k) => ({
            map: mapOf(
              4,
              4,
              (row, column) => 100 * ten * k + row * 10 + column,
            ),
          }));
        const html = await panelFigure([row(1), row(10)], {
          title: "",
          linked: true,
        }).toHtml();
        await visit(browser, html, async ({ page, troubles }) => {
          await drawn(page);
          const [, second] = await page.$$(".nsewdrag");
          const { x, y, width } = (await second!.boundingBox())!;
          const cell = width / 4;
          await page.mouse.move(x + 1.5 * cell, y + 2.4 * cell);
          await page.mouse.move(x + 1.5 * cell, y + 2.5 * cell);
          await page.waitForFunction(
            `document.querySelectorAll(".hovertext").length === 3`,
          );
          const labels = await texts(page, ".hovertext");
          assertEquals(labels.toSorted(), ["121", "221", "321"]);
          await page.mouse.move(1, 1);
          await page.waitForSelector(".hovertext", { state: "detached" });
          assertEquals(troubles, []);
        });
      },
    );

    await t.step("nothing sticks out of a column, wide or narrow", async () => {
      const { html } = await libraryHtml("embedded");
      for (const width of [978, 650, 320]) {
        const page = `<div id="column" style="width:${width}px">${
          fragments.join("")
        }</div>`;
        const inside = (selector: string) => `
          [...document.querySelectorAll("${selector}")].filter((part) => {
            const column = document.getElementById("column")
              .getBoundingClientRect();
            const { left, right, width } = part.getBoundingClientRect();
            return width > 0 && !part.closest(".slider-label, .modebar") &&
              (left < column.left - 1 || right > column.right + 1);
          }).map((part) => part.outerHTML.slice(0, 99))`;
        await visit(browser, page, async ({ page }) => {
          assertEquals(await page.evaluate(inside("img")), []);
        });
        await visit(browser, page + html, async ({ page, troubles }) => {
          await drawn(page);
          const selector = "text, .js-plotly-plot";
          const found = await troublesLeft(page, inside(selector));
          assertEquals(found, [], `${width}`);
          assertEquals(troubles, []);
        });
      }
    });

    await t.step(
      "hovering works in a figure that is drawn smaller",
      async () => {
        const { html } = await libraryHtml("embedded");
        const map = mapOf(4, 4, (row, column) => row * 10 + column);
        const row = [1, 2, 3].map(() => ({ map }));
        const figure = await panelFigure([row], { title: "" }).toFragment();
        const page = `<div style="width:400px">${figure}</div>${html}`;
        await visit(browser, page, async ({ page, troubles }) => {
          await drawn(page);
          await page.waitForFunction(
            `document.querySelector(".nsewdrag").getBoundingClientRect().width < 130`,
          );
          const { x, y, width } = (await (await page.$(".nsewdrag"))!
            .boundingBox())!;
          assert(width < 130);
          await page.mouse.move(x + 0.37 * width, y + 0.6 * width);
          await page.mouse.move(x + 0.38 * width, y + 0.62 * width);
          await page.waitForSelector(".hovertext");
          const [label = ""] = await texts(page, ".hovertext");
          assert(label.includes("row 2, column 1"), label);
          assertEquals(troubles, []);
        });
      },
    );

    await t.step("hovering over a matrix names row and column", async () => {
      const figure = matrixFigure([[0.1, 0.2], [0.3, 0.4]], {
        title: "",
        rows: ["up", "down"],
        columns: ["left", HOSTILE],
        meaning: "similarity",
      });
      await visit(browser, await figure.toHtml(), async (visit) => {
        const { page, troubles } = visit;
        await drawn(page);
        const plot = await page.$(".nsewdrag");
        const { x, y, width, height } = (await plot!.boundingBox())!;
        await page.mouse.move(x + 0.7 * width, y + 0.7 * height);
        await page.mouse.move(x + 0.75 * width, y + 0.75 * height);
        await page.waitForSelector(".hovertext");
        const [label = ""] = await texts(page, ".hovertext");
        assert(label.startsWith("down, </script>"), label);
        assert(label.endsWith("similarity: 0.4"), label);
        assertEquals(troubles, []);
      });
    });

    await t.step("hostile texts are shown as texts", async () => {
      const page = await htmlPage(HOSTILE, [
        { heading: HOSTILE, text: HOSTILE },
        ...Object.values(figuresOf(HOSTILE)).map((figure) => ({ figure })),
      ]);
      await visit(browser, page, async ({ page, troubles }) => {
        await drawn(page);
        assertEquals(await texts(page, "h1, h2, p"), Array(3).fill(HOSTILE));
        const shown = await texts(page, "svg text");
        assert(
          shown.filter((text) => text.startsWith("</script>")).length > 10,
        );
        for (const text of shown.filter((t) => t.startsWith("</script>"))) {
          const [head = "", tail = ""] = text.split("…");
          assert(HOSTILE.includes(head) && HOSTILE.endsWith(tail), text);
        }
        assertEquals(
          (await page.$$("figure a, figure b, image[href^=x]")).length,
          0,
        );
        assertEquals(await page.evaluate("typeof pwned"), "undefined");
        assertEquals(troubles, []);
      });
    });

    await browser.close();
  },
});
