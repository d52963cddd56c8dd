import { Command } from "commander";
import { dirname, join } from "node:path";
import {
  BACKEND_NAMES,
  type BackendName,
  startBackend,
} from "../backend/mod.ts";
import { parseShard } from "../evaluation/mod.ts";
import {
  claimPages,
  CLAIMS,
  DataFolder,
  reproduce,
} from "../reproduction/mod.ts";
import {
  asUsage,
  integer,
  namesOf,
  oneOf,
  requireOptions,
} from "./arguments.ts";
import { untilStopped } from "./until_stopped.ts";

/** Where the committed results are, in a clone. */
const RESULTS = join("docs", "reproduction");

const BY_NAME = Object.fromEntries(CLAIMS.map((claim) => [claim.name, claim]));

interface ReproduceRequest {
  readonly data?: string;
  readonly only?: readonly string[];
  readonly scale?: number;
  readonly shard: string;
  readonly out: string;
  readonly work: string;
  readonly pages?: boolean;
  readonly backend?: BackendName;
}

/**
 * `fullgrad reproduce`: the papers' claims on real networks, as a job that can be
 * stopped and goes on where it was.
 */
export function reproduceCommand(): Command {
  return new Command("reproduce")
    .description(
      "Tests the papers' claims on real networks, in a clone of the repository, and writes numbers and pages. What is done already is not computed again.",
    )
    .option(
      "--data <dir>",
      "folder of networks and images, must be given unless --pages is; docs/reproduction/README.md says which",
    )
    .option(
      "--only <a,b,…>",
      `of ${Object.keys(BY_NAME).join(", ")} (default: all)`,
      namesOf(BY_NAME),
    )
    .option(
      "--scale <n>",
      "so many images, or runs, of everything, rounded up to whole slices (default: all)",
      integer(1),
    )
    .option("--shard <i/n>", "do the i-th of n parts only; 1/1 is all", "1/1")
    .option("--out <dir>", "where numbers and pages go", RESULTS)
    .option(
      "--work <dir>",
      "where unfinished work is kept",
      join("results", "reproduction"),
    )
    .option("--pages", "write the pages of the numbers that are there, alone")
    .option(
      "--backend <name>",
      `${BACKEND_NAMES.join(", ")} (default: the fastest here)`,
      oneOf(BACKEND_NAMES),
    )
    .action(async (request: ReproduceRequest, command: Command) => {
      if (!request.pages) {
        requireOptions(command, ["data"]);
        await compute(request);
      }
      await writePages(request.out);
    });
}

async function compute(request: ReproduceRequest): Promise<void> {
  const { only = Object.keys(BY_NAME), scale, out, work } = request;
  const shard = asUsage(() => parseShard(request.shard));
  const { reason } = await startBackend(request.backend);
  console.log(reason);
  await untilStopped((signal) =>
    reproduce(only.map((name) => BY_NAME[name]!), {
      data: new DataFolder(request.data!),
      out,
      work,
      scale,
      shard,
      signal,
      onSlice: (words) => console.log(words),
    })
  );
}

async function writePages(out: string): Promise<void> {
  for (const [name, text] of await claimPages(CLAIMS, out)) {
    const path = join(out, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeTextFile(path, text);
  }
}
