/** A paper, and what it is cited for. */
export interface Paper {
  /** Its key in a BibTeX file. */
  readonly key: string;
  /** Its authors as BibTeX has them. */
  readonly authors: string;
  /** Its title. */
  readonly title: string;
  /** Where it appeared, unless that is arXiv alone. */
  readonly venue?: string;
  /** The year of that. */
  readonly year: number;
  /** Its number on arXiv. */
  readonly arxiv?: string;
  /** What the names are like that it stands behind. */
  readonly standsBehind: RegExp;
}
