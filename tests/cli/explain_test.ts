/** `deno task explain` as a program: what it prints, writes and refuses. */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import sharp from "sharp";
import {
  biasGradients,
  fullGrad,
  loadImage,
  loadModel,
  METHODS,
  startBackend,
} from "fullgrad";
import { safetensors } from "../../data/safetensors.ts";
import { explainCommand } from "../../lib/cli/explain.ts";
import { inFlags } from "../../lib/cli/in_flags.ts";
import { methodOptions } from "../../lib/cli/methods.ts";
import { classIndices } from "../../lib/propagation/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { savedModel, withFolder, writeModel } from "../model/saved_model.ts";
import { BOAT, runCli, runTask } from "./run_cli.ts";

await startBackend("fullgrad-wasm");

const EVIL = `<img src=x onerror="alert(1)">`;

/** A model on disk without names or preprocessing. */
async function ownModel(folder: string): Promise<string> {
  const model = convBnNet({ head: "softmax" });
  const path = await writeModel(await savedModel(model), folder);
  model.dispose();
  return path;
}

Deno.test("explain --json prints the numbers of the API, and nothing else", () =>
  withFolder(async (folder) => {
    const args = ["--model", "shapes_vgg9", "--image", BOAT];
    const { code, stdout, stderr } = await runCli("explain", [
      ...args,
      "--json",
      "--backend",
      "fullgrad-wasm",
      "--target",
      "fish",
    ], folder);
    assertEquals([code, stderr], [0, ""]);
    assertEquals([...Deno.readDirSync(folder)], [], "files were written");
    const report = JSON.parse(stdout);

    const model = await loadModel("shapes_vgg9");
    const image = await loadImage(BOAT, model);
    const options = { target: "fish" };
    const map = await fullGrad(model, image, options);
    const { layers, completeness } = await biasGradients(model, image, options);
    assertEquals(report.model, "shapes_vgg9");
    assertEquals(report.image, "boat.png");
    assertEquals(report.backend, "fullgrad-wasm");
    const { target } = map;
    assertEquals(report.target.name, "fish");
    assertEquals(report.target.class, target.classes[0]);
    assertEquals(report.target.value, target.values[0]);
    assertEquals(report.logits, [...map.logits.values]);
    assertEquals(report.map.shape, [64, 64]);
    assertEquals(report.map.values, [...map.values]);
    assertEquals(report.map.settings, map.settings);
    assertEquals(report.fullGradient.completeness, completeness[0]);
    assertEquals(
      report.fullGradient.terms.map((
        { site, sum }: { site: string; sum: number },
      ) => [
        site,
        sum,
      ]),
      layers.map(({ site, sums }) => [site.name, sums[0]!]),
    );
    const total = report.fullGradient.terms.reduce(
      (sum: number, term: { sum: number }) => sum + term.sum,
      0,
    );
    assertAlmostEquals(
      total + report.fullGradient.completeness.residual,
      report.target.value,
      1e-9,
    );
    assert(report.notes.every((note: unknown) => typeof note === "string"));
    model.dispose();
  }));

Deno.test("explain --fit stretch stretches a picture of another shape", () =>
  withFolder(async (folder) => {
    const wide = join(folder, "wide.png");
    await sharp(BOAT).resize(96, 40, { fit: "fill" }).toFile(wide);
    const { code, stdout } = await runCli("explain", [
      ...["--model", "shapes_vgg9", "--image", wide, "--json"],
      ...["--backend", "fullgrad-wasm", "--fit", "stretch"],
    ], folder);
    assertEquals(code, 0);
    const model = await loadModel("shapes_vgg9");
    const [stretched, cropped] = [
      await loadImage(wide, model, { fit: "stretch" }),
      await loadImage(wide, model),
    ];
    const { logits } = JSON.parse(stdout);
    assertEquals(logits, [...(await fullGrad(model, stretched)).logits.values]);
    const others = [...(await fullGrad(model, cropped)).logits.values];
    assert(others.some((value, i) => value !== logits[i]));
    model.dispose();
  }));

