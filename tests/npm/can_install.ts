import { run } from "../../tools/npm/installed_package.ts";

/** Whether npm is there and its registry answers. */
export async function canInstall(): Promise<boolean> {
  try {
    await run("npm", ["view", "leven@4.1.0", "version"], Deno.cwd());
    return true;
  } catch {
    return false;
  }
}
