/** A local server plays the hub: what is fetched, kept and refused. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import "./cache.ts";
import { loadModel } from "../../../lib/model/mod.ts";
import {
  COMMIT,
  isModelGet,
  ONNX,
  SHA1,
  SHA256,
  withHub,
} from "./local_hub.ts";

Deno.test("a name is fetched once, in Python's layout, and read offline", async () => {
  await withHub(() => undefined, async ({ cache, asked, load }) => {
    await load();
    const folder = `${cache}/models--me--net`;
    assertEquals(await Deno.readTextFile(`${folder}/refs/main`), COMMIT);
    assertEquals(
      await Deno.readLink(`${folder}/snapshots/${COMMIT}/onnx/model.onnx`),
      `../../../blobs/${SHA256}`,
    );
    assertEquals(await Deno.readFile(`${folder}/blobs/${SHA256}`), ONNX);
    const blobs = [...Deno.readDirSync(`${folder}/blobs`)].map((e) => e.name);
    assertEquals(blobs.sort(), [SHA1, SHA256].sort());
    assertEquals(asked.filter((line) => /GET.*resolve/.test(line)).length, 2);
    asked.length = 0;
    await load();
    assertEquals(asked, ["GET /api/models/me/net/revision/main"]);
    Deno.env.set("HF_HUB_OFFLINE", "1");
    asked.length = 0;
    await load();
    await assertRejects(() => load("hf:me/other"), Error, "in the cache");
    assertEquals(asked, []);
  });
});

Deno.test("what was cut is resumed; a server without ranges begins again", async () => {
  for (const honors of [true, false]) {
    const ranges: (string | null)[] = [];
    await withHub((request, path) => {
      if (!isModelGet(request, path)) return undefined;
      ranges.push(request.headers.get("range"));
      if (ranges.length === 1) return new Response(ONNX.slice(0, 50));
      return honors ? undefined : new Response(ONNX);
    }, async ({ load }) => {
      await assertRejects(() => load(), Error, "it has sent 50");
      await load();
      assertEquals(ranges, [null, "bytes=50-"]);
    });
  }
});

Deno.test("bytes of another hash or length never come into the cache", async () => {
  const wrong = ONNX.slice();
  wrong[60]! ^= 1;
  for (const bytes of [wrong, new Uint8Array([...ONNX, 0])]) {
    await withHub(
      (request, path) =>
        isModelGet(request, path) ? new Response(bytes) : undefined,
      async ({ cache, load }) => {
        await assertRejects(() => load(), Error, "must have the hash");
        const blobs = [...Deno.readDirSync(`${cache}/models--me--net/blobs`)];
        assert(blobs.every(({ name }) => !name.startsWith(SHA256)));
      },
    );
  }
});

Deno.test("the token goes to the hub and not to where it redirects", async () => {
  let leaked: string | null = "not asked";
  const other = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      leaked = request.headers.get("authorization");
      return new Response(ONNX);
    },
  );
  const tokens = new Set<string | null>();
  await withHub((request, path) => {
    tokens.add(request.headers.get("authorization"));
    return isModelGet(request, path)
      ? Response.redirect(`http://127.0.0.1:${other.addr.port}/blob`)
      : undefined;
  }, ({ load }) => load());
  await other.shutdown();
  assertEquals([...tokens], ["Bearer secret"]);
  assertEquals(leaked, null);
});

Deno.test("refusals, loops and names get a clear word", async () => {
  for (
    const [status, word] of [[401, "gated"], [403, "gated"], [
      404,
      "there is no me/net",
    ]] as const
  ) {
    await withHub(
      () => new Response(null, { status }),
      async ({ load }) => {
        await assertRejects(() => load(), Error, word);
      },
    );
  }
  await withHub(
    (request) => Response.redirect(request.url),
    async ({ load }) => {
      await assertRejects(() => load(), Error, "lead nowhere");
    },
  );
  await withHub(() => undefined, async ({ load }) => {
    for (const name of ["hf:me", "hf:../net", "hf:me/net@../x", "hf:me/.."]) {
      await assertRejects(() => load(name), TypeError, "must be");
    }
    const file = "../../evil/config.json";
    await assertRejects(
      () => load("hf:me/net", { file }),
      RangeError,
      "it holds",
    );
  });
  await assertRejects(
    () => loadModel("shapes_vgg9", { revision: "main" }),
    TypeError,
    "begin with hf:",
  );
});

Deno.test("a hub that only drips is given up; what is in the cache is read instead of it", async () => {
  let drips = true;
  await withHub((_request, path) => {
    if (!drips || !path.startsWith("/api/")) return undefined;
    let timer: ReturnType<typeof setInterval>;
    return new Response(
      new ReadableStream({
        start: (controller) => {
          timer = setInterval(() => controller.enqueue(new Uint8Array(1)), 20);
        },
        cancel: () => clearInterval(timer),
      }),
    );
  }, async ({ load }) => {
    const patience = { stallTimeout: 200 };
    await assertRejects(
      () => load(undefined, patience),
      Error,
      "as the server must send 1024 bytes within 0.2 seconds (stallTimeout)",
    );
    drips = false;
    await load();
    drips = true;
    await load(undefined, patience);
  });
});
