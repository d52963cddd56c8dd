/** Pictures in a page: read to Deno's bytes, and figures drawn. */
import { assert, assertEquals } from "@std/assert";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { exhaustiveTest } from "../exhaustive.ts";
import { bundle, installPackage } from "../../tools/npm/installed_package.ts";
import { readPictures } from "./read_pictures.ts";
import { serveFolder } from "./serve_folder.ts";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser"]
  .find((path) => existsSync(path));

/** A picture in the formats of the web, and one whose colors are partly clear. */
async function pictures(): Promise<readonly File[]> {
  const boat = new URL("../../data/images/boat.png", import.meta.url);
  const png = await Deno.readFile(boat);
  const pixels = Uint8Array.from(
    { length: 64 * 64 * 4 },
    (_, i) => i % 4 === 3 ? (i >> 4) % 256 : (i * 37) % 256,
  );
  const clear = sharp(pixels, { raw: { width: 64, height: 64, channels: 4 } });
  const files: Record<string, Uint8Array> = {
    "boat.png": png,
    "clear.png": await clear.png().toBuffer(),
    "boat.webp": await sharp(png).webp({ lossless: true }).toBuffer(),
    "boat.gif": await sharp(png).gif().toBuffer(),
    "boat.jpg": await sharp(png).jpeg({ quality: 90 }).toBuffer(),
  };
  return Object.entries(files).map(([name, bytes]) =>
    new File([new Uint8Array(bytes)], name)
  );
}

exhaustiveTest({
  name: "pictures are read in a page to Deno's bytes, and figures drawn",
  ignore: CHROMIUM === undefined,
  async fn() {
    await using installed = await installPackage();
    const { folder } = installed;
    const files = await pictures();
    for (const file of files) {
      await Deno.writeFile(`${folder}/${file.name}`, await file.bytes());
    }
    const here = await readPictures(files);
    await bundle(
      new URL("./read_pictures.ts", import.meta.url),
      folder,
      "browser",
    );
    await using server = serveFolder(folder, { isolated: false });
    const browser = await chromium.launch({
      executablePath: CHROMIUM!,
      args: ["--no-sandbox", "--disable-background-networking"],
    });
    try {
      const page = await browser.newPage();
      await page.goto(server.origin);
      const names = JSON.stringify(files.map(({ name }) => name));
      const there: typeof here = await page.evaluate(`(async () => {
        const { readPictures } = await import("/browser.js");
        return await readPictures(await Promise.all(${names}.map(async (name) =>
          new File([await (await fetch("/" + name)).blob()], name))));
      })()`);
      for (const [i, { name }] of files.entries()) {
        const errors = here.colors[i]!.map((value, at) =>
          Math.abs(value - there.colors[i]![at]!)
        );
        // Decoders of JPEG may round otherwise.
        const most = name.endsWith(".jpg") ? 4 : 0;
        assert(Math.max(...errors) <= most, `${name}: ${Math.max(...errors)}`);
      }
      assertEquals(there.size, here.size);
      assert(there.page > 500_000);
    } finally {
      await browser.close();
    }
  },
});
