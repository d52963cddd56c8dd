import { assertEquals, assertThrows } from "@std/assert";
import { siblingUrl } from "../../lib/files/mod.ts";

const WEB = new URL("https://host/models/a/model.json?token=1#x");
const DISK = new URL("file:///models/a%20b/model.json");

Deno.test("siblingUrl() finds what lies beside, with what the URL asks for", () => {
  const web = (path: string) => siblingUrl("load", path, WEB).href;
  assertEquals(web("w.bin"), "https://host/models/a/w.bin?token=1");
  assertEquals(web("./deep/w.bin"), "https://host/models/a/deep/w.bin?token=1");
  assertEquals(web("w.bin?v=2"), "https://host/models/a/w.bin?v=2");
  assertEquals(web("a..b.bin"), "https://host/models/a/a..b.bin?token=1");
  assertEquals(web("100%.bin"), "https://host/models/a/100%.bin?token=1");
  const disk = (path: string) => siblingUrl("load", path, DISK).pathname;
  assertEquals(disk("w.bin"), "/models/a%20b/w.bin");
  assertEquals(disk("x#1?%20.bin"), "/models/a%20b/x%231%3F%2520.bin");
});

const AWAY = [
  "",
  ".",
  "./",
  "..",
  "../w.bin",
  "a/../../w.bin",
  "a/../w.bin",
  "%2e%2e/w.bin",
  "..%2fw.bin",
  "..\\w.bin",
  "a\\..\\..\\w.bin",
  "\\\\host\\share\\w.bin",
  "/etc/passwd",
  "//other/w.bin",
  "%2fetc/passwd",
  "file:///etc/passwd",
  "FILE:/etc/passwd",
  "http://other/w.bin",
  "https:w.bin",
  "data:,x",
  "blob:x",
  "C:/w.bin",
  "w\0.bin",
  "w%00.bin",
  "\tfile:///etc/passwd",
  "\nw.bin",
  "\ud800",
];

for (const path of AWAY) {
  Deno.test(`siblingUrl() does not follow ${JSON.stringify(path)}`, () => {
    for (const location of [WEB, DISK]) {
      assertThrows(
        () => siblingUrl("load the weights", path, location),
        SyntaxError,
        "Cannot load the weights as a file may only name files beside it",
      );
    }
  });
}

Deno.test("siblingUrl() says that a data URL has nothing beside it", () => {
  for (const location of ["data:application/json,{}", "blob:https://a/b"]) {
    assertThrows(
      () => siblingUrl("load", "w.bin", new URL(location)),
      SyntaxError,
      "must be a file or an http URL",
    );
  }
});
