/** The version of this package, as `deno.json` says it too. */
export const VERSION = "0.1.0";
