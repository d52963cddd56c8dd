import { assert, assertEquals, assertThrows } from "@std/assert";
import { ensemble, gradCam, inputGradient, startBackend } from "fullgrad";
import { assertClose } from "../propagation/assert_close.ts";
import { images, network } from "./networks/mod.ts";

Deno.test("ensemble() of one method is that method, scaled", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const own = await inputGradient(model, images(2));
  const most = [0, 1].map((i) => Math.max(...own.at(i)));
  const scaled = await ensemble({ inputGradient })(model, images(2));
  const expected = own.values.map((value, i) =>
    value / most[Math.floor(i / (own.values.length / 2))]!
  );
  assertClose(scaled.values, expected, 1e-6, "max");
  const plain = await ensemble({ inputGradient }, { scale: "none" })(
    model,
    images(2),
  );
  assertEquals(plain.values, own.values);
  const shares = await ensemble({ inputGradient }, { scale: "sum" })(
    model,
    images(2),
  );
  const sum = shares.values.reduce((total, value) => total + value, 0);
  assert(Math.abs(sum - 2) < 1e-4, `sum ${sum}`);
  model.dispose();
});

Deno.test("ensemble() is the mean of its methods", async () => {
  await startBackend("fullgrad-wasm");
  const model = network("plain");
  const both = ensemble({ inputGradient, gradCam }, { scale: "none" });
  const options = { target: 1 };
  const [map, one, two] = [
    await both(model, images(1), options),
    await inputGradient(model, images(1), options),
    await gradCam(model, images(1), options),
  ];
  const mean = one.values.map((value, i) => (value + two.values[i]!) / 2);
  assertClose(map.values, mean, 1e-6, "mean");
  assertEquals(map.settings["methods"], {
    inputGradient: one.settings,
    gradCam: two.settings,
  });
  model.dispose();
});

Deno.test("ensemble() refuses no methods and no scale", () => {
  assertThrows(() => ensemble({}), RangeError, "not empty");
  assertThrows(
    () => ensemble({ gradCam }, { scale: "l2" as "max" }),
    RangeError,
    'current value is "l2"',
  );
});
