/** Options of models, outputs of several, and models that are gone. */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import { fullGrad, preprocessing } from "../../mod.ts";
import {
  asModel,
  layerGraph,
  loadModel,
  namesByLine,
} from "../../lib/model/mod.ts";
import { convBnNet } from "../aggregation/networks/mod.ts";
import { outputOf } from "./output_of.ts";
import { savedModel, withFolder, writeModel } from "./saved_model.ts";

await startBackend("cpu");

const WRONG: readonly (readonly [options: object, says: string])[] = [
  [{ preprocessing: 7 }, "one of caffe, imagenet"],
  [{ preprocessing: { mean: [0, 0, 0] } }, "preprocessing"],
  [{ classNames: "cat" }, "classNames"],
  [{ classNames: [1, 2] }, "classNames"],
  [{ name: 7 }, "name"],
  [{ output: {} }, "output"],
  [{ output: null }, "output"],
  [{ classnames: ["a"] }, 'did you mean "classNames"?'],
  [{ nonsense: 1 }, "there is no option"],
];

for (const [options, says] of WRONG) {
  Deno.test(`${JSON.stringify(options)} is refused wherever a model is named`, async () => {
    const model = convBnNet();
    const { numTensors } = tf.memory();
    assertThrows(() => asModel(model, options as never), TypeError, says);
    await assertRejects(
      () => loadModel("shapes_vgg9", options as never),
      TypeError,
      says,
    );
    assertThrows(() => layerGraph(model, options as never), TypeError);
    assertEquals(tf.memory().numTensors, numTensors);
    model.dispose();
  });
}

Deno.test("a loaded model takes other names, and shares its weights", async () => {
  const model = await loadModel("shapes_vgg9");
  const { numTensors } = tf.memory();
  const other = asModel(model, {
    name: "other",
    preprocessing: preprocessing("imagenet"),
  });
  assertEquals(tf.memory().numTensors, numTensors);
  assertEquals(other.name, "other");
  assertEquals(other.preprocessing, preprocessing("imagenet"));
  assertEquals(other.classNames, model.classNames);
  assertThrows(
    () => asModel(model, { classNames: ["one"] }),
    RangeError,
    "current number is 1",
  );
  assertThrows(
    () => asModel(model, { output: 0 }),
    TypeError,
    "where the model is loaded",
  );
  model.dispose();
});

Deno.test("lines of a list of classes are the same names at every door", async () => {
  const lists: readonly (readonly [
    lines: readonly string[],
    names: readonly string[],
  ])[] = [
    [["n02391049 zebra", "n02123045 tabby, cat"], ["zebra", "tabby, cat"]],
    [["n02391049 zebra\r", "n02123045 tabby"], ["zebra", "tabby"]],
    [["0 zebra", "1: tabby"], ["zebra", "tabby"]],
    [["0", "1"], ["0", "1"]],
    [["1 zebra", "1 tabby"], ["1 zebra", "1 tabby"]],
    [["n02391049 zebra", "tabby"], ["n02391049 zebra", "tabby"]],
    [["n02391049", "n02123045"], ["n02391049", "n02123045"]],
  ];
  const two = twoHeads();
  for (const [classNames, names] of lists) {
    const model = asModel(two, { classNames });
    assertEquals(model.classNames, names);
    assertEquals(asModel(model, { name: "other" }).classNames, names);
    assertEquals(namesByLine(classNames.join("\n")), names);
  }
  await withFolder(async (folder) => {
    const path = await writeModel(await savedModel(two), folder);
    const model = await loadModel(path, { classNames: lists[0]![0] });
    assertEquals(model.classNames, lists[0]![1]);
    model.dispose();
  });
  const model = asModel(two, { classNames: lists[1]![0] });
  const { target } = await fullGrad(model, IMAGE, { target: "zebra" });
  assertEquals(target.descriptions, ["logit of zebra"]);
  two.dispose();
});

/** Two heads: the mean of each channel, and its largest value. */
function twoHeads(): tf.LayersModel {
  const image = tf.input({ shape: [4, 4, 2] });
  const mean = tf.layers.globalAveragePooling2d({ name: "mean" }).apply(image);
  const largest = tf.layers.globalMaxPooling2d({ name: "largest" })
    .apply(image);
  return tf.model({
    inputs: image,
    outputs: [mean, largest] as tf.SymbolicTensor[],
  });
}

const IMAGE = {
  data: Float32Array.from({ length: 32 }, (_, i) => (i * 7) % 32),
  shape: [1, 4, 4, 2],
};

