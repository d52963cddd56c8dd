import type { Listing, Trial } from "./models_page.ts";

/**
 * The lists with what came of every name that was tried now. A name whose server
 * cannot be reached stays as it was.
 *
 * @param isMeant Which names are tried.
 * @param residualOf Loads a name, runs FullGrad, and returns its residual.
 * @param date The day.
 */
export async function tryNames(
  listings: readonly Listing[],
  isMeant: (name: string, trial: Trial | undefined) => boolean,
  residualOf: (name: string) => Promise<number>,
  date: string,
): Promise<readonly Listing[]> {
  const tried: Listing[] = [];
  for (const listing of listings) {
    const names = [];
    for (const entry of listing.names) {
      const trial = isMeant(entry.name, entry.trial)
        ? await trialOf(entry.name, residualOf, date)
        : undefined;
      names.push(trial === undefined ? entry : { ...entry, trial });
    }
    tried.push({ ...listing, names });
  }
  return tried;
}

async function trialOf(
  name: string,
  residualOf: (name: string) => Promise<number>,
  date: string,
): Promise<Trial | undefined> {
  try {
    return { date, residual: await residualOf(name) };
  } catch (error) {
    const { name: kind, message } = error as Error;
    return kind === "UnreachableError" ? undefined : { date, refused: message };
  }
}
