import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listFolder } from "../../lib/files/mod.ts";

async function inFolder(task: (folder: string) => Promise<void>) {
  const parent = await Deno.makeTempDir();
  const folder = join(parent, "a #1?");
  await Deno.mkdir(folder);
  try {
    await task(folder);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

Deno.test("listFolder() finds files and folders by path, in order", () =>
  inFolder(async (folder) => {
    for (const path of ["b/c", "a", ".git", "b/__MACOSX", "empty"]) {
      await Deno.mkdir(join(folder, path), { recursive: true });
    }
    const files = ["z", "b/c/2", "b/c/10", "b/1", "a/x y#.png", ".git/config"];
    for (const path of [...files, "b/__MACOSX/1", "a/._x", ".DS_Store"]) {
      await Deno.writeFile(join(folder, path), new Uint8Array(1));
    }
    await Deno.symlink(join(folder, "b"), join(folder, "a/up"));
    await Deno.symlink(join(folder, "z"), join(folder, "a/z"));
    await Deno.symlink("nowhere", join(folder, "b/lost"));
    await Deno.symlink(folder, join(folder, "b/back"));
    if (Deno.build.os !== "windows") {
      const pipe = join(folder, "pipe");
      await new Deno.Command("mkfifo", { args: [pipe] }).output();
    }
    for (const source of [folder, pathToFileURL(folder), `${folder}/`]) {
      const content = await listFolder("list", source);
      assertEquals(content.files, [
        "a/up/1",
        "a/up/c/10",
        "a/up/c/2",
        "a/x y#.png",
        "a/z",
        "b/1",
        "b/c/10",
        "b/c/2",
        "z",
      ]);
      // "back" leads to a folder that it lies in.
      const { folders } = content;
      assertEquals(folders, ["a", "a/up", "a/up/c", "b", "b/c", "empty"]);
      assertEquals(content.hidden, [".git", "a/up/__MACOSX", "b/__MACOSX"]);
      assertEquals(content.broken.toSorted(), ["a/up/lost", "b/lost", "pipe"]);
      assertEquals(content.name, folder.split(/[\\/]/).at(-1));
      const bytes = await Deno.readFile(content.pathOf("a/x y#.png"));
      assertEquals(bytes.length, 1);
    }
  }));

Deno.test("listFolder() says what is no folder", () =>
  inFolder(async (folder) => {
    const file = join(folder, "file");
    await Deno.writeFile(file, new Uint8Array(1));
    for (const path of [file, join(folder, "none")]) {
      await assertRejects(
        () => listFolder("list", path),
        Deno.errors.NotFound,
        `Cannot list "${path}" as there is no such folder`,
      );
    }
    await assertRejects(
      () => listFolder("list", "http://127.0.0.1/"),
      TypeError,
      "must be one of this computer",
    );
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    const error = await assertRejects(() =>
      listFolder("list", folder, { signal })
    );
    assert(error === reason);
  }));
