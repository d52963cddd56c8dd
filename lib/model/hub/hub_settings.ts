import type { HubOptions } from "./hub_name.ts";

/** Where the hub and its cache are. */
export interface HubSettings {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** The folder of the cache; none in a page. */
  readonly cache: string | undefined;
  readonly isOffline: boolean;
  readonly token: string | undefined;
}

/**
 * Reads the environment as Hugging Face's own client does.
 *
 * @throws {TypeError} If the endpoint is no http address.
 */
export async function hubSettings(
  { endpoint }: HubOptions,
): Promise<HubSettings> {
  const env = environment();
  const address = httpAddress(
    endpoint ?? env?.("HF_ENDPOINT") ?? "https://huggingface.co",
  );
  if (env === undefined) {
    return {
      endpoint: address,
      cache: undefined,
      isOffline: false,
      token: undefined,
    };
  }
  const { process } = globalThis;
  const fs = process.getBuiltinModule("node:fs/promises");
  const { homedir } = process.getBuiltinModule("node:os");
  const expanded = (path: string) => path.replace(/^~(?=$|[\\/])/, homedir());
  const home = expanded(
    env("HF_HOME") ??
      `${env("XDG_CACHE_HOME") ?? `${homedir()}/.cache`}/huggingface`,
  );
  const read = (path: string) =>
    fs.readFile(path, "utf8").catch(() => undefined);
  const token = env("HF_TOKEN") ??
    await read(expanded(env("HF_TOKEN_PATH") ?? `${home}/token`));
  return {
    endpoint: address,
    cache: expanded(env("HF_HUB_CACHE") ?? `${home}/hub`),
    isOffline: /^(1|on|yes|true)$/i.test(env("HF_HUB_OFFLINE") ?? ""),
    token: token?.trim() || undefined,
  };
}

/** Reads a variable of the environment that says something; none in a page. */
export function environment():
  | ((name: string) => string | undefined)
  | undefined {
  const { process } = globalThis;
  return process?.getBuiltinModule?.("node:fs/promises") === undefined
    ? undefined
    : (name) => process.env[name] || undefined;
}

/**
 * An address without a slash at its end.
 *
 * @throws {TypeError} If it is no http address.
 */
export function httpAddress(text: string): string {
  const address = text.replace(/\/+$/, "");
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new TypeError(
      `Cannot load the model as the hub's endpoint must be an http address: current value is ${
        JSON.stringify(address)
      }`,
    );
  }
  return address;
}
