import { type OptionRequirements, text } from "../../options/mod.ts";

/** Which files of a repository are meant, and where it is. */
export interface HubOptions {
  /**
   * Of a name that begins with `hf:`, the branch, tag or commit; of one that
   * begins with `torchvision:`, the weights, as `IMAGENET1K_V1`.
   *
   * @default `main`, or torchvision's default
   */
  readonly revision?: string | undefined;
  /** Of a name that begins with `hf:`, the path of the model in its repository. */
  readonly file?: string | undefined;
  /**
   * Of a name, the address of the hub or of a mirror.
   *
   * @default of `hf:` the environment's `HF_ENDPOINT`, else https://huggingface.co;
   * of `torchvision:` its `FULLGRAD_PYTORCH_ENDPOINT`, else
   * https://download.pytorch.org
   */
  readonly endpoint?: string | undefined;
}

/** What {@linkcode HubOptions} must be. */
export const HUB_OPTIONS: OptionRequirements<HubOptions> = {
  revision: text,
  file: text,
  endpoint: text,
};

/** A repository at a revision. */
export interface HubName {
  /** `owner/name`. */
  readonly repository: string;
  readonly revision: string;
}

/**
 * Reads `hf:owner/name` and `hf:owner/name@revision`.
 *
 * @throws {TypeError} If it is written otherwise, or names two revisions.
 */
export function hubName(source: string, revision?: string): HubName {
  const [, repository, named] =
    /^hf:([\w.-]+\/[\w.-]+)(?:@(.+))?$/.exec(source) ?? [];
  if (
    repository === undefined || repository.includes("--") ||
    !isInside(repository)
  ) {
    throw new TypeError(
      `Cannot load the model as its name must be hf:owner/name or hf:owner/name@revision: current value is ${
        JSON.stringify(source)
      }`,
    );
  }
  if (named !== undefined && revision !== undefined && named !== revision) {
    throw new TypeError(
      `Cannot load the model as its revision must be given once: the name says ${named}, the option ${revision}`,
    );
  }
  const meant = named ?? revision ?? "main";
  if (!isInside(meant)) {
    throw new TypeError(
      `Cannot load the model as its revision must be a branch, tag or commit: current value is ${
        JSON.stringify(meant)
      }`,
    );
  }
  return { repository, revision: meant };
}

/** Whether a path leads to somewhere inside of its folder, on every system. */
export function isInside(path: string): boolean {
  // deno-lint-ignore no-control-regex
  return path.isWellFormed() && !/[\u0000-\u001f\\:]/.test(path) &&
    path.split("/").every((part) => !["", ".", ".."].includes(part));
}
