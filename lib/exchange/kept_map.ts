import { SaliencyMap } from "../aggregation/mod.ts";
import type { Json } from "../display/mod.ts";
import {
  methodIdentity,
  type MethodInput,
  targetIdentity,
} from "../evaluation/mod.ts";
import { readFile } from "../files/mod.ts";
import { isRecord } from "../options/mod.ts";
import type { ClassChoice, Target } from "../propagation/mod.ts";
import { sha256 } from "../platform/mod.ts";
import { unpackRecord } from "./archive.ts";

/** What tells a job from others. */
export async function jobKey(
  settings: unknown,
  method: MethodInput,
  target: ClassChoice | Target,
): Promise<string> {
  const [how, what] = [
    await methodIdentity(method),
    await targetIdentity(target),
  ];
  for (
    const [name, identity] of Object.entries({ method: how, target: what })
  ) {
    if (identity !== undefined) continue;
    throw new TypeError(
      `Cannot explain the folder as it must be known what the ${name} computes, so that a run can go on: a function of your own is a method as { run, name, options }`,
    );
  }
  return await sha256(JSON.stringify([settings, how, what]));
}

/**
 * The map in a file, if it is whole and of this picture.
 *
 * @throws {RangeError} If it is a map of another job.
 */
export async function keptMap(
  path: string,
  job: string,
  picture: string,
): Promise<SaliencyMap | undefined> {
  const file = await readFile("read the map", path).catch((error) => {
    if (error?.name === "NotFound") return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  let archive: { readonly record: object; readonly about: Json };
  let map: SaliencyMap;
  try {
    archive = unpackRecord(file.bytes);
    map = SaliencyMap.from(archive.record);
  } catch {
    return undefined; // cut off or damaged: made again
  }
  const about = isRecord(archive.about) ? archive.about : {};
  if (about.job !== job) {
    throw new RangeError(
      `Cannot explain the folder as out must have maps of this job alone: ${path} is of another network, method, option, target or version`,
    );
  }
  return about.picture === picture ? map : undefined;
}
