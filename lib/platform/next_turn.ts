/**
 * Waits for the next turn of the event loop, in which timers, signals and
 * drawing come in. A timer would do so as well, but one or two milliseconds
 * later: a browser and Deno have no shorter one.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
