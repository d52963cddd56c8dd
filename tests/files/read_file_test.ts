import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readFile, readFiles } from "../../lib/files/mod.ts";
import { served, unending } from "./served.ts";

const BYTES = Uint8Array.from({ length: 3000 }, (_, i) => i % 251);

async function inFolder(task: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readFile() returns bytes and name of every kind of source", () =>
  inFolder((folder) =>
    served({ "/a%20b.bin": () => new Response(BYTES) }, async (origin) => {
      const path = join(folder, "a b#1?.bin");
      await Deno.writeFile(path, BYTES);
      const buffer = BYTES.slice().buffer;
      for (
        const [source, name, where] of [
          [path, "a b#1?.bin", `"${path}"`],
          [pathToFileURL(path), "a b#1?.bin", `"${path}"`],
          [pathToFileURL(path).href, "a b#1?.bin", undefined],
          [`${origin}/a%20b.bin`, "a b.bin", `"${origin}/a%20b.bin"`],
          [BYTES, "", undefined],
          [buffer, "", undefined],
          [new Blob([BYTES]), "", undefined],
          [new File([BYTES], "c.bin"), "c.bin", '"c.bin"'],
        ] as const
      ) {
        const file = await readFile("read", source);
        assertEquals(file.bytes, BYTES);
        assertEquals(file.name, name);
        if (where !== undefined) assertEquals(file.where, where);
      }
      const data = await readFile("read", "data:;base64,AQID");
      assertEquals([...data.bytes], [1, 2, 3]);
    })
  ));

Deno.test("readFile() does not copy what is in memory", async () => {
  assert((await readFile("read", BYTES)).bytes === BYTES);
});

Deno.test({
  name: "readFile() reads a file whose size its folder does not say",
  ignore: Deno.build.os !== "linux",
  fn: async () => {
    const { bytes } = await readFile("read", "/proc/self/status");
    assertStringIncludes(new TextDecoder().decode(bytes), "Pid:");
  },
});

Deno.test("readFile() refuses what is no source", async () => {
  for (
    const source of [
      "",
      "ftp://host/a",
      "s3://bucket/a",
      "http://",
      7,
      null,
      {},
    ]
  ) {
    await assertRejects(
      () => readFile("read it", source as string),
      TypeError,
      "Cannot read it as its source must be",
    );
  }
  await assertRejects(
    () => readFile("read it", new URL("ftp://host/a")),
    TypeError,
    'current value is "ftp://host/a"',
  );
});

Deno.test("readFile() refuses a folder, and what is not there", () =>
  inFolder(async (folder) => {
    await assertRejects(
      () => readFile("read", folder),
      Deno.errors.IsADirectory,
      `Cannot read "${folder}" as it must be a file: it is a directory`,
    );
    await assertRejects(
      () => readFile("read", join(folder, "none")),
      Deno.errors.NotFound,
      "as there is no such file: the working directory is",
    );
    await Deno.writeFile(join(folder, "file"), BYTES);
    await assertRejects(
      () => readFile("read", join(folder, "file", "inner")),
      Deno.errors.NotFound,
    );
  }));

Deno.test({
  name: "readFile() refuses devices and pipes, before they are opened",
  ignore: Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      await Deno.symlink("/dev/zero", join(folder, "link"));
      const pipe = join(folder, "pipe");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
      const special = [
        ["/dev/zero", "a device"],
        ["file:///dev/zero", "a device"],
        [join(folder, "link"), "a device"],
        [pipe, "a pipe"],
      ] as const;
      for (const [path, kind] of special) {
        await assertRejects(
          () => readFile("read", path),
          TypeError,
          `as it must be a regular file: it is ${kind}`,
        );
      }
    }),
});

