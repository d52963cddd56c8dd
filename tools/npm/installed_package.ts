import * as esbuild from "esbuild";
import { fileURLToPath } from "node:url";
import { buildPackage } from "./build.ts";

/** The npm package in a folder of its own, beside what it depends on. */
export interface InstalledPackage extends AsyncDisposable {
  /** Its path, without a slash at the end. */
  readonly folder: string;
}

/**
 * Installs the package from Deno's cache; what is not in it, as on a machine that
 * has built nothing yet, is fetched from the registry.
 */
export async function installPackage(): Promise<InstalledPackage> {
  const folder = await Deno.makeTempDir();
  const built = new URL(`file://${folder}/node_modules/fullgrad/`);
  await buildPackage(built);
  const { dependencies } = JSON.parse(
    await Deno.readTextFile(new URL("package.json", built)),
  );
  await Deno.writeTextFile(
    `${folder}/package.json`,
    JSON.stringify({ private: true, type: "module", dependencies }),
  );
  await run(
    Deno.execPath(),
    ["install", "--node-modules-dir=auto", "--quiet"],
    folder,
  );
  return {
    folder,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Runs a program in a folder, and returns what it prints. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const text = new TextDecoder().decode(stdout);
  if (success) return text;
  throw new Error(
    `Cannot run ${program} ${args.join(" ")} as it must succeed: ${text}${
      new TextDecoder().decode(stderr)
    }`,
  );
}

/**
 * Bundles a module of the tests, with the package that is installed in a
 * folder, into one file there.
 *
 * @returns The file's path.
 */
export async function bundle(
  module: URL,
  folder: string,
  platform: "browser" | "node",
): Promise<string> {
  const outfile = `${folder}/${platform}.js`;
  const entry = `${folder}/${platform}_entry.ts`;
  await Deno.copyFile(fileURLToPath(module), entry);
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: "esm",
    platform,
    logLevel: "error",
    external: platform === "node"
      ? ["sharp", "@resvg/*", "@expo-google-fonts/*"]
      : [],
    // Packages written for Node's own modules call for others by require.
    ...(platform === "node" && {
      banner: {
        js:
          'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url); const __dirname = import.meta.dirname;',
      },
    }),
  });
  await esbuild.stop();
  return outfile;
}
