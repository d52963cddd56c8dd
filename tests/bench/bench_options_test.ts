import { assertEquals, assertThrows } from "@std/assert";
import { benchOptions } from "./bench_options.ts";

Deno.test("benchOptions() times every network on our WASM unless told otherwise", () => {
  const { networks, batches, backend, json } = benchOptions([]);
  assertEquals(networks, [
    "vgg16",
    "vgg16_bn",
    "resnet18",
    "resnet50",
    "mobilenet_v2",
    "efficientnet_b0",
    "teachable_machine",
    "vit_b_16",
  ]);
  assertEquals([batches, backend, json], [[1, 8], "fullgrad-wasm", false]);
});

Deno.test("benchOptions() reads lists and flags", () => {
  const options = benchOptions(
    "--networks resnet18,vgg16 --batch 2 --runs 3 --backend cpu --json --no-peer"
      .split(" "),
  );
  assertEquals(options.networks, ["resnet18", "vgg16"]);
  assertEquals([options.batches, options.runs], [[2], 3]);
  assertEquals([options.backend, options.json], ["cpu", true]);
  assertEquals([options.peer, options.startUp], [false, true]);
  assertEquals(options.compare, undefined);
  assertEquals(benchOptions(["--compare", "a.json"]).compare, "a.json");
});

Deno.test("benchOptions() refuses what it does not know", () => {
  const refuse = (text: string) => () => benchOptions(text.split(" "));
  assertThrows(refuse("--networks lenet"), RangeError, '"lenet"');
  assertThrows(refuse("--batch 1,0"), RangeError, '"0"');
  assertThrows(refuse("--runs many"), RangeError, '"many"');
  assertThrows(refuse("--backend cuda"), RangeError, '"cuda"');
  assertThrows(refuse("--network vgg16"), TypeError);
});
