import { assert, assertEquals, assertRejects } from "@std/assert";
import * as tf from "@tensorflow/tfjs";
import { startBackend } from "../../lib/backend/mod.ts";
import {
  asModel,
  holdWeights,
  type Model,
  type WeightUse,
  withWeights,
} from "../../lib/model/mod.ts";

await startBackend("cpu");
const action = "do the work";

function layersModel(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [2, 2, 3] }),
      tf.layers.dense({ units: 2 }),
    ],
  });
}

/** Whether a call has come back by now. */
async function isDone(call: Promise<unknown>): Promise<boolean> {
  const late = Symbol();
  const soon = new Promise((resolve) => setTimeout(resolve, 1, late));
  return await Promise.race([call, soon]) !== late;
}

Deno.test("any number of calls read at once; one alone changes, in the order of the calls", async () => {
  const model = asModel(layersModel());
  const log: string[] = [];
  const job = (name: string, use: WeightUse) =>
    withWeights([model], use, { action }, async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve));
      log.push(`${name} ends`);
    });
  await Promise.all([
    job("r1", "read"),
    job("c1", "change"),
    job("c2", "change"),
    job("r2", "read"),
  ]);
  assertEquals(log, [
    ...["r1 begins", "r2 begins", "r1 ends", "r2 ends"],
    ...["c1 begins", "c1 ends", "c2 begins", "c2 ends"],
  ]);
});

Deno.test("weights are held, by whichever model they are reached", async () => {
  const network = layersModel();
  const dense = network.layers[1]!;
  const input = tf.input({ shape: [2, 2, 3] });
  const flat = tf.layers.flatten().apply(input) as tf.SymbolicTensor;
  const sharing = tf.model({
    inputs: input,
    outputs: dense.apply(flat) as tf.SymbolicTensor,
  });
  const hold = await holdWeights([asModel(network)], "change", { action });
  const calls = [network, sharing].map((model) =>
    holdWeights([asModel(model)], "read", { action })
  );
  const unrelated = holdWeights([asModel(layersModel())], "change", { action });
  assert(await isDone(unrelated));
  for (const call of calls) assert(!await isDone(call));
  hold[Symbol.dispose]();
  for (const call of calls) (await call)[Symbol.dispose]();
  (await unrelated)[Symbol.dispose]();
});

Deno.test("several models are held at once or not at all", async () => {
  const [a, b] = [asModel(layersModel()), asModel(layersModel())];
  const order: string[] = [];
  const job = (name: string, models: readonly Model[]) =>
    withWeights(models, "change", { action }, async () => {
      await new Promise((resolve) => setTimeout(resolve));
      order.push(name);
    });
  await Promise.all([job("ab", [a, b]), job("ba", [b, a]), job("a", [a])]);
  assertEquals(order, ["ab", "ba", "a"]);
});

