/** Options are refused by name, type and value. */
import { assertThrows } from "@std/assert";
import {
  abortSignal,
  callback,
  checkNamed,
  checkOptions,
  checkValue,
  either,
  flag,
  listOf,
  numbers,
  objectWith,
  oneOf,
  positiveInteger,
  recordOf,
  type Requirement,
  text,
  within,
} from "../../lib/options/mod.ts";

interface Options {
  readonly samples?: number;
  readonly order?: "least" | "most";
  readonly fractions?: readonly number[];
  readonly signal?: AbortSignal;
  readonly layer?: string | number;
  readonly fuses?: boolean;
}

const check = (options: unknown) =>
  checkOptions<Options>("run it", options as Options, {
    samples: positiveInteger,
    order: oneOf(["least", "most"]),
    fractions: listOf(within(0, 1)),
    signal: abortSignal,
    layer: either(text, positiveInteger),
    fuses: flag,
  });

Deno.test("checkOptions() passes what is right, and options left undefined", () => {
  check({});
  check(Object.create(null));
  check({ samples: undefined, order: "most", layer: "conv1", fuses: false });
  check({ layer: 3, fractions: [0, 1], signal: new AbortController().signal });
});

Deno.test("checkOptions() names the nearest option", () => {
  assertThrows(
    () => check({ sample: 3 }),
    TypeError,
    'Cannot run it as there is no option "sample": did you mean "samples"? The options are samples, order, fractions, signal, layer, fuses',
  );
  assertThrows(
    () => check({ xyz: 3 }),
    TypeError,
    'Cannot run it as there is no option "xyz". The options are samples, order,',
  );
});

Deno.test("checkOptions() refuses whatever is not an object literal", () => {
  const others = [null, undefined, 3, "a", [1], [], new Float32Array(2)];
  for (const options of [...others, new Date(), new Map(), () => 0]) {
    assertThrows(() => check(options), TypeError, "options must be an object");
  }
});

Deno.test("checkOptions() tells a wrong type from a wrong value", () => {
  const wrong: readonly [object, typeof Error, string][] = [
    [
      { samples: "3" },
      TypeError,
      'samples must be a positive integer: current value is "3"',
    ],
    [
      { samples: 2.5 },
      RangeError,
      "samples must be a positive integer: current value is 2.5",
    ],
    [{ samples: null }, TypeError, "current value is null"],
    [
      { order: "first" },
      RangeError,
      'order must be one of "least", "most": current value is "first"',
    ],
    [{ order: ["most"] }, TypeError, 'current value is ["most"]'],
    [{ fractions: [] }, RangeError, "fractions must be a list, not empty"],
    [{ fractions: [0, 2] }, RangeError, "current value is [0, 2]"],
    [{ fractions: [NaN] }, RangeError, "current value is [NaN]"],
    [{ fractions: ["0"] }, TypeError, 'current value is ["0"]'],
    [{ fractions: 0.1 }, TypeError, "current value is 0.1"],
    [{ layer: "" }, RangeError, 'current value is ""'],
    [{ layer: {} }, TypeError, "current value is {}"],
    [{ signal: {} }, TypeError, "signal must be an AbortSignal"],
    [
      { fuses: 1 },
      TypeError,
      "fuses must be true or false: current value is 1",
    ],
  ];
  for (const [options, type, message] of wrong) {
    assertThrows(() => check(options), type, message);
  }
});

Deno.test("a list with a hole is refused by every requirement that lists pass", () => {
  const hole = (values: readonly unknown[]) => {
    const list = [...values];
    delete list[1];
    return list;
  };
  const ones = hole([1, 1, 1]);
  const own: Requirement = {
    expected: "a list of numbers",
    isType: (value) =>
      Array.isArray(value) && value.every((one) => typeof one === "number"),
  };
  const lists = [
    listOf(positiveInteger),
    { ...listOf(positiveInteger), isValue: () => true },
    either(text, listOf(positiveInteger)),
    own,
    numbers,
  ];
  const cases: readonly [unknown, readonly Requirement[]][] = [
    [ones, lists],
    [[ones], [
      listOf(listOf(positiveInteger)),
      listOf(either(text, listOf(positiveInteger))),
    ]],
    [{ low: ones }, lists.flatMap((list) => [objectWith("it", { low: list })])],
    [{ low: ones }, [recordOf({ low: listOf(positiveInteger) })]],
    [new Array(2), lists],
  ];
  for (const [value, requirements] of cases) {
    for (const requirement of requirements) {
      assertThrows(
        () => checkValue("run it", "the list", value, requirement),
        TypeError,
        "Cannot run it as the list must be",
      );
    }
  }
  assertThrows(
    () => check({ fractions: ones }),
    TypeError,
    "current value is [1, , 1]",
  );
});

Deno.test("checkOptions() never prints the whole of a large value", () => {
  const large = [
    new Float32Array(1e6),
    Array.from({ length: 1000 }, (_, i) => i),
    "x".repeat(1000),
    Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`name${i}`, i])),
  ];
  for (const samples of large) {
    const { message } = assertThrows(() => check({ samples }), TypeError);
    if (message.length > 200) throw new Error(`too long: ${message}`);
  }
});

Deno.test("checkOptions() says that a promise must be awaited", () => {
  const promise = Promise.resolve(3);
  for (const options of [promise, { samples: promise }]) {
    assertThrows(() => check(options), TypeError, "which must be awaited");
  }
});

Deno.test("a record has its fields and no other", () => {
  const threshold = recordOf({ percentile: within(0, 100) });
  const check = (value: unknown) =>
    checkValue("rectify", "threshold", value, threshold);
  check({ percentile: 98 });
  for (const value of [{}, { percentil: 98 }, { percentile: 98, q: 1 }, [98]]) {
    assertThrows(() => check(value), TypeError, "{ percentile: within 0…100 }");
  }
  assertThrows(() => check({ percentile: 101 }), RangeError, "must be {");
});

Deno.test("what another function makes is told by its fields", () => {
  const rule = objectWith("made by rule()", { name: text, of: callback });
  const check = (value: unknown) => checkValue("mix", "rule", value, rule);
  class Rule {
    readonly name = "own";
    of() {}
  }
  check(new Rule());
  check({ name: "plain", of: () => 0, more: 1 });
  for (const value of [Rule, null, {}, { name: "", of: () => 0 }, "own"]) {
    assertThrows(() => check(value), TypeError, "must be made by rule()");
  }
});

Deno.test("checkNamed() says which of several values is wrong", () => {
  const check = (methods: unknown) =>
    checkNamed("average methods", "methods", methods, callback);
  check({ one: () => 0 });
  assertThrows(
    () => check({ one: () => 0, two: Promise.resolve() }),
    TypeError,
    "methods.two must be a function: current value is a promise",
  );
  for (const methods of [[() => 0], null, () => 0, new Map()]) {
    assertThrows(() => check(methods), TypeError, "methods must be an object");
  }
  assertThrows(() => check({}), RangeError, "not empty");
});
