/** Figures check what they are given: cells of a notebook are not type-checked. */
import { assertRejects, assertThrows } from "@std/assert";
import {
  barFigure,
  barFrameFigure,
  curveFigure,
  layerFigure,
  matrixFigure,
  panelFigure,
  progress,
  smallMultiples,
  startNotebook,
} from "../../lib/display/mod.ts";
import { curveOf, figuresOf, imageOf, layersOf, mapOf } from "./examples.ts";

// deno-lint-ignore no-explicit-any -- what a cell can pass
type Anything = any;

const map = mapOf(2, 2, (row) => row);
const bars = [{ name: "a", value: 1 }];
const frames = [{ name: "one", bars }];

/** Every kind of figure with options that are right, which are all it has. */
const KINDS: Record<string, {
  readonly draw: (options: Anything) => unknown;
  readonly options: Record<string, unknown>;
}> = {
  panelFigure: {
    draw: (options) => panelFigure([[{ map }]], options),
    options: {
      title: "",
      subtitle: "s",
      width: 650,
      rows: ["r"],
      columns: ["c"],
      range: "each",
      opacity: 0,
      size: 40,
      bare: true,
      start: "minimum",
      quantile: 1,
      colors: "viridis",
    },
  },
  smallMultiples: {
    draw: (options) => smallMultiples([{ map }], options),
    options: {
      title: "t",
      subtitle: "",
      width: 320,
      range: "shared",
      opacity: 1,
      size: 1024,
      bare: false,
      start: "zero",
      quantile: 0.5,
      colors: "gray",
      perRow: 2,
    },
  },
  layerFigure: {
    draw: (options) => layerFigure(layersOf(2), options),
    options: {
      title: "t",
      subtitle: "s",
      bare: true,
      width: 650,
      image: imageOf(2, 2),
      initial: 1,
      shareOf: "all",
      opacity: 0.5,
      size: 100,
      start: "zero",
      quantile: 0.5,
      colors: "gray",
    },
  },
  barFigure: {
    draw: (options) => barFigure(bars, options),
    options: {
      title: "t",
      subtitle: "s",
      bare: true,
      width: 2000,
      meaning: "m",
      format: "number",
    },
  },
  barFrameFigure: {
    draw: (options) => barFrameFigure(frames, options),
    options: {
      title: "t",
      subtitle: "s",
      bare: true,
      width: 650,
      meaning: "m",
      format: "share",
      noun: "n",
      initial: 0,
    },
  },
  matrixFigure: {
    draw: (options) => matrixFigure([[1, -1]], options),
    options: {
      title: "t",
      subtitle: "s",
      bare: true,
      width: 650,
      rows: ["r"],
      columns: ["a", "b"],
      meaning: "m",
      range: [-1, 1],
    },
  },
  curveFigure: {
    draw: (options) => curveFigure([curveOf("a")], options),
    options: {
      title: "t",
      subtitle: "s",
      bare: true,
      width: 650,
      x: "x",
      y: "y",
      places: [{ value: 0, text: "zero" }],
      range: [0, 1],
      interval: "95 % interval",
    },
  },
};

const REQUIRED: Record<string, readonly string[]> = {
  barFigure: ["title", "meaning"],
  barFrameFigure: ["title", "meaning", "noun"],
  curveFigure: ["title", "x", "y"],
  matrixFigure: ["title", "rows", "columns", "meaning"],
};

for (const [name, { draw, options }] of Object.entries(KINDS)) {
  Deno.test(`${name}() takes its options and no others`, () => {
    draw(options);
    assertThrows(
      () => draw({ ...options, titel: "t" }),
      TypeError,
      'did you mean "title"?',
    );
    for (const wrong of [null, "title", ["title"], new Map()]) {
      assertThrows(() => draw(wrong), TypeError, "options must be an object");
    }
  });

  Deno.test(`${name}() wants every option to be of its type`, () => {
    for (const key of Object.keys(options)) {
      for (const wrong of [Symbol("s"), { a: 1 }, [], [{}], () => 0]) {
        if (key === "places" && String(wrong) === "") continue;
        assertThrows(
          () => draw({ ...options, [key]: wrong }),
          Error,
          "Cannot draw",
        );
      }
      const required = REQUIRED[name] ?? ["title"];
      const less = () => draw({ ...options, [key]: undefined });
      if (required.includes(key)) {
        assertThrows(less, TypeError, `${key} must be`);
      } else less();
    }
  });
}