Deno.test("the output of several is chosen by its position or its name", () =>
  withFolder(async (folder) => {
    const two = twoHeads();
    const path = await writeModel(await savedModel(two), folder);
    const expected = [[15, 16], [30, 31]].map((row) =>
      row.map((_, c) => {
        const channel = IMAGE.data.filter((_, i) => i % 2 === c);
        return row[0] === 15
          ? channel.reduce((sum, x) => sum + x) / 16
          : Math.max(...channel);
      })
    );
    for (
      const [output, row] of [[0, 0], [1, 1], ["mean", 0], ["largest", 1]] as [
        number | string,
        number,
      ][]
    ) {
      const fromFile = await loadModel(path, { output });
      for (const model of [fromFile, asModel(two, { output })]) {
        assertEquals([...(await outputOf(model, IMAGE)).data], expected[row]);
      }
      fromFile.dispose();
    }
    const { numTensors } = tf.memory();
    for (const output of [2, -1, 0.5, NaN, "third", "", "__proto__"]) {
      const says = "must be one of 0 (mean), 1 (largest)";
      await assertRejects(
        () => loadModel(path, { output }),
        RangeError,
        says,
      );
      assertThrows(() => asModel(two, { output }), RangeError, says);
    }
    assertEquals(tf.memory().numTensors, numTensors);
    two.dispose();
  }));

const BLANK = new Float32Array(12 * 9 * 3).fill(0.5);

function blank(): tf.Tensor4D {
  return tf.tensor4d(BLANK, [1, 12, 9, 3]);
}

/** A model with another in it, as a file. */
async function nestedFile(folder: string): Promise<string> {
  const inner = convBnNet();
  const outer = tf.sequential({
    layers: [inner, tf.layers.dense({ units: 2 })],
  });
  outer.build([null, 12, 9, 3]);
  const path = await writeModel(await savedModel(outer), folder);
  asModel(outer).dispose();
  return path;
}

Deno.test("a model that was disposed says so, and frees all that it held", () =>
  withFolder(async (folder) => {
    const path = await nestedFile(folder);
    const { numTensors } = tf.memory();
    const model = await loadModel(path);
    const renamed = asModel(model, { name: "renamed" });
    assert(tf.memory().numTensors > numTensors);
    model.dispose();
    assertEquals(tf.memory().numTensors, numTensors);
    model.dispose();
    renamed.dispose();
    assertEquals(tf.memory().numTensors, numTensors);
    for (const gone of [model, renamed]) {
      assertThrows(() => asModel(gone), Error, "was disposed");
      const image = blank();
      await assertRejects(
        async () => await fullGrad(gone, image),
        Error,
        "was disposed",
      );
      image.dispose();
    }
    assertEquals(tf.memory().numTensors, numTensors);
  }));

Deno.test("a tf.LayersModel that was disposed says so, whoever disposed it", async () => {
  const frees: readonly ((model: tf.LayersModel) => void)[] = [
    (model) => model.dispose(),
    (model) => {
      const own = asModel(model);
      own.dispose();
      own.dispose();
    },
  ];
  for (const free of frees) {
    const { numTensors } = tf.memory();
    const inner = convBnNet();
    const outer = tf.sequential({
      layers: [inner, tf.layers.dense({ units: 2 })],
    });
    outer.build([null, 12, 9, 3]);
    free(outer);
    const image = blank();
    await assertRejects(
      async () => await fullGrad(outer, image),
      Error,
      "was disposed",
    );
    image.dispose();
    assertEquals(tf.memory().numTensors, numTensors);
  }
});

const CHANGED: readonly (readonly [parts: object, says: RegExp])[] = [
  [{ scale: NaN }, /scale must be a finite number/],
  [{ std: [0, 0, 0] }, /std must be .* finite number other than 0/],
  [{ mean: ["a", 0, 0] }, /mean/],
  [{ mean: [0] }, /must fit 3 channels/],
  [{ channelOrder: "rbg" }, /channelOrder must be one of/],
  [{ fit: "x" }, /fit must be one of/],
  [{ sclae: 1 }, /did you mean "scale"/],
];

for (const [parts, says] of CHANGED) {
  const text = JSON.stringify(
    parts,
    (_, value) => Number.isNaN(value) ? "NaN" : value,
  );
  Deno.test(`a preprocessing with ${text} is refused where it is said, not at the first image`, async () => {
    const given = { ...preprocessing("unit"), ...parts } as never;
    const model = await loadModel("shapes_vgg9");
    const { numTensors } = tf.memory();
    assertMatch(
      assertThrows(() => asModel(model, { preprocessing: given })).message,
      says,
    );
    const error = await assertRejects(
      () => loadModel("shapes_vgg9", { preprocessing: given }),
      Error,
    );
    assertMatch(error.message, says);
    assertEquals(tf.memory().numTensors, numTensors);
    model.dispose();
  });
}

Deno.test("a preprocessing may be given by name, for the network's own input", async () => {
  const own = preprocessing("imagenet", [64, 64, 3]);
  assertEquals(own.resize, 73);
  const model = await loadModel("shapes_vgg9", { preprocessing: "imagenet" });
  assertEquals(model.preprocessing, own);
  assertEquals(
    asModel(model, { preprocessing: "caffe" }).preprocessing,
    preprocessing("caffe"),
  );
  model.dispose();
  await assertRejects(
    () => loadModel("shapes_vgg9", { preprocessing: "imagnet" as "imagenet" }),
    RangeError,
    "imagenet",
  );
});