Deno.test("explain prints numbers for a person and writes a page and a picture", () =>
  withFolder(async (folder) => {
    const { code, stdout } = await runCli("explain", [
      "--model",
      "shapes_vgg9",
      "--image",
      BOAT,
      "--target",
      "3",
    ], folder);
    assertEquals(code, 0);
    for (
      const part of [
        /^model +shapes_vgg9, input 64×64×3, 10 classes$/m,
        /^image +boat\.png$/m,
        /^class +\w+$/m,
        /^logit +[−-]?\d/m,
        /^map +FullGrad$/m,
        /^completeness +input .* residual .* of Σ \|terms\|$/m,
        /^The full-gradient's terms:$/m,
        /^bn8 +[+−]\d+\.\d\d % +\d+\.\d\d %$/m,
        /wrote out\/boat_3\.html .* and out\/boat_3\.png/,
      ]
    ) {
      assertMatch(stdout, part);
    }
    const page = await Deno.readTextFile(join(folder, "out", "boat_3.html"));
    const png = await Deno.readFile(join(folder, "out", "boat_3.png"));
    assertEquals([...png.subarray(1, 4)], [0x50, 0x4e, 0x47]);
    assertMatch(page, /^<!DOCTYPE html>/i);
    // Nothing is fetched: no address in what a browser loads.
    assert(!/(src|href)\s*=\s*["']?https?:/i.test(page));
    assert(!/@import|url\(["']?https?:/i.test(page));
    assertStringIncludes(page, "The full-gradient, layer by layer");
    assertStringIncludes(page, "takes magnitudes and rescales them");
  }));

Deno.test("class names with HTML in them come out as text", () =>
  withFolder(async (folder) => {
    const model = await ownModel(folder);
    const names = join(folder, "names.txt");
    await Deno.writeTextFile(
      names,
      `${EVIL}\r\n</script><b>b\n\nc &amp; d\ne\n`,
    );
    const run = (...more: string[]) =>
      runCli("explain", [
        "--model",
        model,
        "--image",
        BOAT,
        "--preprocessing",
        "unit",
        "--classes",
        names,
        "--backend",
        "fullgrad-wasm",
        ...more,
      ], folder);
    const { code, stdout, stderr } = await run("--target", EVIL);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, `class         ${EVIL}`);
    assertStringIncludes(stdout, "note          The network ends in a softmax");
    const files = [...Deno.readDirSync(join(folder, "out"))].map(({ name }) =>
      name
    );
    const page = await Deno.readTextFile(
      join(
        folder,
        "out",
        files.find((name) => name.endsWith("_img_src_x_onerror_alert_1.html"))!,
      ),
    );
    assert(!page.includes("<img src=x"), "a class name is read as HTML");
    assertStringIncludes(page, "&lt;img");
    // A name that looks like an index is a name where there is one.
    const { stdout: json } = await run("--json", "--target", "1");
    assertEquals(JSON.parse(json).target.name, "</script><b>b");
  }));

Deno.test("deno task explain reads and writes where it is started", () =>
  withFolder(async (folder) => {
    const own = join(folder, "my pictures");
    await Deno.mkdir(own);
    await Deno.copyFile(BOAT, join(own, "zebra.png"));
    const { code, stdout, stderr } = await runTask("explain", [
      ...["--model", "shapes_vgg9", "--image", "zebra.png"],
      ...["--backend", "wasm"],
    ], own);
    assertEquals([code, stderr], [0, ""]);
    assertMatch(stdout, /^image +zebra\.png$/m);
    const files = [...Deno.readDirSync(join(own, "out"))].map(({ name }) =>
      name
    );
    assertEquals(files.sort(), ["zebra.html", "zebra.png"]);
  }));

Deno.test("ImageNet's lines of synsets are class names with synonyms", () =>
  withFolder(async (folder) => {
    const names = join(folder, "synsets.txt");
    const classes = [
      ...["zebra", "brassiere, bra, bandeau", "crane", "crane, machine"],
      ...["a, b", "c", "d", "e", "f", "g"],
    ];
    const run = (target: string) =>
      runCli("explain", [
        ...["--model", "shapes_vgg9", "--image", BOAT, "--json"],
        ...["--backend", "fullgrad-wasm", "--classes", names],
        ...["--target", target],
      ], folder);
    const lines = classes.map((name, i) => `n0000000${i} ${name}\n`);
    await Deno.writeTextFile(names, lines.join(""));
    for (
      const [text, index] of [["zebra", 0], ["brassiere", 1], ["crane", 2], [
        "a",
        4,
      ]] as const
    ) {
      const { target } = JSON.parse((await run(text)).stdout);
      assertEquals([target.class, target.name], [index, classes[index]]);
    }
    // Of two classes with this first synonym none is meant.
    lines[2] = "n00000002 crane, bird\n";
    await Deno.writeTextFile(names, lines.join(""));
    const { code, stderr } = await run("crane");
    assertEquals(code, 2);
    assertStringIncludes(stderr, 'Cannot explain the class "crane"');
    // Where not all lines have one, it is part of the name.
    lines[2] = "crane\n";
    await Deno.writeTextFile(names, lines.join(""));
    const { target } = JSON.parse((await run("n00000000 zebra")).stdout);
    assertEquals(target.class, 0);
  }));

Deno.test("explain --help says how, and no arguments at all as well", async () => {
  const help = await runCli("explain", ["--help"]);
  assertEquals([help.code, help.stderr], [0, ""]);
  assertStringIncludes(help.stdout, "--model <m>");
  assertMatch(help.stdout, /tensorflow \(−1 to\s+1: MobileNet/);
  assertMatch(
    help.stdout,
    /^ +integratedGradients +ties, baseline, steps, rule$/m,
  );
  const nothing = await runCli("explain", []);
  assertEquals([nothing.code, nothing.stdout], [2, ""]);
  assertMatch(
    nothing.stderr,
    /^Cannot read the command line: --model and --image must be given\. `fullgrad explain --help` says how$/m,
  );
});

Deno.test("weights alone ask for --architecture, and are explained with it", () =>
  withFolder(async (folder) => {
    const architecture = endingIn(tf.layers.dense({ units: 3 }));
    const path = await writeModel(await savedModel(architecture), folder);
    architecture.dispose();
    const saved = (name: string, bias: number) =>
      Deno.writeFile(
        join(folder, name),
        safetensors(
          new Map([
            ["a.weight", tensor([2, 3, 3, 3], 0.1)],
            ["a.bias", tensor([2], 0.5)],
            ["b.weight", tensor([3, 72], 0.01)],
            ["b.bias", tensor([3], bias)],
          ]),
        ),
      );
    await saved("mine.safetensors", 1);
    const run = (...more: string[]) =>
      runCli("explain", [
        ...["--model", join(folder, "mine.safetensors"), "--image", BOAT],
        ...["--preprocessing", "unit", "--backend", "fullgrad-wasm", "--json"],
        ...more,
      ], folder);
    const refused = await run();
    assertEquals(refused.code, 1);
    assertMatch(
      refused.stderr,
      /holds weights and no layers: give a file that says the layers as --architecture, .* or export it to ONNX; its weights are a\.weight, /,
    );
    const { code, stdout, stderr } = await run("--architecture", path);
    assertEquals([code, stderr], [0, ""]);
    await saved("mine.safetensors", 2);
    const again = await run("--architecture", path);
    const [first, second] = [stdout, again.stdout].map((text) =>
      JSON.parse(text)
    );
    assertEquals(first.model, "mine");
    for (const [i, logit] of second.logits.entries()) {
      assertAlmostEquals(logit - first.logits[i], 1, 1e-5);
    }
    const near = await run("--architecture", "shapes_vgg");
    assertMatch(near.stderr, /Did you mean "shapes_vgg9", which ships\?$/m);
  }));

/** A tensor of equal values. */
function tensor(shape: readonly number[], value: number) {
  const size = shape.reduce((size, length) => size * length, 1);
  return { shape, values: new Float32Array(size).fill(value) };
}

/** How the library asks for an option that a model's file leaves open. */
const ASKING =
  /\b(?:give|set|name)\b[^`";,]*the option \w+[^`";]*|pass \{ \w+:[^`";]*|: \w+ can\.| \(byteLimit\)/g;

Deno.test("what a model's file leaves open is asked for by the command line's own flags", async () => {
  const lib = join(BOAT, "../../../lib/model");
  const asked = new Set<string>();
  for await (const file of sources(lib)) {
    const text = await Deno.readTextFile(file);
    for (const [words] of text.matchAll(ASKING)) asked.add(words);
  }
  assert(asked.size >= 6, `${asked.size} were found`);
  const flags = explainCommand().options.map(({ long }) => long);
  for (const words of asked) {
    const said = inFlags(words);
    assert(said !== words, words);
    for (const [flag] of said.matchAll(/--[a-z-]+/g)) {
      assert(flags.includes(flag), said);
    }
  }
});

Deno.test("a class name that the model cannot know is answered by --classes", () => {
  const { message } = assertThrows(() =>
    classIndices("cow", 1, 10, undefined)
  ) as Error;
  assertEquals(
    inFlags(message),
    'Cannot explain the class "cow" as it must be an index from 0 to 9, as the model has no class names; --classes gives it some',
  );
});

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(join(folder, name));
    else if (name.endsWith(".ts")) yield join(folder, name);
  }
}

/** A convolution with a relu, and a last layer. */
function endingIn(last: tf.layers.Layer): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        inputShape: [8, 8, 3],
        filters: 2,
        kernelSize: 3,
        activation: "relu",
      }),
      tf.layers.flatten(),
      last,
    ],
  });
}

