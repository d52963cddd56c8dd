import { assert, assertEquals, assertThrows } from "@std/assert";
import { parse } from "csv-parse/sync";
import { tableCsv } from "../../../lib/evaluation/result/mod.ts";

Deno.test("another program reads every entry of a table as it was", () => {
  const texts = [
    "plain",
    'a "word"',
    "a,b;c\td",
    "two\nlines",
    "LRP ε, z⁺",
    " ",
  ];
  const rows = texts.map((
    text,
    i,
  ) => [text, [0.1, 1 / 3, -2e-7, 0, 5e-324, 12][i]!]);
  const csv = tableCsv({
    columns: [
      { name: "text, with comma", meaning: "" },
      { name: "number", meaning: "" },
    ],
    rows,
  });
  const [header, ...read] = parse(csv, { bom: true }) as string[][];
  assertEquals(header, ["text, with comma", "number"]);
  assertEquals(read.map(([text, number]) => [text, Number(number)]), rows);
});

Deno.test("lines end as RFC 4180 says; null is empty, truth values are words", () => {
  const csv = tableCsv({
    columns: [{ name: "a", meaning: "" }, { name: "b", meaning: "" }],
    rows: [[null, true], [false, null]],
  });
  assertEquals(csv, "\ufeffa,b\r\n,true\r\nfalse,\r\n");
  assert(new TextEncoder().encode(csv)[0] === 0xef);
});

Deno.test("what is no table is refused", () => {
  const columns = [{ name: "a", meaning: "a" }];
  for (const table of [null, 3, [], {}, { columns }, { rows: [] }] as never[]) {
    assertThrows(
      () => tableCsv(table),
      TypeError,
      "table must be a table with columns and rows",
    );
  }
});
