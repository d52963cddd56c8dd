import { assert, assertEquals, assertThrows } from "@std/assert";
import { progress, type ProgressState } from "../../lib/display/mod.ts";
import {
  formatDuration,
  progressHtml,
  progressText,
  roughDuration,
} from "../../lib/display/progress/progress_text.ts";
import {
  notebookSink,
  terminalSink,
} from "../../lib/display/progress/sinks.ts";
import { HOSTILE } from "./examples.ts";

/** A job with a clock of its own, and the states that it shows. */
function watched(total: number, interval = 100) {
  const states: ProgressState[] = [];
  const clock = { time: 1000 };
  const job = progress("Job", total, {
    sink: (state) => states.push(state),
    now: () => clock.time,
    interval,
  });
  return { job, states, clock };
}

Deno.test("progress() shows the start, at most one state an interval, and the end", () => {
  const { job, states, clock } = watched(1000);
  for (let i = 0; i < 1000; i++) {
    clock.time += 1;
    job.advance();
  }
  job.done();
  assertEquals(states.length, 1 + 10 + 1);
  assertEquals(states.map(({ count }) => count).slice(0, 3), [0, 100, 200]);
  assertEquals(states.at(-1), {
    label: "Job",
    count: 1000,
    total: 1000,
    elapsed: 1000,
    ended: true,
  });
});

Deno.test("progress() never counts beyond its total, nor shows after its end", () => {
  const { job, states } = watched(3, 0);
  job.advance(2);
  job.advance(5);
  job.done();
  job.done();
  job.advance();
  assertEquals(states.map(({ count }) => count), [0, 2, 3, 3]);
});

Deno.test("progress() ends where an error is thrown", () => {
  const states: ProgressState[] = [];
  assertThrows(
    () => {
      using job = progress("Job", 2, { sink: (state) => states.push(state) });
      job.advance();
      throw new Error("stop");
    },
    Error,
    "stop",
  );
  assertEquals(states.at(-1)?.ended, true);
  assert(progressText(states.at(-1)!).endsWith("stopped"));
});

Deno.test("progress() wants a number of steps", () => {
  assertThrows(() => progress("Job", -1), RangeError, "current value is -1");
  assertThrows(() => progress("Job", NaN), RangeError);
});

Deno.test("progressText() has count, time gone and time left", () => {
  const state = { label: "Job", count: 1, total: 4, elapsed: 20_000 };
  assertEquals(
    progressText({ ...state, ended: false }),
    "Job: 1 of 4, 20 s, 1 min 00 s left",
  );
  assertEquals(
    progressText({ ...state, count: 0, ended: false }),
    "Job: 0 of 4, 20 s",
  );
  assertEquals(
    progressText({ ...state, count: 4, ended: true }),
    "Job: 4 of 4, 20 s",
  );
});

Deno.test("progress() of bytes shows megabytes", () => {
  const shown: string[] = [];
  {
    using bar = progress("Fetching", 2_500_000, {
      sink: (state) => shown.push(progressText(state)),
      now: () => 0,
      interval: 0,
      unit: "bytes",
    });
    bar.advance(1_000_000);
  }
  assertEquals(shown, [
    "Fetching: 0.0 of 2.5 MB, 0.0 s",
    "Fetching: 1.0 of 2.5 MB, 0.0 s, 0.0 s left",
    "Fetching: 1.0 of 2.5 MB, 0.0 s, stopped",
  ]);
});

Deno.test("progressHtml() shows a label as it is", () => {
  const state = { count: 1, total: 4, elapsed: 0, ended: false };
  const html = progressHtml({ ...state, label: HOSTILE });
  assertEquals(/<(script|img|b|a)\b/.test(html), false);
  assert(html.includes("width:25%"));
  assert(
    progressHtml({ ...state, label: "", total: 0, count: 0 }).includes(
      "width:100%",
    ),
  );
});

Deno.test("terminalSink() rewrites one line that does not wrap", () => {
  let written = "";
  const sink = terminalSink({ columns: 20, write: (text) => written += text });
  const state = { label: "A\nlong\x1b[31m label", total: 2, elapsed: 0 };
  sink({ ...state, count: 0, ended: false });
  sink({ ...state, count: 2, ended: true });
  const lines = written.split("\r\x1b[2K");
  assertEquals(lines.length, 3);
  assertEquals(lines[1], "A long [31m label: ");
  assertEquals(lines[2], "A long [31m label: \n");
});

