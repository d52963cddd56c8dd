import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { openRecords } from "../../lib/files/mod.ts";
import { served, unending } from "./served.ts";

const BYTES = Uint8Array.from({ length: 100_000 }, (_, i) => i % 251);
const HALVES = [
  ...gzipSync(BYTES.subarray(0, 40_000)),
  ...gzipSync(BYTES.subarray(40_000)),
];

async function inFolder(task: (folder: string) => Promise<void>) {
  const folder = await Deno.makeTempDir();
  try {
    await task(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Ways in which the same bytes may be packed. */
const PACKED: Readonly<Record<string, Uint8Array<ArrayBuffer>>> = {
  "as they are": BYTES,
  "by gzip": new Uint8Array(gzipSync(BYTES)),
  "in two members": Uint8Array.from(HALVES),
  "with zeros behind": Uint8Array.from([...HALVES, ...new Uint8Array(40_000)]),
  "with zeros between": Uint8Array.from([
    ...gzipSync(BYTES.subarray(0, 40_000)),
    ...new Uint8Array(7),
    ...gzipSync(BYTES.subarray(40_000)),
  ]),
  "with an empty member": Uint8Array.from([
    ...gzipSync(new Uint8Array()),
    ...HALVES,
  ]),
  "in members that end where a slice does": membersOf(2 ** 14),
};

/** The bytes packed without compression, the first member `size` bytes long. */
function membersOf(size: number): Uint8Array<ArrayBuffer> {
  const level = { level: 0 };
  const most = Array.from({ length: 64 }, (_, i) => size - i)
    .find((count) =>
      gzipSync(BYTES.subarray(0, count), level).length === size
    )!;
  return Uint8Array.from([
    ...gzipSync(BYTES.subarray(0, most), level),
    ...gzipSync(BYTES.subarray(most), level),
  ]);
}

for (const [how, packed] of Object.entries(PACKED)) {
  Deno.test(`openRecords() reads bytes ${how}, whatever the file is called`, () =>
    inFolder((folder) =>
      served({
        "/file": () => new Response(packed),
        "/drop": () => {
          const parts = [
            packed.slice(0, 1),
            packed.slice(1, 3),
            packed.slice(3),
          ];
          return new Response(ReadableStream.from(parts));
        },
      }, async (origin) => {
        const paths = [join(folder, "file"), join(folder, "file.gz")];
        for (const path of paths) await Deno.writeFile(path, packed);
        for (const source of [...paths, `${origin}/file`, `${origin}/drop`]) {
          const file = await openRecords("read", source);
          assertEquals(file.size, BYTES.length);
          const offsets = [99_990, 0, 39_995];
          assertEquals(
            await file.readRecords(offsets, 10),
            Uint8Array.from(
              offsets.flatMap((
                start,
              ) => [...BYTES.subarray(start, start + 10)]),
            ),
          );
          await assertRejects(
            () => file.readRecords([0, 99_991], 10),
            SyntaxError,
            `Cannot read "${source}" as it must have 100001 bytes at least: it ends before`,
          );
        }
      })
    ));
}

Deno.test("openRecords() does not read on where a gzip file is damaged", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    const flipped = (at: number) =>
      Uint8Array.from(HALVES, (byte, i) => i === at ? byte ^ 1 : byte);
    for (
      const packed of [
        Uint8Array.from(HALVES).subarray(0, HALVES.length - 5),
        Uint8Array.from(HALVES).subarray(0, 12),
        Uint8Array.of(0x1f, 0x8b),
        flipped(HALVES.length - 6), // the checksum
        flipped(HALVES.length - 1), // the length
        flipped(300),
        Uint8Array.from([...HALVES, 1, 2, 3]),
      ]
    ) {
      await Deno.writeFile(path, packed);
      await assertRejects(
        () => openRecords("read", path),
        SyntaxError,
        `Cannot read "${path}" as it must be a whole gzip file: `,
      );
    }
  }));

Deno.test("openRecords() stops where a gzip file grows over the limit", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    const zeros = gzipSync(new Uint8Array(1e7));
    await Deno.writeFile(path, zeros);
    assert(zeros.length < 20_000);
    await assertRejects(
      () => openRecords("read", path, { byteLimit: 1e6 }),
      RangeError,
      "must have at most 1000000 bytes (byteLimit)",
    );
    await assertRejects(
      () => openRecords("read", path, { byteLimit: 100 }),
      RangeError,
      `current size is ${zeros.length} or more`,
    );
    // A plain file is not kept in memory, so it may be larger.
    await Deno.writeFile(path, BYTES);
    assertEquals((await openRecords("read", path, { byteLimit: 9 })).size, 1e5);
  }));

Deno.test("openRecords() reads no more than the first bytes say there is", () =>
  inFolder((folder) =>
    served({ "/": () => unending(() => BYTES.slice()) }, async (origin) => {
      const path = join(folder, "file");
      await Deno.writeFile(path, gzipSync(BYTES));
      for (const source of [path, `${origin}/`]) {
        await assertRejects(
          () =>
            openRecords("read", source, {
              sizeOf: (start) => start.length < 4 ? undefined : 99_999,
            }),
          SyntaxError,
          `Cannot read "${source}" as it must have 99999 bytes by its header: it has more`,
        );
        await assertRejects(
          () =>
            openRecords("read", source, {
              sizeOf: (_, where) => {
                throw new SyntaxError(`not this: ${where}`);
              },
            }),
          SyntaxError,
          `not this: "${source}"`,
        );
      }
    })
  ));

Deno.test("openRecords() refuses a device and ends by its signal", async () => {
  if (Deno.build.os !== "windows") {
    await assertRejects(
      () => openRecords("read", "/dev/zero"),
      TypeError,
      "as it must be a regular file: it is a device",
    );
  }
  const reason = new Error("enough");
  const error = await assertRejects(() =>
    openRecords("read", "deno.json", { signal: AbortSignal.abort(reason) })
  );
  assert(error === reason);
});

Deno.test("openRecords() lets a signal come in while it unpacks", () =>
  inFolder(async (folder) => {
    const path = join(folder, "file");
    await Deno.writeFile(path, gzipSync(new Uint8Array(1e8)));
    const stop = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => stop.abort(reason));
    const error = await assertRejects(() =>
      openRecords("read", path, { signal: stop.signal })
    );
    assert(error === reason);
  }));
