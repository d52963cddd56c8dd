/** Node 22 or later: `node`, or what `FULLGRAD_NODE` names; if there is one. */
export const NODE: string | undefined = await findNode();

async function findNode(): Promise<string | undefined> {
  const names = [Deno.env.get("FULLGRAD_NODE"), "node"];
  for (const name of names) {
    if (name === undefined) continue;
    try {
      const { stdout } = await new Deno.Command(name, { args: ["--version"] })
        .output();
      const [, major] = /^v(\d+)/.exec(new TextDecoder().decode(stdout)) ?? [];
      if (Number(major) >= 22) return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
}
