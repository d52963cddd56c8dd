/** Whether the tests that take long run too: `deno task test:exhaustive`. */
const EXHAUSTIVE = Deno.env.get("FULLGRAD_EXHAUSTIVE") === "1";

/**
 * A test that takes long: `deno task test` passes it over, and
 * `deno task test:exhaustive` runs it.
 */
export function exhaustiveTest(definition: Deno.TestDefinition): void {
  Deno.test({
    ...definition,
    name: `exhaustive: ${definition.name}`,
    ignore: !EXHAUSTIVE || (definition.ignore ?? false),
  });
}

/** A test of a backend; that of a software adapter of WebGPU takes long. */
export function backendTest(
  backend: string,
  definition: Deno.TestDefinition,
): void {
  if (backend === "webgpu") exhaustiveTest(definition);
  else Deno.test(definition);
}
