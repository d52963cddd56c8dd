import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { pathToFileURL } from "node:url";
import sharp from "sharp";
import type { FileSource } from "../../lib/files/mod.ts";
import {
  fitPicture,
  loadImage,
  type LoadImageOptions,
  loadImages,
} from "../../lib/image/mod.ts";
import { preprocessing } from "../../lib/model/mod.ts";
import { pattern } from "./pattern.ts";

const pixels = pattern(6, 8);
const png = new Uint8Array(
  await sharp(pixels, { raw: { width: 8, height: 6, channels: 3 } }).png()
    .toBuffer(),
);
const spec = { inputShape: [6, 8, 3] } as const;
const unit = { preprocessing: "unit" } as const;

async function inFolder(
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeFile(`${folder}/my cat.png`, png);
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function served(
  handler: (request: Request) => Response,
  body: (address: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    onListen: () => {},
  }, handler);
  try {
    await body(`http://127.0.0.1:${server.addr.port}`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("loadImage() of the right size is the file's pixels, scaled", async () => {
  const { values, shape, rgb, names } = await loadImage(png, spec, unit);
  assertEquals(shape, [1, 6, 8, 3]);
  assertEquals(new Uint8Array(rgb), pixels);
  assertEquals(values, Float32Array.from(pixels, (value) => value / 255));
  assertEquals(names, ["image 1"]);
});

Deno.test("loadImage() reads paths and URLs of files, and names the image", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/my cat.png`;
    for (
      const source of [path, pathToFileURL(path), pathToFileURL(path).href]
    ) {
      const image = await loadImage(source, spec, unit);
      assertEquals(new Uint8Array(image.rgb), pixels);
      assertEquals(image.names, ["my cat.png"]);
    }
  });
});

Deno.test("loadImage() reads bytes, blobs and data URLs", async () => {
  const sources: readonly (readonly [FileSource, string])[] = [
    [png, "image 1"],
    [png.buffer, "image 1"],
    [new Blob([png]), "image 1"],
    [new File([png], "dog.png"), "dog.png"],
    [`data:image/png;base64,${png.toBase64()}`, "image 1"],
  ];
  for (const [source, name] of sources) {
    const image = await loadImage(source, spec, unit);
    assertEquals(new Uint8Array(image.rgb), pixels);
    assertEquals(image.names, [name]);
  }
});

Deno.test("loadImage() reads from a server", async () => {
  await served(() => new Response(png), async (address) => {
    for (
      const source of [
        `${address}/a/zebra.png?size=1`,
        new URL(`${address}/zebra.png`),
      ]
    ) {
      const image = await loadImage(source, spec, unit);
      assertEquals(new Uint8Array(image.rgb), pixels);
      assertEquals(image.names, ["zebra.png"]);
    }
  });
});

Deno.test("loadImage() of an error status says which", async () => {
  await served(() => new Response("no", { status: 404 }), async (address) => {
    const error = await assertRejects(
      () => loadImage(`${address}/cat.png`, spec, unit),
      Error,
    );
    assertStringIncludes(error.message, "404");
    assertStringIncludes(error.message, `${address}/cat.png`);
  });
});

Deno.test("loadImage() of a web page says that it is no image", async () => {
  await served(() => new Response("<html>"), async (address) => {
    await assertRejects(
      () => loadImage(`${address}/cat.png`, spec, unit),
      SyntaxError,
      `Cannot decode "${address}/cat.png"`,
    );
  });
});

Deno.test("loadImage() without network says so", async () => {
  let address = "";
  await served(
    () => new Response(),
    (at) => Promise.resolve(void (address = at)),
  );
  await assertRejects(
    () => loadImage(`${address}/cat.png`, spec, unit),
    Error,
    `Cannot read the image "${address}/cat.png" as it cannot be reached`,
  );
});

Deno.test("loadImage() of a missing file says where it looked", async () => {
  const error = await assertRejects(
    () => loadImage("no/such/cat.png", spec, unit),
    Deno.errors.NotFound,
    'Cannot read the image "no/such/cat.png" as there is no such file',
  );
  assertStringIncludes(error.message, Deno.cwd());
});

Deno.test("loadImage() rejects a directory", async () => {
  await inFolder(async (folder) => {
    await assertRejects(
      () => loadImage(folder, spec, unit),
      Deno.errors.IsADirectory,
      "must be a file",
    );
  });
});

Deno.test("loadImage() rejects a source of another kind", async () => {
  for (const source of [null, undefined, 3, {}]) {
    await assertRejects(
      () => loadImage(source as unknown as string, spec, unit),
      TypeError,
      "source must be a path, a URL",
    );
  }
});

Deno.test("loadImage() without a preprocessing lists the names instead of guessing", async () => {
  await assertRejects(
    () => loadImage(png, spec),
    TypeError,
    "caffe, imagenet, raw, tensorflow, unit",
  );
});

Deno.test("loadImage() takes the model's preprocessing, unless told another", async () => {
  const model = {
    ...spec,
    preprocessing: {
      scale: 2,
      mean: [1, 2, 3],
      std: [1, 1, 2],
      channelOrder: "bgr",
    },
  } as const;
  const own = await loadImage(png, model);
  assertEquals([...own.values.slice(3, 6)], [
    2 * pixels[5]! - 1,
    2 * pixels[4]! - 2,
    (2 * pixels[3]! - 3) / 2,
  ]);
  assertEquals(new Uint8Array(own.rgb), pixels);
  assertEquals(
    (await loadImage(png, model, { preprocessing: "raw" })).values[3],
    pixels[3],
  );
});

Deno.test("loadImage() for a model of any size keeps the picture's, or takes size", async () => {
  const open = { inputShape: [null, null, 3] } as const;
  assertEquals(
    (await loadImage(png, open, { preprocessing: "imagenet" })).shape,
    [1, 6, 8, 3],
  );
  assertEquals((await loadImage(png, open, { ...unit, size: 4 })).shape, [
    1,
    4,
    4,
    3,
  ]);
  assertEquals((await loadImage(png, open, { ...unit, size: [3, 5] })).shape, [
    1,
    3,
    5,
    3,
  ]);
  const half = { inputShape: [12, null, 3] } as const;
  assertEquals((await loadImage(png, half, unit)).shape, [1, 12, 16, 3]);
});

Deno.test("loadImage() rejects a size that is none, or not the model's", async () => {
  for (const size of [0, -1, 1.5, NaN]) {
    await assertRejects(
      () => loadImage(png, { inputShape: [null, null, 3] }, { ...unit, size }),
      RangeError,
      `must be a positive integer, or [height, width] of two: current value is ${size}`,
    );
  }
  await assertRejects(
    () => loadImage(png, spec, { ...unit, size: 7 }),
    RangeError,
    "height must be the model's 6: current value is 7",
  );
});

Deno.test("loadImage() for a gray network takes luma", async () => {
  const { values, shape, rgb } = await loadImage(
    png,
    { inputShape: [6, 8, 1] },
    { preprocessing: "raw" },
  );
  assertEquals(shape, [1, 6, 8, 1]);
  values.forEach((value, i) => {
    const [r, g, b] = pixels.slice(3 * i, 3 * i + 3);
    assert(Math.abs(value - (0.299 * r! + 0.587 * g! + 0.114 * b!)) < 0.51);
    assertEquals([...rgb.slice(3 * i, 3 * i + 3)], [value, value, value]);
  });
});

Deno.test("loadImage() rejects a network of other channels", async () => {
  await assertRejects(
    () => loadImage(png, { inputShape: [6, 8, 4] }, unit),
    TypeError,
    "channels must be 1 or 3: current value is 4",
  );
});

Deno.test("loadImage() stops when told", async () => {
  const signal = AbortSignal.abort();
  await assertRejects(
    () => loadImage("cat.png", spec, { ...unit, signal }),
    DOMException,
  );
});

Deno.test("loadImage() stretches where it is told, in the option or the preprocessing", async () => {
  const wide = { inputShape: [6, 4, 3] } as const;
  const cropped = await loadImage(png, wide, unit);
  const [byOption, byPreprocessing] = [
    await loadImage(png, wide, { ...unit, fit: "stretch" }),
    await loadImage(png, wide, {
      preprocessing: { ...preprocessing("unit"), fit: "stretch" },
    }),
  ];
  assertEquals(byOption, byPreprocessing);
  assertEquals(byOption.shape, cropped.shape);
  const picture = { data: pixels, height: 6, width: 8, channels: 3 } as const;
  assertEquals(
    byOption.rgb,
    fitPicture(picture, [6, 4], { fit: "stretch" }).data,
  );
  assertEquals(cropped.rgb, fitPicture(picture, [6, 4]).data);
  const back = await loadImage(png, wide, {
    preprocessing: { ...preprocessing("unit"), fit: "stretch" },
    fit: "crop",
  });
  const { notes, ...rest } = cropped;
  assertEquals(back, rest);
  assertEquals(byOption.notes, undefined);
  assertEquals(notes, [
    "The center of image 1 was cropped, as nothing says whether the network takes pictures of another shape cropped or stretched: the option fit does.",
  ]);
});

Deno.test("loadImage() gives blue first where the network takes it, and shows the picture", async () => {
  const bgr = { ...preprocessing("raw"), channelOrder: "bgr" } as const;
  const rgb = await loadImage(png, spec, { preprocessing: "raw" });
  const swapped = await loadImage(png, spec, { preprocessing: bgr });
  assertEquals(
    swapped.values,
    rgb.values.map((_, i, all) => all[i - i % 3 + 2 - i % 3]!),
  );
  assertEquals(swapped.rgb, rgb.rgb);
});

Deno.test("loadImage() and loadImages() refuse options and models that are none", async () => {
  const wrong: readonly [options: unknown, says: string][] = [
    [{ ...unit, fitt: "crop" }, 'no option "fitt": did you mean "fit"?'],
    [{ ...unit, fit: "squash" }, 'fit must be one of "crop", "stretch"'],
    [{ ...unit, size: "6" }, "size must be a positive integer"],
    [{ ...unit, size: [6] }, "size must be a positive integer"],
    [{ ...unit, pixelLimit: 0 }, "pixelLimit must be a positive integer"],
    [{ ...unit, byteLimit: -1 }, "byteLimit must be a positive integer"],
    [{ ...unit, stallTimeout: "1" }, "stallTimeout must be a positive number"],
    [{ ...unit, signal: {} }, "signal must be an AbortSignal"],
    [{ preprocessing: 7 }, "preprocessing must be one of caffe, imagenet"],
    [{ preprocessing: ["unit"] }, "preprocessing must be one of caffe"],
    ["unit", "options must be an object"],
    [null, "options must be an object"],
  ];
  for (const [options, says] of wrong) {
    for (
      const load of [
        () => loadImage(png, spec, options as LoadImageOptions),
        () => loadImages([png], spec, options as LoadImageOptions),
      ]
    ) {
      assertStringIncludes((await assertRejects(load)).message, says);
    }
  }
  for (const model of [undefined, {}, "resnet", Promise.resolve(spec)]) {
    await assertRejects(
      () => loadImage(png, model as typeof spec, unit),
      TypeError,
      "must be a model",
    );
  }
  for (const inputShape of [[6, 8], [6, 8, null], [0, 8, 3], "6,8,3"]) {
    await assertRejects(
      () => loadImage(png, { inputShape } as never, unit),
      TypeError,
      "inputShape must be [height, width, channels]",
    );
  }
  await assertRejects(
    () => loadImages(png as never, spec, unit),
    TypeError,
    "sources must be a list",
  );
});
