/** A command that is told to stop says so, and ends as a shell expects. */
import { assertEquals } from "@std/assert";

const SCRIPT = `
import { StoppedError, untilStopped } from "${new URL(
  "../../lib/cli/until_stopped.ts",
  import.meta.url,
)}";
try {
  await untilStopped((signal) =>
    new Promise((_, reject) => {
      // A timer keeps the process alive until the signal is here.
      setInterval(() => {}, 1000);
      signal.addEventListener("abort", () => reject(signal.reason));
      console.log("started");
    })
  );
} catch (error) {
  console.log(error.message);
  Deno.exit(error instanceof StoppedError ? error.status : 1);
}
`;

for (const [signal, status] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test({
    name: `${signal} ends the work with ${status}`,
    ignore: Deno.build.os === "windows",
    fn: async () => {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", "--ext=ts", "-"],
        stdin: "piped",
        stdout: "piped",
      }).spawn();
      await new Blob([SCRIPT]).stream().pipeTo(child.stdin);
      let text = "";
      const output = child.stdout.pipeThrough(new TextDecoderStream());
      for await (const part of output) {
        const isStarted = text.includes("started");
        text += part;
        if (!isStarted && text.includes("started")) child.kill(signal);
      }
      assertEquals(
        text.trim().split("\n"),
        ["started", "Stopped: the same command goes on from here"],
      );
      assertEquals((await child.status).code, status);
    },
  });
}
