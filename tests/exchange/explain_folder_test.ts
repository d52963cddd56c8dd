/** A folder is explained file by file, and goes on where it was stopped. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  asModel,
  explainFolder,
  type ExplainFolderOptions,
  fullGrad,
  gradCam,
  inputGradient,
  loadImage,
  loadModel,
  loadResult,
  occlusion,
  SaliencyMap,
  smoothFullGrad,
  startBackend,
} from "fullgrad";
import * as tf from "@tensorflow/tfjs";
import { withWeights } from "../../lib/model/mod.ts";
import { runCli } from "../cli/run_cli.ts";
import { withFolder } from "../model/saved_model.ts";

await startBackend("fullgrad-wasm");
const model = await loadModel("shapes_vgg9");

/** A folder of pictures, one of them damaged, and where maps go. */
async function pictures(folder: string): Promise<string> {
  await Deno.mkdir(`${folder}/in/ä b`, { recursive: true });
  await Deno.copyFile("data/images/boat.png", `${folder}/in/boat.png`);
  await Deno.copyFile("data/images/fish.png", `${folder}/in/boat.jpg`);
  await Deno.copyFile(
    "data/images/cat_and_fish.png",
    `${folder}/in/ä b/c.png`,
  );
  await Deno.writeTextFile(`${folder}/in/broken.png`, "no picture");
  await Deno.writeTextFile(`${folder}/in/notes.txt`, "no picture");
  return `${folder}/in`;
}

const FILES = ["boat.jpg.npz", "boat.png.npz", "ä b/c.png.npz"];

async function bytesIn(out: string): Promise<readonly Uint8Array[]> {
  return await Promise.all(
    [...FILES, "index.csv"].map((file) => Deno.readFile(`${out}/${file}`)),
  );
}

Deno.test("explainFolder() makes the maps that the method makes of each picture", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const out = `${folder}/out`;
    const counts: number[] = [];
    const { data } = await explainFolder(model, from, {
      out,
      overlays: true,
      target: "fish",
      onProgress: (done) => counts.push(done),
    });
    assertEquals([...data.files].sort(), FILES.toSorted());
    assertEquals(data.kept, 0);
    assertEquals(data.unread.map(({ path }) => path), ["broken.png"]);
    assertEquals(counts, [1, 2, 3, 4]);
    for (const file of FILES) {
      const map = await loadResult(`${out}/${file}`);
      assert(map instanceof SaliencyMap);
      const path = file.replace(".npz", "");
      const image = await loadImage(`${from}/${path}`, model);
      const own = await fullGrad(model, image, { target: "fish" });
      assertEquals(map.values, own.values);
      assertEquals(map.images.names, [path]);
      assertEquals(map.target.names, ["fish"]);
      const png = await Deno.readFile(`${out}/${path}.map.png`);
      assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
    }
    const csv = await Deno.readTextFile(`${out}/index.csv`);
    assertEquals(csv.trim().split("\r\n").length, 4);
  }));

Deno.test("explainFolder() keeps no maps of a network whose layers hold other numbers unseen", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const explain = async (factor: number) => {
      class Scaled extends tf.layers.Layer {
        static className = "Scaled";
        override computeOutputShape(shape: tf.Shape): tf.Shape {
          return shape;
        }
        override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
          return tf.mul(Array.isArray(inputs) ? inputs[0]! : inputs, factor);
        }
      }
      const own = asModel(tf.sequential({
        name: "own",
        layers: [
          tf.layers.inputLayer({ inputShape: [16, 16, 3] }),
          new Scaled({ name: "scaled" }),
          tf.layers.globalAveragePooling2d({}),
        ],
      }));
      const { data } = await explainFolder(own, from, {
        out: `${folder}/out`,
        method: inputGradient,
        preprocessing: "unit",
      });
      return data.kept;
    };
    assertEquals(await explain(1), 0);
    assertEquals(await explain(1), 3);
    await assertRejects(
      () => explain(2),
      RangeError,
      "is of another network, method, option, target or version",
    );
  }));