Deno.test("numbers of options are within their ranges", () => {
  const wrong: [Anything, string, Anything, string][] = [
    [panelFigure, "opacity", 1.1, "within 0…1"],
    [panelFigure, "opacity", NaN, "within 0…1"],
    [panelFigure, "size", 39, "within 40…1024"],
    [panelFigure, "quantile", 0, "in (0, 1]"],
    [panelFigure, "range", "every", '"shared", "each"'],
    [panelFigure, "start", "max", '"zero", "minimum"'],
  ];
  for (const [draw, name, value, message] of wrong) {
    assertThrows(
      () => draw([[{ map }]], { title: "", [name]: value }),
      RangeError,
      message,
    );
  }
  assertThrows(
    () => smallMultiples([{ map }], { title: "", perRow: 0 }),
    RangeError,
    "a positive integer",
  );
  for (const range of [[1, 0], [0, Infinity], [0, 1, 2], [0]]) {
    assertThrows(
      () =>
        curveFigure([curveOf("a")], {
          title: "",
          x: "",
          y: "",
          range: range as unknown as [number, number],
        }),
      RangeError,
      "the lesser first",
    );
  }
});

Deno.test("what is drawn is of the right type", () => {
  const title = "";
  const axes = { title, x: "", y: "" };
  const lengths = { title, meaning: "" };
  const wrong: [() => unknown, ErrorConstructor, string][] = [
    [
      () => panelFigure([{ map }] as Anything, { title }),
      TypeError,
      "each row",
    ],
    [
      () => panelFigure({} as Anything, { title }),
      TypeError,
      "rows must be a list",
    ],
    [
      () => panelFigure([[{ map, title: 1 as Anything }]], { title }),
      TypeError,
      "its title",
    ],
    [
      () =>
        panelFigure([[{ map: { ...map, name: 7 as Anything } }]], { title }),
      TypeError,
      "its name",
    ],
    [
      () =>
        panelFigure([[{ map: { ...map, values: [1, 2, 3, 4] as Anything } }]], {
          title,
        }),
      TypeError,
      "Float32Array",
    ],
    [
      () =>
        panelFigure([[{
          image: { height: 1, width: 1, data: new Float32Array(3) as Anything },
        }]], { title }),
      TypeError,
      "Uint8Array",
    ],
    [
      () => layerFigure([] as Anything, { title }),
      RangeError,
      "one or more",
    ],
    [
      () => barFigure("bars" as Anything, lengths),
      TypeError,
      "bars must be a list",
    ],
    [
      () => barFigure([{ value: 1 }] as Anything, lengths),
      TypeError,
      "the name of a bar",
    ],
    [
      () => barFigure([{ name: "a", value: "1" }] as Anything, lengths),
      RangeError,
      "finite",
    ],
    [
      () =>
        curveFigure(
          [{ name: "c", x: [0], y: new Float32Array(1) }] as Anything,
          axes,
        ),
      TypeError,
      "y must be a list of numbers",
    ],
    [
      () =>
        curveFigure(
          [{
            name: "c",
            x: [0],
            y: [0],
            interval: { low: [0], high: "1" },
          }] as Anything,
          axes,
        ),
      TypeError,
      "high must be a list",
    ],
    [
      () => barFigure(Array.from({ length: 5001 }, () => bars[0]!), lengths),
      RangeError,
      "at most 5000",
    ],
    [
      () =>
        smallMultiples(Array.from({ length: 1001 }, () => ({ map })), {
          title,
        }),
      RangeError,
      "at most 1000",
    ],
  ];
  for (const [draw, error, message] of wrong) {
    assertThrows(draw, error, message);
  }
});

Deno.test("every row and every column has its name, or none has", () => {
  const row = [{ map }, { map }];
  for (const names of [[], ["a"], ["a", "b", "c"]]) {
    assertThrows(
      () => panelFigure([row, row], { title: "", columns: names }),
      TypeError,
      `columns must be 2 names, one for each: current value has ${names.length}`,
    );
    assertThrows(
      () => panelFigure([row, row], { title: "", rows: names }),
      TypeError,
      "rows must be 2 names",
    );
  }
});

Deno.test("pictures, progress and notebooks check their options too", async () => {
  const { bars } = figuresOf("a text");
  for (
    const [options, error] of [
      [{ scal: 2 }, TypeError],
      [{ scale: "2" }, TypeError],
      [{ scale: 9 }, RangeError],
      [{ scale: NaN }, RangeError],
    ] as const
  ) {
    await assertRejects(() => bars!.toPng(options as Anything), error);
  }
  assertThrows(
    () => progress("Job", 1, { intervall: 1 } as Anything),
    TypeError,
    'did you mean "interval"?',
  );
  assertThrows(() => progress(undefined as Anything, 1), TypeError, "label");
  await assertRejects(
    () => startNotebook({ libary: "cdn" } as Anything),
    TypeError,
    'did you mean "library"?',
  );
});