Deno.test("--set chooses a layer whose name is a number", () =>
  withFolder(async (folder) => {
    for (const [name, { options }] of Object.entries(METHODS)) {
      if (!options.includes("layer")) continue;
      for (const layer of ["123", "1e3", "true", "0x10"]) {
        assertEquals(methodOptions(name, [`layer=${layer}`]), { layer });
      }
    }
    assertEquals(methodOptions("smoothFullGrad", ["samples=3"]), {
      samples: 3,
    });
    const words = [["3", 3], ['"3"', "3"], ["conv1", "conv1"]] as const;
    for (const [word, from] of words) {
      assertEquals(methodOptions("fullGradPlus", [`from=${word}`]), { from });
    }
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({
          name: "123",
          inputShape: [8, 8, 3],
          filters: 2,
          kernelSize: 3,
        }),
        tf.layers.reLU(),
        tf.layers.flatten({ name: "flat" }),
        tf.layers.dense({ units: 3 }),
      ],
    });
    const path = await writeModel(await savedModel(model), folder);
    model.dispose();
    const { code, stdout, stderr } = await runCli("explain", [
      ...["--model", path, "--image", BOAT, "--preprocessing", "unit"],
      ...["--method", "gradCam", "--set", "layer=123", "--json"],
      ...["--backend", "fullgrad-wasm"],
    ], folder);
    assertEquals([code, stderr], [0, ""]);
    assertEquals(JSON.parse(stdout).map.settings.layer, "123");
    const plus = await runCli("explain", [
      ...["--model", path, "--image", BOAT, "--preprocessing", "unit"],
      ...["--method", "fullGradPlus", "--set", 'from="123"', "--json"],
      ...["--backend", "fullgrad-wasm"],
    ], folder);
    assertEquals([plus.code, plus.stderr], [0, ""]);
    assertEquals(JSON.parse(plus.stdout).map.settings.layers, ["flat"]);
  }));

