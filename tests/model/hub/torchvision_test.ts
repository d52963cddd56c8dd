/** Networks of torchvision by their names, from a local server. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { startBackend } from "../../../lib/backend/mod.ts";
import {
  type PublishedWeights,
  TORCHVISION_WEIGHTS,
} from "../../../lib/model/hub/torchvision_weights.ts";
import { loadModel, type LoadModelOptions } from "../../../lib/model/mod.ts";
import { exhaustiveTest } from "../../exhaustive.ts";
import { withFolder } from "../saved_model.ts";
import { savedWeights } from "../state_dict/saved_weights.ts";
import logits from "../state_dict/torch_logits.json" with { type: "json" };

await startBackend("fullgrad-wasm");

/** Weights of a small ResNet, all of them 1. */
const BYTES = savedWeights(
  "torch zip",
  new Map(
    Object.entries(logits.resnext.shapes as Record<string, number[]>).map(
      ([name, [, ...shape]]) => {
        const size = shape.reduce((size, length) => size * length, 1);
        return [name, { shape, values: new Float32Array(size).fill(1) }];
      },
    ),
  ),
);
const HASH = createHash("sha256").update(BYTES).digest("hex").slice(0, 8);
const FILE = `tiny-${HASH}.pth`;
const PUBLISHED: PublishedWeights = {
  weights: "IMAGENET1K_V2",
  file: FILE,
  size: 32,
  resize: 36,
  interpolation: "bicubic",
};

interface Publisher {
  readonly asked: string[];
  readonly checkpoints: string;
  load(source?: string, options?: LoadModelOptions): ReturnType<
    typeof loadModel
  >;
}

/** Publishes one small network under a name of its own. */
async function withPublisher(
  answer: (request: Request) => Response | undefined,
  task: (publisher: Publisher) => Promise<void>,
): Promise<void> {
  const published = TORCHVISION_WEIGHTS as Map<string, PublishedWeights[]>;
  published.set("tiny_resnet", [
    PUBLISHED,
    { ...PUBLISHED, weights: "IMAGENET1K_V1", file: "tiny-00000000.pth" },
  ]);
  const asked: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      const { pathname } = new URL(request.url);
      asked.push(
        `${request.method} ${pathname} ${request.headers.get("range") ?? ""}`
          .trim(),
      );
      const own = answer(request);
      if (own !== undefined) return own;
      const [, start = "0"] =
        /^bytes=(\d+)-/.exec(request.headers.get("range") ?? "") ?? [];
      const rest = BYTES.slice(Number(start));
      return new Response(request.method === "HEAD" ? null : rest, {
        status: start === "0" ? 200 : 206,
        headers: {
          "content-length": String(rest.length),
          ...(start !== "0" && {
            "content-range": `bytes ${start}-${
              BYTES.length - 1
            }/${BYTES.length}`,
          }),
        },
      });
    },
  );
  const names = ["TORCH_HOME", "FULLGRAD_PYTORCH_ENDPOINT"];
  const before = names.map((name) => Deno.env.get(name));
  try {
    await withFolder(async (folder) => {
      Deno.env.set("TORCH_HOME", `${folder}/torch`);
      Deno.env.set(
        "FULLGRAD_PYTORCH_ENDPOINT",
        `http://127.0.0.1:${server.addr.port}/`,
      );
      await task({
        asked,
        checkpoints: `${folder}/torch/hub/checkpoints`,
        load: (source = "torchvision:tiny_resnet", options = {}) =>
          loadModel(source, options),
      });
      assert(
        [...Deno.readDirSync(folder)].every(({ name }) => name === "torch"),
      );
    });
  } finally {
    published.delete("tiny_resnet");
    names.forEach((name, i) =>
      before[i] === undefined
        ? Deno.env.delete(name)
        : Deno.env.set(name, before[i])
    );
    await server.shutdown();
  }
}