Deno.test("a run goes on after a stop: what is whole is kept, what is damaged made again, and all is as in one run", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    // Noise is drawn for a picture whatever came before it.
    const options = {
      method: { run: smoothFullGrad, options: { samples: 2 } },
    };
    const [once, twice] = [`${folder}/once`, `${folder}/twice`];
    await explainFolder(model, from, { ...options, out: once });
    const stop = new AbortController();
    await assertRejects(() =>
      explainFolder(model, from, {
        ...options,
        out: twice,
        signal: stop.signal,
        onProgress: (done) => {
          if (done === 2) stop.abort();
        },
      })
    );
    const first = [...Deno.readDirSync(twice)].map(({ name }) => name);
    assert(first.some((name) => name.endsWith(".npz")));
    assert(!first.includes("index.csv"));
    const { data } = await explainFolder(model, from, {
      ...options,
      out: twice,
    });
    assert(data.kept > 0 && data.kept < 3, `${data.kept} were kept`);
    assertEquals(await bytesIn(twice), await bytesIn(once));
    // A byte of one is wrong, another is cut off.
    const [a, b] = FILES.map((file) => `${twice}/${file}`);
    const bytes = await Deno.readFile(a!);
    bytes[bytes.length >> 1]! ^= 1;
    await Deno.writeFile(a!, bytes);
    await Deno.truncate(b!, 1000);
    const again = await explainFolder(model, from, { ...options, out: twice });
    assertEquals(again.data.kept, 1);
    assertEquals(await bytesIn(twice), await bytesIn(once));
    // Another picture of the name.
    await Deno.copyFile("data/images/fish.png", `${from}/boat.png`);
    const other = await explainFolder(model, from, { ...options, out: twice });
    assertEquals(other.data.kept, 2);
  }));

for (const inner of ["", "/maps"]) {
  Deno.test(`overlays are drawn of kept maps too, and are no pictures where they lie among them: in${inner}`, () =>
    withFolder(async (folder) => {
      const from = await pictures(folder);
      await Deno.remove(`${from}/broken.png`);
      const options = { out: `${from}${inner}`, method: gradCam };
      const first = await explainFolder(model, from, options);
      const withOverlays = { ...options, overlays: true };
      const second = await explainFolder(model, from, withOverlays);
      assertEquals([first.data.kept, second.data.kept], [0, 3]);
      const overlay = `${options.out}/boat.png.map.png`;
      const drawn = await Deno.readFile(overlay);
      await Deno.remove(overlay);
      const third = await explainFolder(model, from, withOverlays);
      assertEquals(third.data, second.data);
      assertEquals(await Deno.readFile(overlay), drawn);
    }));
}

Deno.test("no overlay of another picture is left", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const options = { out: `${folder}/out`, method: gradCam };
    const overlay = `${folder}/out/boat.png.map.png`;
    await explainFolder(model, from, { ...options, overlays: true });
    const drawn = await Deno.readFile(overlay);
    await Deno.copyFile("data/images/fish.png", `${from}/boat.png`);
    await explainFolder(model, from, options);
    await assertRejects(() => Deno.stat(overlay), Deno.errors.NotFound);
    await explainFolder(model, from, { ...options, overlays: true });
    assert(String(await Deno.readFile(overlay)) !== String(drawn));
  }));

Deno.test("a folder's URL is the folder, and one that is not on this computer is refused", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const out = new URL(`file://${folder}/ä out`).href;
    const { data } = await explainFolder(model, from, { out, method: gradCam });
    assertEquals(data.out, `${folder}/ä out`);
    await Deno.stat(`${folder}/ä out/boat.png.npz`);
    for (const out of ["http://localhost:1/maps", "data:,maps"]) {
      await assertRejects(
        () => explainFolder(model, from, { out, method: gradCam }),
        TypeError,
        "out must be a folder of this computer",
      );
    }
  }));