/** A network with one output on disk. */
async function oneOutput(
  folder: string,
  activation: "sigmoid" | "linear",
): Promise<string> {
  // A bias, so that the two classes differ even where every relu is closed.
  const biasInitializer = tf.initializers.constant({ value: 0.25 });
  const model = endingIn(
    tf.layers.dense({ units: 1, activation, biasInitializer }),
  );
  const path = await writeModel(await savedModel(model), folder);
  model.dispose();
  return path;
}

Deno.test("explain shows both classes of a single sigmoid, and explains either", () =>
  withFolder(async (folder) => {
    const model = await oneOutput(folder, "sigmoid");
    const run = async (...target: string[]) => {
      const { code, stdout } = await runCli("explain", [
        ...["--model", model, "--image", BOAT, "--preprocessing", "unit"],
        ...["--backend", "fullgrad-wasm", "--json", ...target],
      ], folder);
      assertEquals(code, 0);
      return JSON.parse(stdout);
    };
    const [unit, other] = [
      await run("--target", "1"),
      await run("--target", "0"),
    ];
    const predicted = unit.target.value > 0 ? unit : other;
    assertEquals((await run()).target, predicted.target);
    assertEquals([unit.target.class, other.target.class], [1, 0]);
    const names = join(folder, "names.txt");
    await Deno.writeTextFile(names, "cat\ndog\n");
    const cat = await run("--classes", names, "--target", "cat");
    assertEquals(cat.target.value, other.target.value);
    assertEquals(
      [cat.target.class, cat.target.name, cat.predictions.length],
      [0, "cat", 2],
    );
    assertEquals(other.target.value, -unit.target.value);
    for (const { predictions, logits } of [unit, other]) {
      const [z] = logits;
      assertEquals(predictions.length, 2);
      for (const { class: index, logit, probability } of predictions) {
        assertEquals(logit, index === 1 ? z : -z);
        assertAlmostEquals(probability, 1 / (1 + Math.exp(-logit)), 1e-12);
      }
    }
  }));