Deno.test("torchvision: a name is fetched once, into PyTorch's cache, with its preprocessing", async () => {
  await withPublisher(() => undefined, async ({ asked, checkpoints, load }) => {
    const model = await load();
    assertEquals(model.name, "tiny_resnet");
    assertEquals(model.inputShape, [32, 32, 3]);
    const { fit, resize, interpolation, mean } = model.preprocessing!;
    assertEquals([fit, resize, interpolation], ["crop", 36, "bicubic"]);
    assertEquals(mean, [0.485, 0.456, 0.406]);
    assert(
      model.notes.some((note) =>
        note.includes(FILE) && note.includes("IMAGENET1K_V2") &&
        note.includes("classNames")
      ),
    );
    model.dispose();
    assertEquals(asked, [`HEAD /models/${FILE}`, `GET /models/${FILE}`]);
    assertEquals(await Deno.readFile(`${checkpoints}/${FILE}`), BYTES);
    const again = await load("torchvision:tiny_resnet@IMAGENET1K_V2");
    again.dispose();
    assertEquals(asked.length, 2);
  });
});

Deno.test("torchvision: what was cut is resumed, and wrong bytes are never kept", async () => {
  let cut = true;
  await withPublisher(
    ({ method }) =>
      cut && method === "GET" ? new Response(BYTES.slice(0, 99)) : undefined,
    async ({ asked, checkpoints, load }) => {
      await assertRejects(() => load(), Error, "it has sent 99");
      cut = false;
      (await load()).dispose();
      assertEquals(asked.at(-1), `GET /models/${FILE} bytes=99-`);
      await assertRejects(
        () => load(undefined, { revision: "IMAGENET1K_V1" }),
        Error,
        "must have the hash 00000000",
      );
      const files = [...Deno.readDirSync(checkpoints)].map(({ name }) => name);
      assertEquals(files.sort(), [".locks", FILE]);
    },
  );
});

Deno.test("torchvision: a file of the cache that is not whole is refused", async () => {
  await withPublisher(() => undefined, async ({ checkpoints, asked, load }) => {
    await Deno.mkdir(checkpoints, { recursive: true });
    await Deno.writeFile(`${checkpoints}/${FILE}`, BYTES.slice(0, -1));
    await assertRejects(() => load(), Error, "remove the file");
    assertEquals(asked, []);
  });
});

Deno.test("torchvision: names, weights, options and servers get a clear word", async () => {
  await withPublisher(
    ({ method }) =>
      method === "HEAD" ? new Response(null, { status: 404 }) : undefined,
    async ({
      load,
    }) => {
      for (
        const [name, options, kind, words] of [
          ["resnet5O", {}, RangeError, "near to it are resnet50"],
          ["densenet121", {}, RangeError, "there is no"],
          ["resnet50", { revision: "V3" }, RangeError, "IMAGENET1K_V2 or IMAG"],
          ["resnet50@A", { revision: "B" }, TypeError, "given once"],
          ["resnet50", { file: "a.pth" }, TypeError, "option file"],
          ["resnet50", { endpoint: "ftp://a" }, TypeError, "http address"],
          ["tiny_resnet", {}, Error, "answers 404"],
        ] as const
      ) {
        await assertRejects(
          () => load(`torchvision:${name}`, options),
          kind,
          words,
        );
      }
    },
  );
  await withPublisher(() => undefined, async ({ load }) => {
    await assertRejects(
      () => load(undefined, { byteLimit: 100 }),
      RangeError,
      "at most 100 bytes",
    );
  });
});

const PYTHON = "/usr/bin/python3";
const SCRIPT = fileURLToPath(
  new URL("torchvision_weights.py", import.meta.url),
);
const listed = await new Deno.Command(PYTHON, {
  args: [SCRIPT],
  stderr: "null",
}).output().catch(() => undefined);

exhaustiveTest({
  name:
    "torchvision: files, sizes and filters are those of its own package (needs it)",
  ignore: listed?.success !== true,
  fn: () => {
    const theirs = JSON.parse(new TextDecoder().decode(listed!.stdout));
    const ours = Object.fromEntries(
      [...TORCHVISION_WEIGHTS].map(([name, weights]) => [
        name,
        weights.map(({ license, ...rest }) => ({
          ...rest,
          isLicensed: license !== undefined,
        })),
      ]),
    );
    assertEquals(ours, theirs);
  },
});
