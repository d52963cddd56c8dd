/**
 * The cache of names stays whole, whoever writes it and however it ends: tests
 * that run with those of `hub_test.ts`, one after the other, since all of them set
 * the environment, which files of tests that run at once share.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import {
  layersModelFile,
  onnxWithData,
  shardedWeights,
} from "./repositories.ts";
import {
  COMMIT,
  type Hub,
  interrupted,
  isModelGet,
  ONNX,
  SHA1,
  SHA256,
  usual,
  withHub,
} from "./local_hub.ts";

const SCRIPT = new URL("load_in_process.ts", import.meta.url).pathname;

function startLoading({ endpoint }: Hub): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", SCRIPT, "hf:me/net", endpoint],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
}

/** Waits until something is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const start = performance.now();
  while (!await isSo()) {
    const time = performance.now() - start;
    assert(time < 120_000, "it has not come about in 120 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const folderOf = ({ cache }: Hub) => `${cache}/models--me--net`;

async function sizeOf(path: string): Promise<number | undefined> {
  return await Deno.stat(path).then(({ size }) => size, () => undefined);
}

/** Fails unless the cache holds the model, and nothing that is not whole. */
async function checkWhole(hub: Hub): Promise<void> {
  const blobs = `${folderOf(hub)}/blobs`;
  const names = [...Deno.readDirSync(blobs)].map(({ name }) => name);
  assertEquals(names.sort(), [SHA1, SHA256].sort());
  assertEquals(await Deno.readFile(`${blobs}/${SHA256}`), ONNX);
}

Deno.test("two processes at once fetch a file once", async () => {
  const ready = Promise.withResolvers<void>();
  let heads = 0;
  await withHub((request, path) => {
    if (!path.endsWith(".onnx")) return undefined;
    // Both know of the file before one of them has it.
    if (request.method === "HEAD" && ++heads === 2) ready.resolve();
    return isModelGet(request, path) ? interrupted(ready.promise) : undefined;
  }, async (hub) => {
    const processes = [startLoading(hub), startLoading(hub)];
    for (const process of processes) {
      const { success, stdout } = await process.output();
      assert(success);
      const text = new TextDecoder().decode(stdout).trim();
      assertEquals(JSON.parse(text), ["cat", "dog", "owl"]);
    }
    const got = hub.asked.filter((line) => /^GET .*resolve/.test(line));
    assertEquals(got.length, 2, got.join());
    await checkWhole(hub);
  });
});

Deno.test("two loads at once in one process fetch a file once", async () => {
  await withHub(() => undefined, async (hub) => {
    await Promise.all([hub.load(), hub.load(), hub.load()]);
    const got = hub.asked.filter((line) => /^GET .*resolve/.test(line));
    assertEquals(got.length, 2, got.join());
    await checkWhole(hub);
  });
});

Deno.test("what a killed process has fetched is not fetched again", async () => {
  const ranges: (string | null)[] = [];
  const never = Promise.withResolvers<void>();
  await withHub((request, path) => {
    if (!isModelGet(request, path)) return undefined;
    ranges.push(request.headers.get("range"));
    return ranges.length === 1 ? interrupted(never.promise) : undefined;
  }, async (hub) => {
    const process = startLoading(hub);
    const partial = `${folderOf(hub)}/blobs/${SHA256}.incomplete`;
    await until(async () => await sizeOf(partial) === 50);
    process.kill("SIGKILL");
    await process.output();
    never.resolve();
    await hub.load();
    assertEquals(ranges, [null, "bytes=50-"]);
    await checkWhole(hub);
  });
});

Deno.test("what a signal or a silent server ends is kept and resumed", async () => {
  for (const way of ["signal", "silence"] as const) {
    const ranges: (string | null)[] = [];
    const never = Promise.withResolvers<void>();
    await withHub((request, path) => {
      if (!isModelGet(request, path)) return undefined;
      ranges.push(request.headers.get("range"));
      return ranges.length === 1 ? interrupted(never.promise) : undefined;
    }, async (hub) => {
      const partial = `${folderOf(hub)}/blobs/${SHA256}.incomplete`;
      const controller = new AbortController();
      const loading = hub.load("hf:me/net", {
        signal: controller.signal,
        ...(way === "silence" && { stallTimeout: 3000 }),
      });
      const failing = assertRejects(
        () => loading,
        Error,
        way === "signal" ? "enough" : "within 3 seconds",
      );
      await until(async () => await sizeOf(partial) === 50);
      if (way === "signal") controller.abort(new Error("enough"));
      await failing;
      never.resolve();
      await hub.load();
      assertEquals(ranges, [null, "bytes=50-"]);
      await checkWhole(hub);
    });
  }
});