Deno.test("readFile() stops at byteLimit, before reading where the size is known", () =>
  inFolder(async (folder) => {
    await served({
      "/said": () => new Response(BYTES),
      "/unsaid": () => unending(() => BYTES.slice()),
      "/packed": () => {
        const stream = new Blob([new Uint8Array(1e6)]).stream()
          .pipeThrough(new CompressionStream("gzip"));
        return new Response(stream, {
          headers: { "content-encoding": "gzip" },
        });
      },
    }, async (origin) => {
      const path = join(folder, "file");
      await Deno.writeFile(path, BYTES);
      const sources = [
        path,
        `${origin}/said`,
        `${origin}/unsaid`,
        `${origin}/packed`,
        new Blob([BYTES]),
        `data:;base64,${btoa("x".repeat(3000))}`,
      ];
      for (const source of sources) {
        await assertRejects(
          () => readFile("read", source, { byteLimit: 2999 }),
          RangeError,
          "must have at most 2999 bytes (byteLimit): current size is ",
        );
      }
      const whole = await readFile("read", path, { byteLimit: 3000 });
      assertEquals(whole.bytes.length, 3000);
    });
  }));

Deno.test("readFile() gives up a server that stays silent or only drips", async () => {
  let drops = 0;
  await served({
    "/silent": () => new Promise(() => {}),
    "/stops": () => {
      let first = true;
      return unending(() => {
        if (!first) return undefined;
        first = false;
        return BYTES.slice(0, 10);
      });
    },
    "/drips": () =>
      new Response(
        new ReadableStream({
          async pull(controller) {
            await new Promise((resolve) => setTimeout(resolve, 20));
            try {
              controller.enqueue(Uint8Array.of(drops++));
            } catch {
              // The reader has gone.
            }
          },
        }),
      ),
  }, async (origin) => {
    for (const path of ["/silent", "/stops", "/drips"]) {
      await assertRejects(
        () => readFile("read", origin + path, { stallTimeout: 150 }),
        Error,
        `Cannot read "${origin}${path}" as the server must send 1024 bytes within 0.15 seconds`,
      );
    }
  });
  assert(drops > 0);
});

Deno.test("readFile() ends when its signal says so", () =>
  served({ "/silent": () => new Promise(() => {}) }, async (origin) => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    for (const source of [BYTES, "deno.json", `${origin}/silent`]) {
      const error = await assertRejects(() =>
        readFile("read", source, { signal })
      );
      assert(error === reason);
    }
    const stop = new AbortController();
    const reading = readFile("read", `${origin}/silent`, {
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(reason), 20);
    assert(await assertRejects(() => reading) === reason);
  }));

Deno.test("readFile() says what a server answers", () =>
  served({
    "/part": () => new Response(BYTES, { status: 206 }),
    "/nothing": () => new Response(null, { status: 204 }),
  }, async (origin) => {
    for (
      const [path, status] of [["gone", 404], ["part", 206], ["nothing", 204]]
    ) {
      await assertRejects(
        () => readFile("read", `${origin}/${path}`),
        Error,
        `Cannot read "${origin}/${path}" as the server must answer 200: it answers ${status}`,
      );
    }
  }));

Deno.test("readFiles() reads in order and never more than the total", () =>
  served(
    Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [
        `/${i}`,
        () => new Response(BYTES.slice(0, 10 * i)),
      ]),
    ),
    async (origin) => {
      const urls = Array.from({ length: 20 }, (_, i) => `${origin}/${i}`);
      const files = await readFiles("read", urls, 1900);
      assertEquals(
        files.map(({ length }) => length),
        urls.map((_, i) => 10 * i),
      );
      assertEquals(await readFiles("read", [], 0), []);
      await assertRejects(
        () => readFiles("read", urls, 1899),
        SyntaxError,
        "as all its files must hold 1899 bytes: current size is more",
      );
      await assertRejects(
        () => readFiles("read", [...urls, `${origin}/none`], 1900),
        Error,
        "404",
      );
      await assertRejects(
        () => readFiles("read", urls, 2 ** 40),
        RangeError,
        "at most 2147483648 bytes (byteLimit): current size is 1099511627776",
      );
      await assertRejects(() => readFiles("read", urls, Infinity), RangeError);
    },
  ));
