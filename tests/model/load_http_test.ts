import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { savedModel } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

const saved = await savedModel(convBnNet());
const TEXT = JSON.stringify(saved.json);
const WEIGHTS = saved.files["weights.bin"]! as Uint8Array<ArrayBuffer>;

/** Runs `task` with a server and the list of what it was asked for. */
async function withServer(
  answer: (url: URL) => Response,
  task: (origin: string, asked: readonly string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen: () => {} },
    (request) => {
      const url = new URL(request.url);
      asked.push(url.pathname + url.search);
      return answer(url);
    },
  );
  try {
    await task(`http://127.0.0.1:${server.addr.port}`, asked);
  } finally {
    await server.shutdown();
  }
}

function model({ pathname }: URL): Response {
  if (pathname.endsWith("/model.json")) return new Response(TEXT);
  if (pathname.endsWith("/weights.bin")) return new Response(WEIGHTS);
  return new Response("nothing here", { status: 404 });
}

async function assertFails(source: string, message: string): Promise<void> {
  const before = tf.memory().numTensors;
  const error = await assertRejects(() => loadModel(source), Error, message);
  assert(error.message.startsWith("Cannot load the model"));
  assertEquals(tf.memory().numTensors, before);
}

Deno.test("a model loads over HTTP, its weights from beside it", () =>
  withServer(model, async (origin, asked) => {
    for (
      const source of [
        `${origin}/a/model.json`,
        new URL(`${origin}/a/model.json`),
      ]
    ) {
      const model = await loadModel(source);
      const weights = model.weightLayers.flatMap(({ weights }) => weights);
      assertEquals(weights.length, 15);
      model.dispose();
    }
    assertEquals(asked.slice(0, 2), ["/a/model.json", "/a/weights.bin"]);
  }));

Deno.test("what the model's URL asks for is asked for the weights as well", () =>
  withServer(model, async (origin, asked) => {
    const model = await loadModel(`${origin}/model.json?token=1&v=2`);
    model.dispose();
    assertEquals(asked, [
      "/model.json?token=1&v=2",
      "/weights.bin?token=1&v=2",
    ]);
  }));

Deno.test("an answer that is no model is said to be none", () =>
  withServer(
    ({ pathname }) =>
      pathname === "/page"
        ? new Response("<!DOCTYPE html>\n<title>Sign in</title>")
        : pathname === "/broken"
        ? new Response("", { status: 500 })
        : new Response("", { status: 404 }),
    async (origin) => {
      await assertFails(
        `${origin}/gone`,
        `${origin}/gone" as the server must answer 200: it answers 404`,
      );
      await assertFails(`${origin}/broken`, "must answer 200: it answers 500");
      await assertFails(`${origin}/page`, "must be JSON");
    },
  ));

Deno.test("weights that the server does not have are named", () =>
  withServer(
    ({ pathname }) =>
      pathname === "/model.json"
        ? new Response(TEXT)
        : new Response("", { status: 403 }),
    (origin) =>
      assertFails(
        `${origin}/model.json`,
        `Cannot load the model's weights "${origin}/weights.bin" as the server must answer 200: it answers 403`,
      ),
  ));

Deno.test("an answer that breaks off is said to be so", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  const serving = (async () => {
    for await (const connection of listener) {
      await connection.read(new Uint8Array(4096));
      await connection.write(
        new TextEncoder().encode(
          "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{",
        ),
      );
      connection.close();
    }
  })();
  try {
    await assertFails(
      `http://127.0.0.1:${port}/model.json`,
      `http://127.0.0.1:${port}/model.json" as it cannot be reached: `,
    );
  } finally {
    listener.close();
    await serving;
  }
});

Deno.test("a server that is not there is said to be so", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  listener.close();
  await assertFails(`http://127.0.0.1:${port}/model.json`, "cannot be reached");
  await assertFails(
    "https://no-such-host.invalid/model.json",
    "cannot be reached",
  );
});
