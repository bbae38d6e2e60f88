import type { Problem } from "../address/problem.js";
import type { Compilation, Test } from "./classifier.js";
import { compileClassifier, flattened } from "./compile-classifier.js";
import { Fields, isRawObject, quoted } from "./fields.js";
import type { GeoDatabase } from "./geo-lookup.js";
import { TextSources } from "./text-sources.js";

/** Most classifiers, those written inside groups included. */
export const MAX_CLASSIFIERS = 10_000;

/** Compiles classifiers and numbers them: first the named ones, then those written inside groups. */
export class ClassifierList {
  readonly tests: Test[] = [];
  readonly sources = new TextSources();
  readonly needs = new Set<GeoDatabase>();
  readonly #byName = new Map<string, number>();
  readonly #problems: Problem[];

  constructor(problems: Problem[]) {
    this.#problems = problems;
  }

  get names(): Iterable<string> {
    return this.#byName.keys();
  }

  /** The number of the classifier called `name`. */
  find(name: string): number | undefined {
    return this.#byName.get(name);
  }

  /** Adds a classifier of the list. It keeps its number when it is faulty, so that groups naming it are not faulty too. */
  addNamed(classifier: unknown, path: string): void {
    const fields = this.#fieldsOf(classifier, path);
    if (!fields) return;
    const name = fields.text("name");
    if (name === "") fields.problem("name", "is empty");
    if (this.#byName.has(name))
      fields.problem("name", `${quoted(name)} is the name of two classifiers`);
    else this.#byName.set(name, this.#compile(fields, name));
  }

  /** Adds a classifier written inside a group; `byDefault` is its name if it has none. */
  addInline(classifier: unknown, path: string, byDefault: string): number | undefined {
    const fields = this.#fieldsOf(classifier, path);
    return fields && this.#compile(fields, fields.text("name") || byDefault);
  }

  #fieldsOf(classifier: unknown, path: string): Fields | undefined {
    if (isRawObject(classifier)) return new Fields(flattened(classifier), path, this.#problems);
    this.#problems.push({ path, message: "is not a classifier" });
    return undefined;
  }

  #compile(fields: Fields, name: string): number {
    if (this.tests.length === MAX_CLASSIFIERS) {
      fields.problem(undefined, `is one classifier too many, limit is ${MAX_CLASSIFIERS}`);
    }
    const compilation: Compilation = { name, sources: this.sources, needs: this.needs };
    return this.tests.push(compileClassifier(fields, compilation)) - 1;
  }
}
