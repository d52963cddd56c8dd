/**
 * Measures the kernels of the named operations, or of all, beside those of tfjs
 * that do the same: `deno task bench:kernels [OPERATION...]`.
 */
const FOLDER = new URL("./", import.meta.url);

if (import.meta.main) {
  const all = [...Deno.readDirSync(FOLDER)]
    .filter(({ name, isDirectory }) => isDirectory && hasBench(name))
    .map(({ name }) => name).sort();
  const unknown = Deno.args.find((name) => !all.includes(name));
  if (unknown !== undefined) {
    console.error(
      `Cannot measure ${unknown} as it must be one of ${all.join(", ")}`,
    );
    Deno.exit(2);
  }
  for (const operation of Deno.args.length > 0 ? Deno.args : all) {
    console.log(`\n${operation}`);
    const { bench } = await import(`./${operation}/bench.ts`);
    await bench();
  }
}

function hasBench(operation: string): boolean {
  try {
    return Deno.statSync(new URL(`${operation}/bench.ts`, FOLDER)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
