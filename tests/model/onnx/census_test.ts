import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";
import { convolutional, countCensus } from "./census.ts";

const CENSUS = fileURLToPath(
  new URL("../../../../shared/models/onnx_census.json", import.meta.url),
);

Deno.test("the census counts networks and what each lacks", () => {
  const networks = [
    { name: "a", operators: { Conv: 3, Relu: 2, Shape: 1 } },
    { name: "b", operators: { Conv: 1, TopK: 1, Erf: 1 } },
    { name: "c", operators: { TopK: 1, NonMaxSuppression: 2 } },
    { name: "d", operators: { LSTM: 2, Relu: 1 } },
  ];
  assertEquals(countCensus(networks), {
    networks: 4,
    read: 1,
    missing: [["TopK", 2], ["NonMaxSuppression", 1], ["LSTM", 1]],
    unread: [
      { name: "b", sort: "detector", lacking: ["TopK"] },
      {
        name: "c",
        sort: "detector",
        lacking: ["TopK", "NonMaxSuppression"],
      },
      { name: "d", sort: "recurrent", lacking: ["LSTM"] },
    ],
  });
  assertEquals(convolutional(networks).map(({ name }) => name), [
    "a",
    "c",
    "d",
  ]);
});

Deno.test({
  name: "95 of 100 networks without operators of transformers are read",
  ignore: await Deno.stat(CENSUS).then(() => false, () => true),
  fn: async () => {
    const networks = JSON.parse(await Deno.readTextFile(CENSUS));
    const { networks: count, read } = countCensus(convolutional(networks));
    assertEquals(count, 446);
    assert(read >= 0.95 * count, `${read} of ${count}`);
  },
});
