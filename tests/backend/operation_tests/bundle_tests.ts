import * as esbuild from "esbuild";
import { readdirSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where tfjs-core has its built files, tests among them. */
const CORE = dirname(
  createRequire(fileURLToPath(import.meta.resolve("@tensorflow/tfjs")))
    .resolve("@tensorflow/tfjs-core"),
);

/** Tests of what is no operation on a backend, but of files and of the page. */
const LEFT_OUT = /^ops\/(from_pixels|draw)/;

/** What the file exports that {@linkcode bundleTests} writes. */
export interface TestBundle {
  /** Says which backends the suites are for. */
  readonly setTestEnvs: (
    environments: readonly {
      readonly name: string;
      readonly backendName: string;
      readonly isDataSync: boolean;
    }[],
  ) => void;
  /** Declares all suites to jasmine. */
  readonly declareSuites: () => void;
}

/**
 * Writes tfjs-core's own tests of its operations to one CommonJS file.
 *
 * They are in its npm package as ECMAScript modules that import one another
 * without extensions, which no engine runs as they are.
 */
export async function bundleTests(file: string): Promise<void> {
  const contents = `
    import "./register_all_gradients";
    import "./public/chained_ops/register_all_chained_ops";
    export { setTestEnvs } from "./jasmine_util";
    export function declareSuites() {
      ${testFiles().map((path) => `require("./${path}");`).join("\n")}
    }`;
  try {
    await esbuild.build({
      stdin: { contents, resolveDir: CORE },
      outfile: file,
      bundle: true,
      platform: "node",
      format: "cjs",
      mainFields: ["module", "main"],
      // tfjs-core says that its files have no effects; a test is one.
      ignoreAnnotations: true,
      logLevel: "error",
      plugins: [npmPackages],
    });
  } finally {
    await esbuild.stop();
  }
}

function testFiles(): string[] {
  return readdirSync(CORE, { recursive: true, encoding: "utf8" })
    .filter((path) =>
      /^(ops\/.*|gradients)_test\.js$/.test(path) && !LEFT_OUT.test(path)
    )
    .sort();
}

/** Packages are where Deno has them, in no folder that esbuild knows. */
const npmPackages: esbuild.Plugin = {
  name: "npm packages",
  setup(build) {
    build.onResolve({ filter: /^jasmine-core/ }, () => ({
      path: "jasmine-core",
      namespace: "running",
    }));
    // All that tfjs asks of it is there when the tests run.
    build.onLoad({ filter: /.*/, namespace: "running" }, () => ({
      contents: "export const core = () => ({});",
    }));
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      // node-fetch is not loaded until something is fetched.
      if (isBuiltin(path) || path === "node-fetch") {
        return { path, external: true };
      }
      return importer.startsWith("/")
        ? { path: createRequire(importer).resolve(path) }
        : undefined;
    });
  },
};