Deno.test("a killed run leaves whole maps alone, and the next one ends as if it had not been", () =>
  withFolder(async (folder) => {
    const [from, out] = [`${folder}/in`, `${folder}/out`];
    await Deno.mkdir(from);
    for (let i = 0; i < 12; i++) {
      await Deno.copyFile("data/images/boat.png", `${from}/${i}.png`);
    }
    // Killed by itself once three maps are there, at the next turn of its timers,
    // which is within the fourth: from outside it might be too late.
    const preload = `${folder}/killed.ts`;
    await Deno.writeTextFile(
      preload,
      `const files = process.getBuiltinModule("node:fs/promises");
       const { rename } = files;
       let maps = 0;
       files.rename = async (from, to) => {
         await rename(from, to);
         if (!String(to).endsWith(".npz") || ++maps < 3) return;
         setTimeout(() => process.kill(process.pid, "SIGKILL"));
       };`,
    );
    const { signal } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        `--preload=${preload}`,
        "lib/cli/main.ts",
        "explain",
        "--model=shapes_vgg9",
        `--folder=${from}`,
        `--out=${out}`,
        "--method=occlusion",
        "--set=stride=4",
        "--backend=fullgrad-wasm",
      ],
      stdout: "null",
      stderr: "null",
    }).output();
    assertEquals(signal, "SIGKILL");
    const left = [...Deno.readDirSync(out)].map(({ name }) => name)
      .filter((name) => name.endsWith(".npz"));
    assert(left.length >= 3 && left.length < 12, `${left.length} maps`);
    for (const name of left) await loadResult(`${out}/${name}`);
    const { data } = await explainFolder(model, from, {
      out,
      method: { run: occlusion, options: { stride: 4 } },
    });
    assertEquals([data.files.length, data.kept], [12, left.length]);
    const [first, ...others] = await Promise.all(
      data.files.map(async (file) =>
        ((await loadResult(`${out}/${file}`)) as SaliencyMap).values
      ),
    );
    for (const values of others) assertEquals(values, first);
  }));

Deno.test("maps of another job, and jobs that cannot be told apart, are refused", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const out = `${folder}/out`;
    await explainFolder(model, from, { out, method: gradCam });
    const before = await bytesIn(out);
    const others: readonly Partial<ExplainFolderOptions>[] = [
      {},
      { method: { run: gradCam, options: { rectify: false } } },
      { method: gradCam, target: 1 },
      { method: gradCam, fit: "stretch" },
    ];
    for (const other of others) {
      await assertRejects(
        () => explainFolder(model, from, { out, ...other }),
        RangeError,
        "out must have maps of this job alone",
      );
    }
    assertEquals(await bytesIn(out), before);
    await assertRejects(
      () =>
        explainFolder(model, from, {
          out,
          method: (model, images) => gradCam(model, images),
        }),
      TypeError,
      "it must be known what the method computes",
    );
    await assertRejects(
      () => explainFolder(model, from, {} as ExplainFolderOptions),
      TypeError,
      "out must be a folder's path",
    );
    await Deno.mkdir(`${folder}/empty`);
    await assertRejects(
      () => explainFolder(model, `${folder}/empty`, { out }),
      RangeError,
      "it must hold pictures",
    );
  }));

Deno.test("explain --folder does the same from the command line, and ends with 3 where a picture is none", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const args = ["--model", "shapes_vgg9", "--folder", from, "--out", "maps"];
    const options = ["--method", "gradCam", "--target", "fish", "--overlays"];
    const first = await runCli("explain", [...args, ...options], folder);
    assertEquals(first.code, 3, first.stderr);
    assert(first.stderr.includes("not explained: broken.png"), first.stderr);
    await Deno.remove(`${from}/broken.png`);
    const second = await runCli(
      "explain",
      [...args, ...options, "--json"],
      folder,
    );
    assertEquals([second.code, second.stderr], [0, ""]);
    assertEquals(JSON.parse(second.stdout).kept, 3);
    const map = await loadResult(`${folder}/maps/boat.png.npz`);
    assert(map instanceof SaliencyMap);
    assertEquals([map.method, map.target.names[0]], ["GradCAM", "fish"]);
    const wrong = await runCli(
      "explain",
      [...args, "--image", "a.png"],
      folder,
    );
    assertEquals(wrong.code, 2);
    assert(wrong.stderr.includes("must not be given together"), wrong.stderr);
  }));

