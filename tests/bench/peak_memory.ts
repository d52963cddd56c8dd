/** Greatest resident memory of this process so far, in bytes. */
export function peakMemory(): number {
  try {
    const status = Deno.readTextFileSync("/proc/self/status");
    return Number(status.match(/^VmHWM:\s*(\d+) kB$/m)![1]) * 1024;
  } catch {
    // Not Linux: what it is now stands in for what it was.
    return Deno.memoryUsage().rss;
  }
}
