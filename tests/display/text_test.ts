import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { escapeHtml } from "../../lib/display/text/escape.ts";
import { escapePlotly } from "../../lib/display/text/escape.ts";
import {
  fitNames,
  fitText,
  wrapText,
} from "../../lib/display/text/fit_text.ts";
import { formatNumber } from "../../lib/display/text/format_number.ts";
import { formatShare } from "../../lib/display/text/format_number.ts";
import { printable } from "../../lib/display/text/escape.ts";
import { textWidth } from "../../lib/display/text/fit_text.ts";
import { HOSTILE } from "./examples.ts";

const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(..."<>&\"'%{z}$;#\\\n\u0000\u2028\ud800"),
  }),
  fc.constant(HOSTILE),
);

/** What a browser, or Plotly, makes of entities: each once, left to right. */
function decode(text: string): string {
  const named: Record<string, string> = {
    amp: "&",
    lt: "<",
    gt: ">",
    quot: '"',
  };
  return text.replace(
    /&(?:#(\d+)|(\w+));/g,
    (_, code, name) =>
      code ? String.fromCodePoint(Number(code)) : named[name] ?? "?",
  );
}

Deno.test("escapeHtml() and escapePlotly() show every text as it is", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(decode(escapeHtml(text)), printable(text));
    assertEquals(decode(escapePlotly(text)), printable(text));
  }));
});

Deno.test("escapeHtml() leaves nothing that opens a tag or ends an attribute", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(
      /[<>"']|&(?!(amp|lt|gt|quot|#39);)/.test(escapeHtml(text)),
      false,
    );
  }));
});

Deno.test("escapePlotly() leaves no tag, no entity but its own, no variable, no mathematics", () => {
  fc.assert(fc.property(anyText, (text) => {
    assertEquals(/[<>"'%$]|&(?!#\d+;)/.test(escapePlotly(text)), false);
  }));
});

Deno.test("fitNames() keeps names whole, or what tells them apart", () => {
  const fitted = (names: string[], width: number) =>
    fitNames(names, 11, names.map(() => width));
  const blocks = [1, 2].map((i) => `encoder.layers.encoder_layer_${i}.mlp.fc1`);
  assertEquals(fitted(["layer3.2.bn1", ...blocks], 150), [
    "layer3.2.bn1",
    "…layer_1.mlp.fc1",
    "…layer_2.mlp.fc1",
  ]);
  // Neither ends that are alike nor ends of one word are names.
  const heads = ["a_branch/of/a/block", "b_branch/of/a/block"];
  const [a, b] = fitted(heads, 90);
  assert(a!.startsWith("a_") && b!.startsWith("b_"), `${a} ${b}`);
  const word = fitted(["Entlebucherhund", "b"], 60)[0]!;
  assert(word.startsWith("E") && word.endsWith("d"), word);
  const words = fitted(["A method/with words in its name", "b"], 90)[0]!;
  assert(words.startsWith("A met") && words.endsWith("me"), words);
  assertEquals(fitNames(["a.conv", "a.conv"], 11, [20, 99])[1], "a.conv");
});

Deno.test("fitNames() gives every name its room", () => {
  const name = fc.string({ unit: fc.constantFrom(..."ab1._/ é") });
  const names = fc.array(fc.tuple(name, fc.integer({ min: 10, max: 99 })));
  fc.assert(fc.property(names, (of) => {
    const widths = of.map(([, width]) => width);
    const texts = fitNames(of.map(([text]) => text), 11, widths);
    texts.forEach((text, i) => {
      assert(textWidth(text, 11) <= Math.max(widths[i]!, textWidth("…", 11)));
    });
  }));
});

Deno.test("printable() gives one well-formed line, and is done after once", () => {
  fc.assert(fc.property(anyText, (text) => {
    const line = printable(text);
    // deno-lint-ignore no-control-regex -- that there are none is the point
    assertEquals(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(line), false);
    assert(line.isWellFormed());
    assertEquals(printable(line), line);
  }));
});

Deno.test("fitText() fits, keeps both ends, and leaves alone what fits", () => {
  fc.assert(fc.property(
    fc.string({ unit: "grapheme" }),
    fc.integer({ min: 20, max: 300 }),
    (text, width) => {
      const shown = fitText(text, 12, width);
      assert(textWidth(shown, 12) <= width);
      if (textWidth(text, 12) <= width) return assertEquals(shown, text);
      const cut = shown.lastIndexOf("…");
      assert(text.startsWith(shown.slice(0, shown.indexOf("…"))));
      assert(text.endsWith(shown.slice(cut + 1)));
    },
  ));
});

Deno.test("wrapText() breaks between words, else between a name's parts, else anywhere", () => {
  const wrap = (text: string, width: number) => wrapText(text, 13, width, 4);
  assertEquals(wrap("Guided GradCAM", 90), ["Guided", "GradCAM"]);
  assertEquals(wrap("inputTimesGradient", 90), ["inputTimes", "Gradient"]);
  const parts = wrap("convolution", 50);
  assert(parts.length > 1 && parts.join("") === "convolution", parts.join());
});

Deno.test("formatNumber() keeps four digits", () => {
  fc.assert(fc.property(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }),
    (value) => {
      if (Math.abs(value) < 1e-300) return;
      const read = Number(formatNumber(value).replaceAll("−", "-"));
      assert(Math.abs(read - value) <= Math.abs(value) * 5.001e-4);
    },
  ));
});

Deno.test("formatNumber() and formatShare() have a true minus and no row of zeros", () => {
  assertEquals(
    [0, -1.5, 0.00002, -1e-7, 12345678, -11700, 0.001].map(formatNumber),
    ["0", "−1.5", "2e−5", "−1e−7", "1.235e7", "−1.17e4", "0.001"],
  );
  assertEquals([0.1234, -0.5, 0, -0, -0.0004].map(formatShare), [
    "+12.3 %",
    "−50.0 %",
    "0.0 %",
    "0.0 %",
    "0.0 %",
  ]);
  assertEquals(formatNumber(-0), "0");
});

Deno.test("fitText() keeps characters whole, as a reader counts them", () => {
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
  const shown = fitText(
    `${family.repeat(9)}e\u0301${family.repeat(9)}`,
    12,
    200,
  );
  const [head = "", tail = ""] = shown.split("…");
  for (const end of [head, tail]) {
    assertEquals(end, family.repeat(end.length / family.length));
  }
});

Deno.test("fitText() of a text as long as a book is as quick as any other", () => {
  const text = "a long name ".repeat(1e6);
  for (let i = 0; i < 100; i++) assert(fitText(text, 11, 260).length < 80);
});

Deno.test("printable() leaves no mark that turns the text around", () => {
  assertEquals(printable("\u202Ereversed\u202C \u2066x\u2069"), "reversed x");
  assertEquals(printable("\u05e2\u200f1"), "\u05e2\u200f1");
});
