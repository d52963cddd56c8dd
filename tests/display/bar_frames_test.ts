/** Bars that a slider steps through. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { barFrameFigure } from "../../lib/display/mod.ts";

const frames = [-2, 1, 4].map((x) => ({
  name: `${x}`,
  note: `x is ${x}`,
  bars: [{ name: "x", value: x }, { name: "x²", value: x * x }],
}));
const options = {
  title: "Squares",
  meaning: "value",
  format: "number",
  noun: "x",
  initial: 1,
} as const;

Deno.test("each step of the slider shows its bars and its note, on one axis", async () => {
  const { data, layout } = await barFrameFigure(frames, options).plotly();
  assertEquals(data.map(({ x }) => x), [[-2, 4], [1, 1], [4, 16]]);
  assertEquals(data.map(({ visible }) => visible), [false, true, false]);
  const { annotations, sliders, xaxis } = layout as unknown as {
    annotations: { text: string; visible: boolean }[];
    sliders: {
      active: number;
      steps: { label: string; args: [{ visible: boolean[] }, object] }[];
    }[];
    xaxis: { range: [number, number] };
  };
  const notes = annotations.filter(({ text }) => text.startsWith("x is"));
  assertEquals(
    notes.map(({ text, visible }) => [text, visible]),
    [["x is -2", false], ["x is 1", true], ["x is 4", false]],
  );
  const [slider] = sliders;
  assertEquals(slider!.active, 1);
  assertEquals(slider!.steps.map(({ label }) => label), ["-2", "1", "4"]);
  for (const [frame, { args: [traces, labels] }] of slider!.steps.entries()) {
    assertEquals(traces.visible, [0, 1, 2].map((i) => i === frame));
    const shown = Object.entries(labels).filter(([, on]) => on === true)
      .map(([key]) => annotations[Number(key.match(/\d+/)![0])]!.text);
    assert(shown.includes(`x is ${frames[frame]!.name}`));
    assertEquals(shown.filter((text) => text.startsWith("x is")).length, 1);
  }
  assert(xaxis.range[0] < -2 && xaxis.range[1] > 16);
});

Deno.test("a still picture shows the first step alone", async () => {
  const svg = await barFrameFigure(frames, options).toSvg();
  assert(svg.includes("x is 1") && !svg.includes("x is 4"));
});

Deno.test("frames that do not belong together are refused", () => {
  assertThrows(() => barFrameFigure([], options), RangeError, "one or more");
  assertThrows(
    () => barFrameFigure(frames, { ...options, initial: 3 }),
    RangeError,
    "index below 3",
  );
  const other = { name: "y", bars: [{ name: "y", value: 1 }] };
  assertThrows(
    () => barFrameFigure([...frames, other], options),
    TypeError,
    'frame "y" has ["y"]',
  );
  const broken = { name: "z", bars: [{ name: "x", value: NaN }] };
  assertThrows(
    () => barFrameFigure([broken], { ...options, initial: 0 }),
    RangeError,
    "must be finite",
  );
});