Deno.test("a process that waits for another's lock heeds its signal", async () => {
  await withHub(() => undefined, async (hub) => {
    const locks = `${hub.cache}/.locks/models--me--net`;
    await Deno.mkdir(locks, { recursive: true });
    const path = `${locks}/${SHA256}.lock`;
    using file = await Deno.open(path, { write: true, create: true });
    await file.lock(true);
    await assertRejects(
      () => hub.load("hf:me/net", { signal: AbortSignal.timeout(300) }),
      DOMException,
      "timeout",
    );
    await file.unlock();
    await hub.load();
    await checkWhole(hub);
  });
});

Deno.test("a branch that moves meanwhile gives the files of one commit", async () => {
  const later = "9876543210".repeat(4);
  let moved = false;
  await withHub((_request, path) => {
    if (path.startsWith("/api/")) {
      if (!moved) return undefined;
      const siblings = [{ rfilename: "config.json" }, {
        rfilename: "onnx/model.onnx",
      }];
      return Response.json({ sha: later, siblings });
    }
    moved = true;
    return undefined;
  }, async (hub) => {
    await hub.load();
    const resolved = () =>
      hub.asked.filter((line) => line.includes("/resolve/"));
    assert(resolved().every((line) => line.includes(COMMIT)), `${resolved()}`);
    const ref = `${folderOf(hub)}/refs/main`;
    assertEquals(await Deno.readTextFile(ref), COMMIT);
    hub.asked.length = 0;
    await hub.load();
    // The commit is another, the files are the same.
    assert(resolved().every((line) => /^HEAD .*98765/.test(line)));
    assertEquals(resolved().length, 2);
    assertEquals(await Deno.readTextFile(ref), later);
    hub.asked.length = 0;
    await hub.load("hf:me/net", { revision: COMMIT });
    assertEquals(resolved(), []);
  });
});

Deno.test("what Python's client has fetched is not fetched again", async () => {
  for (const way of ["links", "copies"] as const) {
    await withHub(() => undefined, async (hub) => {
      const folder = folderOf(hub);
      const snapshot = `${folder}/snapshots/${COMMIT}`;
      const sources = { "config.json": SHA1, "onnx/model.onnx": SHA256 };
      const before = `${hub.cache}/models--me--other`;
      // Its bytes, from a cache that is ours.
      await hub.load();
      await Deno.rename(folder, before);
      for (const path of ["blobs", "refs"]) {
        await Deno.mkdir(`${folder}/${path}`, { recursive: true });
      }
      await Deno.mkdir(`${snapshot}/onnx`, { recursive: true });
      await Deno.writeTextFile(`${folder}/refs/main`, COMMIT);
      for (const [name, hash] of Object.entries(sources)) {
        const up = "../".repeat(name.split("/").length + 1);
        const blob = `${folder}/blobs/${hash}`;
        // Without links it keeps no blobs.
        const target = way === "links" ? blob : `${snapshot}/${name}`;
        await Deno.copyFile(`${before}/blobs/${hash}`, target);
        if (way === "copies") continue;
        await Deno.symlink(`${up}blobs/${hash}`, `${snapshot}/${name}`);
      }
      await Deno.remove(before, { recursive: true });
      hub.asked.length = 0;
      await hub.load();
      assertEquals(hub.asked, ["GET /api/models/me/net/revision/main"]);
      Deno.env.set("HF_HUB_OFFLINE", "1");
      await hub.load();
      assertEquals(hub.asked.length, 1);
    });
  }
});

Deno.test("a link whose blob is gone is made whole again", async () => {
  await withHub(() => undefined, async (hub) => {
    await hub.load();
    await Deno.remove(`${folderOf(hub)}/blobs/${SHA256}`);
    hub.asked.length = 0;
    await hub.load();
    const got = hub.asked.filter((line) => /^GET .*resolve/.test(line));
    assertEquals(got.length, 1, got.join());
    await checkWhole(hub);
  });
});

