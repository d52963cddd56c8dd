import * as tf from "@tensorflow/tfjs";
import jasmine from "jasmine-core";
import { createRequire } from "node:module";
import { join } from "node:path";
import { bundleTests, type TestBundle } from "./bundle_tests.ts";

/** What became of tfjs-core's tests on a backend. */
export interface TestResults {
  /** Names of the tests that passed. */
  readonly passed: readonly string[];
  /** The first complaint of each test that failed, by name. */
  readonly failed: Readonly<Record<string, string>>;
}

/** What jasmine says of a test. */
interface SpecResult {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/** Runs tfjs-core's own tests of its operations on the backend that runs. */
export async function runTests(): Promise<TestResults> {
  const backend = tf.getBackend();
  const core = jasmine.boot();
  // A busy machine is not a test that hangs.
  core.DEFAULT_TIMEOUT_INTERVAL = 60_000;
  const environment = core.getEnv();
  environment.configure({ random: false, forbidDuplicateNames: false });
  environment.clearReporters();
  const passed: string[] = [];
  const failed: Record<string, string> = {};
  const nameOf = uniqueNames(backend);
  environment.addReporter({
    specDone({ fullName, status, failedExpectations }: SpecResult) {
      const name = nameOf(fullName);
      if (status === "passed") passed.push(name);
      if (status === "failed") {
        failed[name] = failedExpectations[0]?.message.split("\n")[0] ?? "";
      }
    },
  });
  await declareSuites(backend);
  const restore = keepBackend();
  try {
    await environment.execute();
  } finally {
    restore();
  }
  return { passed, failed };
}

async function declareSuites(backend: string): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "tests.cjs");
    await bundleTests(file);
    const bundle: TestBundle = createRequire(import.meta.url)(file);
    bundle.setTestEnvs([
      { name: backend, backendName: backend, isDataSync: true },
    ]);
    bundle.declareSuites();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Names without the backend, which tfjs puts behind that of a suite, and with
 * a number where tfjs has several tests of a name.
 */
function uniqueNames(backend: string): (fullName: string) => string {
  const counts = new Map<string, number>();
  return (fullName) => {
    const name = fullName.replace(` ${backend} {}`, "");
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  };
}

/**
 * Every suite resets tfjs, which would start the backend hundreds of times. With
 * this it only gets a new count of tensors.
 */
function keepBackend(): () => void {
  const engine = tf.engine();
  const { reset } = engine;
  const State = engine.state.constructor as new () => typeof engine.state;
  engine.reset = () => {
    engine.disposeVariables();
    Object.assign(engine, { state: new State() });
  };
  return () => {
    engine.reset = reset;
  };
}