Deno.test("what killed runs left unfinished is cleared, and nothing else", () =>
  withFolder(async (folder) => {
    const [from, out] = [await pictures(folder), `${folder}/out`];
    const long = new Date(0);
    for (const inner of [out, `${out}/ä b`, `${out}/other`]) {
      await Deno.mkdir(inner, { recursive: true });
      const left = `${inner}/.boat.png.npz.gone.1.id.uuid.unfinished`;
      await Deno.writeTextFile(left, "half of it");
      await Deno.utime(left, long, long);
      await Deno.writeTextFile(
        `${inner}/.new.npz.there.1.id.uuid.unfinished`,
        "",
      );
      await Deno.writeTextFile(
        `${inner}/mine.unfinished`,
        "a name like theirs",
      );
    }
    await explainFolder(model, from, { out, method: gradCam });
    const hidden = async (inner: string) =>
      (await Array.fromAsync(Deno.readDir(inner), ({ name }) => name))
        .filter((name) => name.endsWith("unfinished")).sort();
    const kept = [".new.npz.there.1.id.uuid.unfinished", "mine.unfinished"];
    assertEquals(await hidden(out), kept);
    assertEquals(await hidden(`${out}/ä b`), kept);
    assertEquals((await hidden(`${out}/other`)).length, 3);
  }));

Deno.test("weights that somebody changes meanwhile are of no map, and no tensor is left", () =>
  withFolder(async (folder) => {
    const from = await pictures(folder);
    const network = await loadModel("shapes_vgg9");
    const { variable } = network.weightLayers[0]!.weights[0]!;
    const before = await explainFolder(network, from, {
      out: `${folder}/before`,
      method: inputGradient,
    });
    const tensors = tf.memory().numTensors;
    let changed: Promise<unknown> | undefined;
    await explainFolder(network, from, {
      out: `${folder}/during`,
      method: inputGradient,
      onProgress: () => {
        changed ??= withWeights(
          [network],
          "change",
          { action: "change the weights" },
          () => {
            const zeros = tf.zerosLike(variable);
            variable.assign(zeros);
            zeros.dispose();
            return Promise.resolve();
          },
        );
      },
    });
    await changed;
    for (const file of before.data.files) {
      assertEquals(
        await Deno.readFile(`${folder}/during/${file}`),
        await Deno.readFile(`${folder}/before/${file}`),
      );
    }
    assertEquals(tf.memory().numTensors, tensors);
    network.dispose();
  }));

Deno.test({
  name: "names as long as systems allow are explained, and known whole",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder(async (folder) => {
      const of = (character: string, bytes: number, end: string) => {
        const width = new TextEncoder().encode(character).length;
        const count = Math.floor((bytes - end.length) / width);
        return character.repeat(count) + end;
      };
      const names = [
        ...[100, 200, 247, 248, 251, 255].map((n) => of("a", n, ".png")),
        of("a", 255, "b.png"),
        of("字", 250, ".png"),
        of("字", 255, ".png"),
        of("🎈", 255, "é.png"),
      ];
      await Deno.mkdir(`${folder}/in/inner`, { recursive: true });
      for (const name of names) {
        await Deno.copyFile("data/images/boat.png", `${folder}/in/${name}`);
      }
      await Deno.copyFile(
        "data/images/boat.png",
        `${folder}/in/inner/${names.at(-1)}`,
      );
      const all = [...names, `inner/${names.at(-1)}`];
      const out = `${folder}/out`;
      const options = { out, overlays: true, method: inputGradient };
      const { data } = await explainFolder(model, `${folder}/in`, options);
      assertEquals(new Set(data.files).size, all.length);
      const known: string[] = [];
      for (const file of data.files) {
        const map = await loadResult(`${out}/${file}`);
        assert(map instanceof SaliencyMap);
        known.push(...map.images.names);
        await Deno.stat(`${out}/${file.replace(/npz$/, "map.png")}`);
      }
      assertEquals(known.sort(), all.toSorted());
      const again = await explainFolder(model, `${folder}/in`, options);
      assertEquals(again.data.kept, all.length);
      // Maps beside their pictures are no pictures.
      const own = { ...options, out: `${folder}/in` };
      await explainFolder(model, `${folder}/in`, own);
      const twice = await explainFolder(model, `${folder}/in`, own);
      assertEquals(twice.data.kept, all.length);
      assertEquals(twice.data.unread, []);
    }),
});
