/** What a model may read: no more than it says, and only what lies beside it. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { served, unending } from "../files/served.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("fullgrad-wasm");

const saved = await savedModel(convBnNet());
const WEIGHTS = saved.files["weights.bin"]! as Uint8Array<ArrayBuffer>;

/** The saved model with its weights elsewhere. */
function withPaths(paths: string[]): typeof saved {
  const model = structuredClone(saved);
  model.json.weightsManifest[0]!.paths = paths;
  return model;
}

const AWAY = [
  "../weights.bin",
  "%2e%2e/weights.bin",
  "..\\weights.bin",
  "/weights.bin",
  "//127.0.0.1/weights.bin",
  "file:///dev/zero",
  "http://127.0.0.1:1/weights.bin",
  "data:;base64,AAAA",
];

for (const path of AWAY) {
  Deno.test(`weights at ${path} are not followed`, () =>
    withFolder(async (folder) => {
      const model = withPaths([path]);
      const { numTensors } = tf.memory();
      const asked: string[] = [];
      await served({
        "/a/model.json": () => Response.json(model.json),
        "/weights.bin": () => {
          asked.push(path);
          return new Response(WEIGHTS);
        },
      }, async (origin) => {
        for (
          const source of [
            await writeModel(model, folder),
            `${origin}/a/model.json`,
          ]
        ) {
          await assertRejects(
            () => loadModel(source),
            SyntaxError,
            "Cannot load the model's weights as a file may only name files beside it",
          );
        }
      });
      assertEquals(asked, []);
      assertEquals(tf.memory().numTensors, numTensors);
    }));
}

Deno.test("weights in a folder beside the model are read, in several files", () =>
  withFolder(async (folder) => {
    const model = withPaths(["deep/1 of 2.bin", "./2 of 2.bin"]);
    await Deno.mkdir(join(folder, "deep"));
    const path = await writeModel({
      ...model,
      files: {
        "deep/1 of 2.bin": WEIGHTS.slice(0, 101),
        "2 of 2.bin": WEIGHTS.slice(101),
      },
    }, folder);
    const loaded = await loadModel(path);
    assertEquals(loaded.weightLayers.length > 0, true);
    loaded.dispose();
  }));

Deno.test("weights are not read beyond what the model says of them", () =>
  served({
    "/model.json": () => Response.json(saved.json),
    "/weights.bin": () => unending(() => new Uint8Array(1e5)),
  }, (origin) =>
    assertRejects(
      () => loadModel(`${origin}/model.json`),
      SyntaxError,
      `as all its files must hold ${WEIGHTS.length} bytes: current size is more`,
    ).then(() => {})));

Deno.test("each group of weights has the files that it says", () =>
  withFolder(async (folder) => {
    const model = structuredClone(saved);
    const [{ weights }] = model.json.weightsManifest as [
      typeof saved.json.weightsManifest[0],
    ];
    model.json.weightsManifest = [
      { paths: ["1.bin"], weights: weights.slice(0, 1) },
      { paths: ["2.bin"], weights: weights.slice(1) },
    ] as typeof model.json.weightsManifest;
    await assertRejects(
      async () =>
        loadModel(
          await writeModel({
            ...model,
            files: { "1.bin": WEIGHTS.slice(0, 4), "2.bin": WEIGHTS.slice(4) },
          }, folder),
        ),
      SyntaxError,
      "as the files of group 0 must hold ",
    );
  }));

Deno.test({
  name: "a model is a file, its weights are files, and neither a device",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      await assertRejects(() => loadModel("/dev/zero"), TypeError, "a device");
      await Deno.symlink("/dev/zero", join(folder, "zero.bin"));
      const path = await writeModel(
        { ...withPaths(["zero.bin"]), files: {} },
        folder,
      );
      await assertRejects(() => loadModel(path), TypeError, "a device");
    }),
});

Deno.test("loadModel() stops at its limit, at its signal and at a stalled server", () =>
  withFolder(async (folder) => {
    const path = await writeModel(saved, folder);
    await assertRejects(
      () => loadModel(path, { byteLimit: 100 }),
      RangeError,
      "must have at most 100 bytes (byteLimit)",
    );
    await assertRejects(
      () => loadModel(path, { byteLimit: WEIGHTS.length - 1 }),
      RangeError,
      "byteLimit",
    );
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    assert(await assertRejects(() => loadModel(path, { signal })) === reason);
    await served({
      "/model.json": () => Response.json(saved.json),
      "/weights.bin": () => new Promise(() => {}),
    }, async (origin) => {
      await assertRejects(
        () => loadModel(`${origin}/model.json`, { stallTimeout: 100 }),
        Error,
        "as the server must send 1024 bytes within 0.1 seconds",
      );
    });
  }));
