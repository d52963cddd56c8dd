/** Files of weights, read without anything in them being executed. */
import { assertEquals, assertThrows } from "@std/assert";
import { zipSync } from "fflate";
import {
  readStateDict,
  weightsFormatOf,
} from "../../../lib/model/formats/state_dict/read_state_dict.ts";
import {
  storedTensor,
  type StoredType,
} from "../../../lib/model/formats/state_dict/stored_tensor.ts";
import {
  hostilePickle,
  savedWeights,
  type Saving,
  type Weight,
} from "./saved_weights.ts";

const SAVINGS: readonly Saving[] = ["safetensors", "torch legacy", "torch zip"];

const WEIGHTS = new Map<string, Weight>([
  ["conv.weight", {
    shape: [2, 1, 3],
    values: Float32Array.of(1, 2, 3, 4, 5, 6),
  }],
  ["conv.bias", { shape: [2], values: Float32Array.of(-1, 0.5) }],
  ["empty", { shape: [0], values: new Float32Array() }],
]);

function prefixed(prefix: string): ReadonlyMap<string, Weight> {
  return new Map([...WEIGHTS].map(([name, w]) => [prefix + name, w]));
}

for (const saving of SAVINGS) {
  Deno.test(`${saving}: names, shapes and values come back`, () => {
    for (const prefix of ["", "module.", "module._orig_mod."]) {
      const bytes = savedWeights(saving, prefixed(prefix));
      assertEquals(weightsFormatOf(bytes), saving);
      const read = [...readStateDict(bytes, "a file")];
      assertEquals(
        read.map(([name, { shape, read }]) => [name, shape, [...read()]]),
        [...WEIGHTS].map(([name, { shape, values }]) => [
          name,
          shape,
          [...values],
        ]),
      );
    }
  });

  Deno.test(`${saving}: cut off anywhere, it is refused`, () => {
    const bytes = savedWeights(saving, WEIGHTS);
    for (let length = 0; length < bytes.length; length++) {
      assertThrows(
        () => {
          const tensors = readStateDict(bytes.slice(0, length), "half.bin");
          for (const { read } of tensors.values()) read();
        },
        SyntaxError,
        "half.bin cannot be understood",
      );
    }
  });
}

Deno.test("a pickle that names anything but tensors is refused by that name", () => {
  const targets = [
    ["os", "system"],
    ["builtins", "eval"],
    ["torch", "load"],
    ["torch._utils", "_rebuild_device_tensor_from_numpy"],
    ["torchvision.models.resnet", "ResNet"],
    ["constructor", "constructor"],
    ["__proto__", "x"],
  ] as const;
  for (const [module, name] of targets) {
    assertThrows(
      () => readStateDict(hostilePickle(module, name), "evil.pth"),
      SyntaxError,
      `holds the Python object ${module}.${name}, and nothing but tensors is read`,
    );
  }
});

Deno.test("archives that grow, and TorchScript, are refused", () => {
  const bomb = zipSync({ "a/data.pkl": new Uint8Array(1e6) }, { level: 9 });
  assertThrows(
    () => readStateDict(bomb, "bomb.pth"),
    SyntaxError,
    "must not grow to more than 4 times",
  );
  const script = zipSync({
    "a/data.pkl": new Uint8Array(8),
    "a/constants.pkl": new Uint8Array(8),
  }, { level: 0 });
  assertThrows(
    () => readStateDict(script, "script.pt"),
    SyntaxError,
    "TorchScript",
  );
});

Deno.test("a length below 0 does not make the reader go round in circles", () => {
  // BINBYTES of −16 bytes.
  const pickle = Uint8Array.of(0x80, 2, 0x42, 0xf0, 0xff, 0xff, 0xff, 0x2e);
  assertThrows(
    () => readStateDict(zipSync({ "a/data.pkl": pickle }), "loop.pth"),
    SyntaxError,
    "must not be negative",
  );
});

Deno.test("every type of number becomes a 32-bit float", () => {
  const view = (...bytes: number[]) => Uint8Array.from(bytes);
  const cases: readonly [StoredType, Uint8Array, number][] = [
    ["bfloat16", view(0xc0, 0xbf), -1.5],
    ["bool", view(1), 1],
    ["float16", view(0, 0xc2), -3],
    ["float32", view(0, 0, 0x20, 0xc1), -10],
    ["float64", view(0, 0, 0, 0, 0, 0, 0xf0, 0xbf), -1],
    ["int16", view(0xfe, 0xff), -2],
    ["int32", view(0xfd, 0xff, 0xff, 0xff), -3],
    ["int64", view(...Array(8).fill(0xff)), -1],
    ["int8", view(0x80), -128],
    ["uint8", view(0x80), 128],
  ];
  for (const [type, bytes, value] of cases) {
    assertEquals([...storedTensor(bytes, type, [1]).read()], [value], type);
  }
});

Deno.test("a view of a storage has its strides and its offset", () => {
  const bytes = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5, 6).buffer);
  const transposed = storedTensor(bytes, "float32", [3, 2], [1, 3], 1);
  assertEquals([...transposed.read()], [1, 4, 2, 5, 3, 6]);
});

Deno.test("a tensor beyond its bytes, or larger than them, is refused", () => {
  const bytes = new Uint8Array(16);
  const wrong: readonly [number[], number[], number][] = [
    [[5], [1], 0],
    [[4], [1], 1],
    [[2], [4], 0],
    [[1e9], [0], 0],
    [[2 ** 40, 2 ** 40], [0, 0], 0],
    [[-1], [1], 0],
    [[1.5], [1], 0],
    [[1], [-1], 3],
    [[1, 1], [1], 0],
    [[NaN], [1], 0],
  ];
  for (const [shape, strides, offset] of wrong) {
    assertThrows(
      () => storedTensor(bytes, "float32", shape, strides, offset),
      RangeError,
      "must lie within its 16 bytes",
    );
  }
});
