import {
  assert,
  assertEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { DataTable } from "fullgrad/display";

const COLUMNS = ["name", "value"].map((name) => ({
  name,
  meaning: `a ${name}`,
}));

Deno.test("columns of numbers stand to the right, with no −0", () => {
  const table = new DataTable({
    columns: COLUMNS,
    rows: [["a", -0], ["long", 12.34567], ["none", null]],
  });
  assertEquals(
    String(table),
    ["name  value", "a         0", "long  12.35", "none"].join("\n"),
  );
});

Deno.test("names and meanings are text, whatever they hold", async () => {
  const evil = '<img src=x onerror="alert(1)">';
  const table = new DataTable({
    columns: [{ name: evil, meaning: evil }],
    rows: [[evil]],
  });
  const html = await table.toFragment();
  assert(!html.includes("<img"));
  assertEquals(html.match(/&lt;img/g)!.length, 3);
});

Deno.test("a long table draws its first rows and says how many more", async () => {
  const rows = Array.from({ length: 700 }, (_, i) => [`row ${i}`, i]);
  const table = new DataTable({ columns: COLUMNS, rows });
  assertEquals(table.rows.length, 700);
  const html = await table.toFragment();
  assertStringIncludes(html, "200 more rows");
  assert(!html.includes("row 500"));
  assertStringIncludes(String(table), "… 200 more rows");
});

Deno.test("what is no table is refused", () => {
  assertThrows(
    () => new DataTable({ columns: COLUMNS, rows: [["a"]] }),
    TypeError,
    "row 0 has 1",
  );
  assertThrows(() => new DataTable({} as never), TypeError, "columns");
});

Deno.test("rows as console.table takes them are a table: by name, or a list", () => {
  const named = DataTable.of({ a: { x: 1 }, b: { y: -0, x: 2 } });
  assertEquals(named.columns.map(({ name }) => name), ["", "x", "y"]);
  assertEquals(named.rows, [["a", 1, null], ["b", 2, -0]]);
  assertEquals(String(named), ["   x  y", "a  1", "b  2  0"].join("\n"));
  const list = DataTable.of([{ x: 1 }, { y: "z" }]);
  assertEquals(list.rows, [[1, null], [null, "z"]]);
  for (const wrong of [null, 1, [1], { a: [1, [2]] }, { a: { b: [] } }]) {
    assertThrows(() => DataTable.of(wrong as never), TypeError, "make a table");
  }
});