Deno.test("formatDuration() says times as people do", () => {
  assertEquals(
    [0, 9949, 9960, 59_600, 185_000, 7_800_000].map(formatDuration),
    ["0.0 s", "9.9 s", "10 s", "1 min 00 s", "3 min 05 s", "2 h 10 min"],
  );
});

Deno.test("a job in a notebook has a bar, ends in one line, and leaves nothing if short", () => {
  const shown: { html: string; id: string | undefined }[] = [];
  const sink = notebookSink({
    display: (bundle, { display_id }) => {
      shown.push({ html: String(bundle["text/html"]), id: display_id });
      return Promise.resolve();
    },
  });
  const state = { label: "Job", total: 4, ended: false } as const;
  sink({ ...state, count: 0, elapsed: 0 });
  sink({ ...state, count: 1, elapsed: 800 });
  sink({ ...state, count: 4, elapsed: 3000, ended: true });
  assertEquals(shown.length, 2);
  assertEquals(shown[0]!.id, shown[1]!.id);
  assert(shown[0]!.html.includes("width:25%"));
  assertEquals(shown[1]!.html.match(/<div/g)?.length, 1);
  assert(shown[1]!.html.includes("Job: 4 of 4, 3.0 s"));

  const brief = notebookSink({ display: () => Promise.reject("shown") });
  brief({ ...state, count: 0, elapsed: 0 });
  brief({ ...state, count: 4, elapsed: 40, ended: true });
});

Deno.test("what was kept says nothing of the time left", () => {
  const shown: string[] = [];
  let time = 0;
  {
    using bar = progress("Maps", 10, {
      sink: (state) => shown.push(progressText(state)),
      now: () => time,
      interval: 0,
    });
    bar.advance(4, { kept: true });
    time = 10_000;
    bar.advance();
    bar.advance(4, { kept: true });
    bar.advance();
  }
  assertEquals(shown, [
    "Maps: 0 of 10, 0.0 s",
    "Maps: 4 of 10, 0.0 s",
    "Maps: 5 of 10, 10 s, 50 s left",
    "Maps: 9 of 10, 10 s, 10 s left",
    "Maps: 10 of 10, 10 s, 0.0 s left",
    "Maps: 10 of 10, 10 s",
  ]);
});

Deno.test("a job says what its caller knows of the time left, and a note while it runs", () => {
  const { job, states } = watched(10, 0);
  job.advance(1, { left: 90_000, note: "About 2 min" });
  job.advance();
  job.done();
  assertEquals(
    states.map(({ left, note }) => [left, note]),
    [
      [undefined, undefined],
      [90_000, "About 2 min"],
      [undefined, "About 2 min"],
      [undefined, undefined],
    ],
  );
  assertEquals(
    progressText(states[1]!),
    "Job: 1 of 10, 0.0 s, 1 min 30 s left",
  );
  assert(progressHtml(states[1]!).includes("<div>About 2 min</div>"));
  assert(!progressHtml(states[3]!).includes("About"));
});

Deno.test("a note stays above the line of a terminal, and is written once", () => {
  let written = "";
  const sink = terminalSink({ columns: 80, write: (text) => written += text });
  const state = { label: "Job", total: 4, elapsed: 0, ended: false };
  sink({ ...state, count: 1, note: "About 2 min" });
  sink({ ...state, count: 2, note: "About 2 min" });
  sink({ ...state, count: 4, ended: true });
  assertEquals(written.match(/About 2 min\n/g)?.length, 1);
  assert(written.endsWith("Job: 4 of 4, 0.0 s\n"));
});

Deno.test("a long step shows its time, and a job nobody ends keeps no process", async () => {
  const states: ProgressState[] = [];
  using _ = progress("Job", 1, { sink: (state) => states.push(state) });
  await new Promise((resolve) => setTimeout(resolve, 1100));
  assert(states.length >= 2, "it stood still");
  const { elapsed, count } = states.at(-1)!;
  assert(elapsed > 500);
  assertEquals(count, 0);
  const file = new URL("../../lib/display/mod.ts", import.meta.url);
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { progress } from "${file}"; progress("Job", 1);`,
    ],
    signal: AbortSignal.timeout(60_000),
  }).output();
  assert(success);
});

Deno.test("roughDuration() says long times no finer than they are known", () => {
  assertEquals(
    [60_000, 748_000, 9e6, 4.5e7, 2.6e8].map(roughDuration),
    ["1 min", "12 min", "2.5 h", "13 h", "3 days"],
  );
});
