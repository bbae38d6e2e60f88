import type { Problem } from "../address/problem.js";
import { ClassifierList } from "./classifier-list.js";
import type { Test } from "./classifier.js";
import type { GeoDatabase, GeoLookup } from "./geo-lookup.js";
import { readSessionGroups, type SessionGroup } from "./session-groups.js";
import { Subject, type ClassifiedRequest } from "./subject.js";
import type { TextOf } from "./text-sources.js";

/** The parts of the routing document this package classifies by; their shape need not be checked before. */
export interface ClassificationDocument {
  readonly classifiers?: readonly unknown[] | undefined;
  readonly sessionGroups?: readonly unknown[] | undefined;
}

export type ClassificationVerdict =
  | { readonly ok: true; readonly classification: Classification }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The groups of one request; a classifier is asked when the first group needs it, and only once. */
export interface SessionGroups {
  has(group: string): boolean;
  all(): ReadonlyMap<string, boolean>;
}

/** Compiled classifiers and session groups; one serves all requests. Source: reference cdn-router 4. */
export class Classification {
  /** Databases that some classifier asks; warn about those that are not loaded. */
  readonly needs: ReadonlySet<GeoDatabase>;
  readonly #tests: readonly Test[];
  readonly #sources: readonly TextOf[];
  readonly #groups: ReadonlyMap<string, SessionGroup>;

  private constructor(classifiers: ClassifierList, groups: readonly SessionGroup[]) {
    this.needs = classifiers.needs;
    this.#tests = classifiers.tests;
    this.#sources = classifiers.sources.all;
    this.#groups = new Map(groups.map((group) => [group.name, group]));
  }

  /** Compiles a document, or names everything wrong with it: unknown and double names, bad patterns, networks, numbers. */
  static compile(document: ClassificationDocument): ClassificationVerdict {
    const problems: Problem[] = [];
    const classifiers = new ClassifierList(problems);
    for (const [at, classifier] of (document.classifiers ?? []).entries()) {
      classifiers.addNamed(classifier, `classifiers[${at}]`);
    }
    const groups = readSessionGroups(document.sessionGroups ?? [], classifiers, problems);
    if (problems.length > 0) return { ok: false, problems };
    return { ok: true, classification: new Classification(classifiers, groups) };
  }

  get groupNames(): Iterable<string> {
    return this.#groups.keys();
  }

  /** The groups of one request, nothing evaluated yet. */
  of(request: ClassifiedRequest, geo: GeoLookup): SessionGroups {
    const subject = new Subject(request, geo, this.#sources);
    return new RequestGroups(subject, this.#tests, this.#groups);
  }
}

class RequestGroups implements SessionGroups {
  readonly #subject: Subject;
  readonly #tests: readonly Test[];
  readonly #groups: ReadonlyMap<string, SessionGroup>;
  /** By number of the classifier; a hole is one that was not asked. */
  readonly #answers: (boolean | undefined)[] = [];
  #all: Map<string, boolean> | undefined;

  constructor(subject: Subject, tests: readonly Test[], groups: ReadonlyMap<string, SessionGroup>) {
    this.#subject = subject;
    this.#tests = tests;
    this.#groups = groups;
  }

  has(group: string): boolean {
    const found = this.#groups.get(group);
    return found !== undefined && this.#holds(found);
  }

  all(): ReadonlyMap<string, boolean> {
    this.#all ??= new Map([...this.#groups].map(([name, group]) => [name, this.#holds(group)]));
    return this.#all;
  }

  #holds({ alternatives }: SessionGroup): boolean {
    return alternatives.some((numbers) => numbers.every((number) => this.#matches(number)));
  }

  #matches(number: number): boolean {
    return (this.#answers[number] ??= this.#tests[number]?.(this.#subject) ?? false);
  }
}