Deno.test("explain calls a regressor's number no class", () =>
  withFolder(async (folder) => {
    const { code, stdout } = await runCli("explain", [
      ...["--model", await oneOutput(folder, "linear"), "--image", BOAT],
      ...["--preprocessing", "unit", "--backend", "fullgrad-wasm"],
    ], folder);
    assertEquals(code, 0);
    assertMatch(stdout, /^output +[−-]?\d/m);
    assert(!/class|predicted/.test(stdout.split("\n\n")[0]!), stdout);
  }));

for (
  const args of [["--target", "cow"], ["--target", "10"], ["--set", "x"], [
    "--set",
    "zebra=1",
  ]]
) {
  Deno.test(`explain ${args.join(" ")} is a wrong call`, async () => {
    const { code, stderr } = await runCli("explain", [
      ...["--model", "shapes_vgg9", "--image", BOAT, "--json", ...args],
    ]);
    assertEquals(code, 2);
    assertMatch(stderr, /`fullgrad explain --help` says how$/m);
    assert(!/did you mean/i.test(stderr), stderr);
  });
}

const WRONG: Readonly<Record<string, readonly [args: string[], says: RegExp]>> =
  {
    "an option that there is none": [
      ["--modle", "x"],
      /--modle.*Did you mean --model/,
    ],
    "a word without an option": [["boat.png"], /too many arguments/],
    "an option without a value": [["--model"], /--model/],
    "a target that begins with a dash": [
      ["--target", "-1"],
      /^Cannot explain the class "-1"/,
    ],
    "a model that is not there": [
      ["--model", "gone.json"],
      /^Cannot load the model "[^"]*gone\.json" as there is no such file/,
    ],
    "an image that is not there": [
      ["--image", "gone.png"],
      /^Cannot read the image "gone\.png"/,
    ],
    "an image that is none": [
      ["--image", join(BOAT, "../examples.ts")],
      /examples\.ts/,
    ],
    "a method that there is none": [
      ["--method", "constructor"],
      /'constructor' is invalid.*must be one of fullGrad, /,
    ],
    "a class that there is none": [
      ["--target", "cow"],
      /^Cannot explain the class "cow" as it must be one of/,
    ],
    "a model's name that is near one that ships": [
      ["--model", "shapes_vgg"],
      /no such file.*Did you mean "shapes_vgg9", which ships\?$/m,
    ],
    "a value that a method does not take": [
      ["--method", "gradCam", "--set", "layer=conv88"],
      /^Cannot find the layer "conv88"/,
    ],
    "an option of a method that is near one": [
      ["--set", "prest=paper"],
      /name must be one of ties, preset, .* did you mean preset\? `fullgrad/,
    ],
    "an output that there is none": [
      ["--output", "second"],
      /^Cannot explain the output "second" as it must be one of 0/,
    ],
    "an index that is too great": [
      ["--target", "10"],
      /^Cannot explain the class 10 as it must be an integer from 0 to 9/,
    ],
    "a backend that there is none": [
      ["--backend", "toString"],
      /'toString' is invalid.*must be one of webgpu, fullgrad-wasm/,
    ],
    "a fit that there is none": [
      ["--fit", "squash"],
      /'squash' is invalid.*must be one of crop, stretch/,
    ],
    "a preprocessing that there is none": [
      ["--preprocessing", "imaginary"],
      /'imaginary' is invalid.*must be one of caffe, /,
    ],
    "class names that are not there": [
      ["--classes", "gone.txt"],
      /^Cannot read the class names: .*gone\.txt/,
    ],
    "too few class names": [
      ["--classes", join(BOAT, "../../../deno.json")],
      /^Cannot name the classes as there must be 10 names/,
    ],
    "a folder that is a file": [
      ["--out", BOAT],
      /^Cannot write the page and the picture as --out must be a folder .*boat\.png/,
    ],
    "a folder that cannot be": [
      ["--out", join(BOAT, "x")],
      /^Cannot write the page and the picture as --out must be a folder .*boat\.png/,
    ],
    "an image that is given twice": [
      ["--image", BOAT, "--image", BOAT],
      /--image must be given once\./,
    ],
    "a name of torchvision without its prefix": [
      ["--model", "resnet18"],
      /no such file.*Did you mean "torchvision:resnet18"\?$/m,
    ],
  };

/** What only work can show: the call itself was right. */
const NOT_DONE = [
  "a model that is not there",
  "a model's name that is near one that ships",
  "an image that is not there",
  "an image that is none",
  "a folder that is a file",
  "a folder that cannot be",
  "a name of torchvision without its prefix",
];

for (const [name, [args, says]] of Object.entries(WRONG)) {
  Deno.test(`explain refuses ${name} in one line`, async () => {
    const given = new Set(args);
    const { code, stderr } = await runCli("explain", [
      ...(given.has("--model") ? [] : ["--model", "shapes_vgg9"]),
      ...(given.has("--image") ? [] : ["--image", BOAT]),
      ...(given.has("--backend") ? [] : ["--backend", "fullgrad-wasm"]),
      ...(given.has("--out") ? [] : ["--json"]),
      ...args,
    ]);
    const right = NOT_DONE.includes(name);
    assertEquals(code, right ? 1 : 2);
    assertEquals(stderr.includes("`fullgrad explain --help` says how"), !right);
    assertMatch(stderr, says);
    assertEquals(stderr.trimEnd().split("\n").length, 1, stderr);
    assert(!/\n? {2,}at |file:\/\/.*\.ts:\d/.test(stderr), "a stack trace");
  });
}
