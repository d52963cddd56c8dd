import type { Browser, Page } from "playwright-core";

/** A page in a browser, and all that went wrong there. */
export interface Visit {
  readonly page: Page;
  /** Requests to a network, errors and warnings. */
  readonly troubles: readonly string[];
}

/** Opens a page's text as a file, with the network cut off. */
export async function visit(
  browser: Browser,
  html: string,
  test: (visit: Visit) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    offline: true,
    viewport: { width: 1200, height: 900 },
  });
  // A machine with much else to do draws late.
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("request", (request) => {
    if (/^(data|blob|file):/.test(request.url())) return;
    troubles.push(`request: ${request.url()}`);
  });
  page.on("console", (message) => {
    troubles.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", ({ message }) => troubles.push(`error: ${message}`));
  page.on("dialog", (dialog) => troubles.push(`dialog: ${dialog.message()}`));
  const file = await Deno.makeTempFile({ suffix: ".html" });
  try {
    await Deno.writeTextFile(file, html);
    await page.goto(`file://${file}`);
    await test({ page, troubles });
  } finally {
    await context.close();
    await Deno.remove(file);
  }
}

/** Waits until every figure of a page is interactive. */
export async function drawn(page: Page): Promise<void> {
  await page.waitForSelector("[data-state=static]", { state: "detached" });
}

/**
 * What an expression lists that gives names of what is wrong, once it lists
 * nothing or two minutes later: figures are fitted after they are drawn.
 */
export async function troublesLeft(
  page: Page,
  expression: string,
): Promise<unknown> {
  await page.waitForFunction(`(${expression}).length === 0`).catch(() => {});
  return await page.evaluate(expression);
}
