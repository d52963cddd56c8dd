import { assert } from "@std/assert";
import { nextTurn } from "../../lib/platform/mod.ts";

Deno.test("timers that are due come in before the next turn is over", async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  // A turn may begin before the timer is due.
  for (let turn = 0; turn < 100_000 && ticks < 3; turn++) await nextTurn();
  clearInterval(timer);
  assert(ticks >= 3);
});
