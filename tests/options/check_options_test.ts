/** Options are refused by name, type and value. */
import { assertThrows } from "@std/assert";
import {
  abortSignal,
  checkOptions,
  either,
  flag,
  listOf,
  oneOf,
  positiveInteger,
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
