import * as fc from "fast-check";
import { join } from "node:path";
import { loadResult, type Result, toNpz } from "../../../lib/exchange/mod.ts";
import { unzip, zip } from "../../../lib/files/mod.ts";
import { Evaluation } from "../../../lib/evaluation/mod.ts";
import { recordOf } from "../../evaluation/result/record.ts";
import { type Change, change, changes } from "../change.ts";
import { type Damage, damaged, damages } from "../damage.ts";
import { endsWell, type FuzzTarget, Unexpected } from "../target.ts";

const RESULT: Result = Evaluation.from(
  recordOf({
    a: [[[1], [2]], [[3], [4]]],
    control: [[[0], [1]], [[null], [1]]],
  }),
);
const ARCHIVE = await toNpz(RESULT);
const FILES = unzip(ARCHIVE, {
  isWanted: () => true,
  growth: 1000,
  least: 1e6,
});
const [MANIFEST] = [...FILES.keys()].filter((name) => name.endsWith(".json"));

/** Reads an archive and everything that is shown of what it holds. */
async function show(path: string): Promise<string> {
  const result = await loadResult(path) as Evaluation;
  void result.text;
  result.table();
  return JSON.stringify(result);
}

/** A saved result whose bytes are damaged: no number of it may be another. */
export const archive: FuzzTarget<Damage> = {
  cases: damages,
  check: async (damage, folder) => {
    const path = join(folder, "a.npz");
    await Deno.writeFile(path, damaged(ARCHIVE, damage));
    await endsWell(async () => {
      if (await show(path) !== JSON.stringify(RESULT)) {
        throw new Unexpected("another result was read");
      }
    });
  },
};

/** A saved result that somebody put together, with the checksums that are due. */
export const archiveManifest: FuzzTarget<readonly Change[]> = {
  cases: fc.array(changes, { minLength: 1, maxLength: 3 }),
  check: async (list, folder) => {
    const manifest = JSON.parse(new TextDecoder().decode(FILES.get(MANIFEST!)));
    list.forEach((one) => change(manifest, one));
    const text = new TextEncoder().encode(JSON.stringify(manifest));
    const path = join(folder, "a.npz");
    await Deno.writeFile(
      path,
      zip({ ...Object.fromEntries(FILES), [MANIFEST!]: text }),
    );
    await endsWell(async () => void await show(path));
  },
};
