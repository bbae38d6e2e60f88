import type { Subject } from "./subject.js";
import type { GeoDatabase } from "./geo-lookup.js";
import type { TextSources } from "./text-sources.js";
import type { Fields } from "./fields.js";

/** Whether a request is of some kind. */
export type Test = (subject: Subject) => boolean;

/** What compiling a classifier may need and leave behind. */
export interface Compilation {
  /** The classifier's own name; a random one depends on it. */
  readonly name: string;
  readonly sources: TextSources;
  /** Databases the classifiers compiled so far ask. */
  readonly needs: Set<GeoDatabase>;
}

/** Compiles the fields of one type of classifier, noting what is wrong with them. `inverted` is not its business. */
export type CompileClassifier = (fields: Fields, compilation: Compilation) => Test;

export const matchesNobody: Test = () => false;
