/** Files of another kind: named by their first bytes, and never printed raw. */
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { loadModel } from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("cpu");

const ZIP = "PK\x03\x04\x14\0\0\0\0\0";

/**
 * Beginnings of files, as characters of a byte each, and what they are; those of
 * formats that are read are no whole files.
 */
const FILES: readonly (readonly [name: string, begins: string, is: string])[] =
  [
    ["vgg.h5", "\x89HDF\r\n\x1a\n\0\0\0\0", "cannot be understood"],
    [
      "vgg.keras",
      `${ZIP}metadata.json{}${ZIP}config.json{}${"\0".repeat(64)}`,
      "cannot be understood",
    ],
    [
      "vgg.pt",
      `${ZIP}archive/data.pkl\x80\x02}q\0.${"\0".repeat(64)}`,
      "cannot be understood",
    ],
    [
      "old.pth",
      "\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.",
      "cannot be understood",
    ],
    ["protocol4.pkl", "\x80\x04\x95\0\0", "cannot be understood"],
    ["weights.zip", `${ZIP}readme.txt${"\0".repeat(64)}`, "a zip archive"],
    ["vgg.tflite", "\x1c\0\0\0TFL3\x14\0 \0", "a TFLite model"],
    [
      "vgg.safetensors",
      '\x28\0\0\0\0\0\0\0{"weight":{"dtype":"F32"',
      "cannot be understood",
    ],
    ["llama.gguf", "GGUF\x03\0\0\0", "a GGUF file"],
    ["saved_model.pb", "\x08\x01\x12\xd4\xb5\x02\n", "a TensorFlow SavedModel"],
    [
      "frozen.pb",
      "\n7\n\x05input\x12\x0bPlaceholder*\x0b\n\x05dtype",
      "a TensorFlow graph",
    ],
    [
      "model.json",
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a",
      "a pointer of Git LFS",
    ],
    ["model.json", "<!DOCTYPE html>\n<html>", "a web page"],
    ["model.json", "\n  <HTML><head>", "a web page"],
    ["cat.png", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"],
    ["cat.jpg", "\xff\xd8\xff\xe0\0\x10JFIF", "a picture"],
    ["cat.gif", "GIF89a\x01\0", "a picture"],
    ["cat.bmp", "BM6\0\0\0", "a picture"],
    ["cat.webp", "RIFF$\0\0\0WEBPVP8 ", "a picture"],
    ["cat.tiff", "II*\0\x08\0\0\0", "a picture"],
    ["model.tar.gz", "\x1f\x8b\x08\0\0", "a gzip file"],
    ["x.npy", "\x93NUMPY\x01\0v\0{'descr'", "a NumPy file"],
    ["empty", "", "it is empty"],
    ["escape", "\x1b[2J\x1b]0;title\x07", "it begins with"],
    ["high", "\x9b2J\x85\xfe\x90", "it begins with"],
    ["lines", "one\ntwo\r\u0000\u007f", "it begins with"],
  ];

for (const [name, begins, is] of FILES) {
  const bytes = Uint8Array.from(begins, (letter) => letter.charCodeAt(0));
  Deno.test(`${name} (${JSON.stringify(begins.slice(0, 8))}): ${is}`, () =>
    withFolder(async (folder) => {
      const path = join(folder, name);
      await Deno.writeFile(path, bytes);
      const { message } = await assertRejects(
        () => loadModel(path),
        SyntaxError,
      );
      assertStringIncludes(message, is);
      assertStringIncludes(message, name);
      assert(!/\p{Cc}|\p{Zl}|\p{Zp}/u.test(message), JSON.stringify(message));
    }));
}

Deno.test("every beginning of such a file is refused as a SyntaxError", () =>
  withFolder(async (folder) => {
    const path = join(folder, "beginning");
    for (const [, begins] of FILES) {
      for (const length of [1, 2, 3, 4, 6, 8]) {
        const part = begins.slice(0, length);
        await Deno.writeFile(
          path,
          Uint8Array.from(part, (letter) => letter.charCodeAt(0)),
        );
        const { message } = await assertRejects(
          () => loadModel(path),
          SyntaxError,
          "Cannot ",
        );
        assert(!/\p{Cc}/u.test(message), JSON.stringify(message));
      }
    }
  }));

Deno.test("a folder means the model.json in it, with a slash or without", () =>
  withFolder(async (folder) => {
    const network = convBnNet();
    await writeModel(await savedModel(network), folder);
    network.dispose();
    const { numTensors } = tf.memory();
    for (const source of [folder, `${folder}/`, new URL(`file://${folder}`)]) {
      const model = await loadModel(source);
      assertEquals(model.inputShape, [12, 9, 3]);
      model.dispose();
    }
    assertEquals(tf.memory().numTensors, numTensors);
  }));

Deno.test("a model.json may begin with white space", () =>
  withFolder(async (folder) => {
    const network = convBnNet();
    const path = await writeModel(await savedModel(network), folder);
    network.dispose();
    await Deno.writeTextFile(path, `\n\t  ${await Deno.readTextFile(path)}`);
    const model = await loadModel(path);
    model.dispose();
  }));