Deno.test("a call that waits can be aborted, and then holds nothing", async () => {
  const model = asModel(layersModel());
  const controller = new AbortController();
  const { signal } = controller;
  const hold = await holdWeights([model], "change", { action });
  const waits = holdWeights([model], "change", { action, signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => waits, Error, "enough");
  hold[Symbol.dispose]();
  (await holdWeights([model], "change", { action }))[Symbol.dispose]();
  await assertRejects(
    () => holdWeights([model], "read", { action, signal }),
    Error,
    "enough",
  );
});

Deno.test("an error in the work releases the weights", async () => {
  const model = asModel(layersModel());
  await assertRejects(
    () =>
      withWeights(
        [model],
        "change",
        { action },
        () => Promise.reject(new Error("failed")),
      ),
    Error,
    "failed",
  );
  (await holdWeights([model], "change", { action }))[Symbol.dispose]();
});

Deno.test("a job reads what it holds, by the model it got and by its own", async () => {
  const network = layersModel();
  const model = asModel(network);
  await withWeights([model], "change", { action }, async ({ models }) => {
    for (const given of [models[0], model, asModel(network)]) {
      await new Promise((resolve) => setTimeout(resolve));
      using _ = await holdWeights([given], "read", { action });
    }
    // Also out of a job inside.
    await withWeights(
      [asModel(layersModel())],
      "change",
      { action },
      () =>
        holdWeights([model], "read", { action }).then((hold) =>
          hold[Symbol.dispose]()
        ),
    );
  });
});

Deno.test("a change inside of a job on the same weights is refused, and so is waiting there", async () => {
  const [model, other] = [asModel(layersModel()), asModel(layersModel())];
  const hold = await holdWeights([other], "change", { action: "change it" });
  for (const use of ["read", "change"] as const) {
    await withWeights([model], use, { action }, async ({ models: [own] }) => {
      for (const given of [own, model]) {
        await assertRejects(
          () => holdWeights([given], "change", { action: "train" }),
          Error,
          "Cannot train as a call inside of a job must not wait",
        );
      }
      await assertRejects(
        () => holdWeights([other], "read", { action: "explain" }),
        Error,
        "current job is to change it",
      );
    });
  }
  hold[Symbol.dispose]();
});

Deno.test("what a progress callback starts waits for the job", async () => {
  const model = asModel(layersModel());
  let started: Promise<Disposable> | undefined;
  const read = () => {
    started = holdWeights([model], "read", { action });
  };
  await withWeights([model], "change", { action }, async ({ outside }) => {
    outside(read)();
    assert(!await isDone(started!));
  });
  (await started!)[Symbol.dispose]();
});

Deno.test("in a browser page a call is refused instead of waiting, and a job's own model passes", async () => {
  const { getBuiltinModule } = process;
  process.getBuiltinModule = undefined as never;
  // A copy of the module that finds no asynchronous context.
  const page = await import(
    `${import.meta.resolve("../../lib/model/weight_hold.ts")}?page`
  );
  process.getBuiltinModule = getBuiltinModule;
  const model = asModel(layersModel());
  const hold: typeof holdWeights = page.holdWeights;
  const run: typeof withWeights = page.withWeights;
  await run([model], "change", { action }, async ({ models, outside }) => {
    (await hold([models[0]], "read", { action }))[Symbol.dispose]();
    for (const use of ["read", "change"] as const) {
      await assertRejects(
        () => hold([model], use, { action }),
        Error,
        "must not wait",
      );
    }
    let called = 0;
    outside((n: number) => called = n)(3);
    assertEquals(called, 3);
  });
  (await hold([model], "change", { action }))[Symbol.dispose]();
});

Deno.test("a job that fails as a model was disposed meanwhile says so, whatever lacked weights", async () => {
  const make = () => asModel(layersModel());
  const read = ({ weightLayers }: Model) =>
    tf.clone(weightLayers[0]!.weights[0]!.variable);
  for (const use of ["read", "change"] as const) {
    for (const which of [0, 1]) {
      const models = [make(), make()] as const;
      const error = await assertRejects(
        () =>
          withWeights(models, use, { action }, (held) => {
            models[which]!.dispose();
            read(held.models[which]!);
            return Promise.resolve();
          }),
        Error,
        "Cannot explain the model as its weights must be in memory: the model",
      );
      assert(error.cause instanceof Error);
    }
    // Another error is what it is, and so is the reason of a signal.
    const model = make();
    await assertRejects(
      () =>
        withWeights(
          [model],
          use,
          { action },
          () => Promise.reject(new Error("failed")),
        ),
      Error,
      "failed",
    );
    const stop = new AbortController();
    const { signal } = stop;
    await assertRejects(
      () =>
        withWeights([model], use, { action, signal }, () => {
          model.dispose();
          stop.abort(new Error("enough"));
          signal.throwIfAborted();
          return Promise.resolve();
        }),
      Error,
      "enough",
    );
  }
});

Deno.test("whoever waits for long says for what, once: a method by way of a queue of before would wait forever in silence", async () => {
  const model = asModel(layersModel(), { name: "net" });
  const { setTimeout, console: { warn } } = globalThis;
  const said: string[] = [];
  console.warn = (words: string) => said.push(words);
  // Long waits are short here.
  globalThis.setTimeout = ((
    work: (...given: unknown[]) => void,
    delay?: number,
    ...given: unknown[]
  ) => setTimeout(work, delay === 10_000 ? 3 : delay, ...given)) as never;
  const queue: (() => void)[] = [];
  const worker = async () => {
    while (queue.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    queue.shift()!();
  };
  try {
    const working = worker();
    let waits: Promise<Disposable> | undefined;
    await withWeights(
      [model],
      "change",
      { action: "randomize weights" },
      async () => {
        queue.push(() => {
          waits = holdWeights([model], "read", { action: "explain the model" });
        });
        await working;
        for (let i = 0; i < 4; i++) assert(!await isDone(waits!));
        await new Promise((resolve) => setTimeout(resolve, 30));
        assertEquals(said.length, 1);
      },
    );
    (await waits!)[Symbol.dispose]();
    // Who waits for a short while says nothing.
    const hold = await holdWeights([model], "change", { action });
    const soon = holdWeights([model], "read", { action });
    hold[Symbol.dispose]();
    (await soon)[Symbol.dispose]();
    await new Promise((resolve) => setTimeout(resolve, 10));
    assertEquals(said, [
      'fullgrad waits to explain the model until the job to randomize weights is done with the weights of "net". A method of that job must explain the model that it is given; one that explains the model itself by way of a queue waits forever',
    ]);
  } finally {
    globalThis.setTimeout = setTimeout;
    console.warn = warn;
  }
});