Deno.test("a renamed repository is followed, and a file's hash is the hub's own", async () => {
  await withHub((request, path) => {
    const { origin } = new URL(request.url);
    if (path.startsWith("/api/models/me/old/")) {
      return Response.redirect(`${origin}${path.replace("old", "net")}`, 307);
    }
    if (path.startsWith("/me/old/")) {
      return Response.redirect(`${origin}${path.replace("old", "net")}`, 307);
    }
    // A large file lies elsewhere, under a hash that is not the hub's.
    if (request.method !== "HEAD" || !path.endsWith(".onnx")) return undefined;
    return new Response(null, {
      status: 302,
      headers: {
        "location": "http://127.0.0.1:1/storage",
        "etag": '"of-the-storage"',
        "x-linked-etag": `"${SHA256}"`,
        "x-linked-size": String(ONNX.length),
      },
    });
  }, async (hub) => {
    await hub.load("hf:me/old");
    const blobs = `${hub.cache}/models--me--old/blobs`;
    assertEquals(await Deno.readFile(`${blobs}/${SHA256}`), ONNX);
  });
});

Deno.test("a file system without links gets copies", async () => {
  const fs = process.getBuiltinModule("node:fs/promises");
  const { symlink } = fs;
  fs.symlink = () => Promise.reject(new Error("EPERM"));
  try {
    await withHub(() => undefined, async (hub) => {
      await hub.load();
      const path = `${folderOf(hub)}/snapshots/${COMMIT}/onnx/model.onnx`;
      assertEquals((await Deno.lstat(path)).isSymlink, false);
      assertEquals(await Deno.readFile(path), ONNX);
      hub.asked.length = 0;
      await hub.load();
      assertEquals(hub.asked.length, 1);
    });
  } finally {
    fs.symlink = symlink;
  }
});

Deno.test("what a model names beside itself comes with it", async () => {
  for (const files of [onnxWithData(), await layersModelFile()]) {
    await withHub(() => undefined, async (hub) => {
      await hub.load();
      const got = hub.asked.filter((line) => /^GET .*resolve/.test(line));
      assertEquals(got.length, Object.keys(files).length, got.join());
      Deno.env.set("HF_HUB_OFFLINE", "1");
      await hub.load();
    }, files);
  }
});

Deno.test("weights in shards come with their index, and one that is missing is named", async () => {
  const files = shardedWeights();
  const architecture = () =>
    tf.sequential({
      layers: [
        tf.layers.flatten({ inputShape: [2, 2, 3] }),
        tf.layers.dense({ units: 3 }),
      ],
    });
  await withHub(() => undefined, async (hub) => {
    await hub.load("hf:me/net", { architecture: architecture() });
    const got = hub.asked.filter((line) => /^GET .*resolve/.test(line));
    assertEquals(got.length, Object.keys(files).length, got.join());
  }, files);
  const [shard] = Object.keys(files).slice(-1);
  const { [shard!]: _, ...others } = files;
  await withHub(() => undefined, async (hub) => {
    await assertRejects(
      () => hub.load("hf:me/net", { architecture: architecture() }),
      SyntaxError,
      `missing is ${shard}`,
    );
  }, others);
});

Deno.test("a gated repository shows its files, and is refused where they are asked for", async () => {
  await withHub(
    (_request, path) =>
      path.includes("/resolve/")
        ? new Response(null, {
          status: 403,
          headers: { "x-error-code": "GatedRepo" },
        })
        : undefined,
    async (hub) => {
      await assertRejects(() => hub.load(), Error, "(GatedRepo)");
      assertEquals([...Deno.readDirSync(hub.cache)], []);
    },
  );
});

Deno.test("fetching shows its bytes in a notebook, and what is cached shows nothing", async () => {
  const shown: string[] = [];
  const notebook = {
    display: (bundle: Record<string, string>) => {
      shown.push(bundle["text/plain"]!);
      return Promise.resolve();
    },
  };
  const setKernel = (kernel: unknown) =>
    (Deno as { jupyter: unknown }).jupyter = kernel;
  // What takes no half second shows nothing.
  const slowly = (request: Request, path: string) => {
    const whole = usual(request, path);
    const wait = () =>
      new Promise<void>((resolve) => setTimeout(resolve, 2000));
    return whole.body === null ? whole : new Response(
      whole.body.pipeThrough(new TransformStream({ start: wait })),
      whole,
    );
  };
  await withHub(slowly, async (hub) => {
    setKernel(notebook);
    try {
      await hub.load();
      const size = (ONNX.length / 1e6).toFixed(1);
      for (
        const done of [`model.onnx: ${size} of ${size} MB`, "config.json: "]
      ) {
        const [name] = done.split(":");
        const last = shown.findLast((text) => text.includes(`${name}: `)) ?? "";
        assert(last.startsWith(`Fetching ${done}`), shown.join("\n"));
        assert(!/left|stopped/.test(last), shown.join("\n"));
      }
      shown.length = 0;
      await hub.load();
      assertEquals(shown, []);
    } finally {
      setKernel(undefined);
    }
  });
});
