/** One thing wrong with a configuration. */
export interface Problem {
  /** Where it stands, as a reader would write it: `classifiers[2].ipranges[0]`. */
  readonly path: string;
  /** One line: the value, what is wrong with it, the limit. */
  readonly message: string;
}
