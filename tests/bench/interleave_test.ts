import { assert, assertEquals } from "@std/assert";
import { interleave } from "./interleave.ts";
import type { Failure } from "./measurement.ts";

/** A process that answers with what it has been asked for so often. */
function participant(body: string) {
  return { command: Deno.execPath(), args: ["eval", body] };
}

const COUNTING = `
  import { serveRounds } from ${
  JSON.stringify(new URL("./serve_rounds.ts", import.meta.url).href)
};
  let count = 0;
  console.log("what a library prints");
  await serveRounds({ a: async () => { count++; }, b: async () => {} }, () => ({ count }));
`;

Deno.test("interleave() asks each for the rounds, and counts no first one", async () => {
  const answers = await interleave({
    one: participant(COUNTING),
    two: participant(COUNTING),
  }, 3);
  for (const name of ["one", "two"]) {
    const answer = answers[name]!;
    assert("rounds" in answer);
    assertEquals(answer.rounds.length, 3);
    assertEquals(Object.keys(answer.rounds[0]!), ["a", "b"]);
    assert((answer.summary as { count: number }).count > 4);
  }
});

Deno.test("interleave() goes on without one that fails, and says why", async () => {
  const answers = await interleave({
    fails: participant('throw new RangeError("too large")'),
    works: participant(COUNTING),
  }, 2);
  assertEquals((answers.fails as Failure).error, "RangeError: too large");
  assert("rounds" in answers.works!);
});
